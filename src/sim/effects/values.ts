/** What services have done with events against what every event once would have given. */
import { Fact, type FactCode } from "#sim/facts.ts";
import { MISSING_REASONS, SKIP_REASONS } from "#sim/fact-tables.ts";
import type { EffectPlan } from "#sim/effects-plan.ts";
import type { Kernel } from "#sim/kernel/kernel.ts";
import { count, eventOf, Its, keyNumberOf, of, Tally, tally } from "./maps.ts";

/** The record that something is done with: who does it, the message, its partition of the run and its offset. */
export interface About {
  readonly who: number;
  readonly message: number;
  readonly partition: number;
  readonly offset: number;
}

export function noteAbout(kernel: Kernel, fact: FactCode, about: About, extra: number): void {
  kernel.trace.record(kernel.nowUs, fact, about.who, about.message, about.partition, about.offset, extra);
}

/** Whether values of a service are amounts of money; else they are counted pieces. */
export function isMoney({ effect }: EffectPlan): boolean {
  return effect !== "email" && effect !== "email-keyed";
}

/** The event has its effect now. */
export function applyEffect(kernel: Kernel, plan: EffectPlan, about: About): void {
  const records = kernel.effects!;
  const { service, effect } = plan;
  if (effect === "none") return;
  const event = eventOf(kernel, about.message);
  const times = records.add(of(Its.times, service), event, 1);
  watched(kernel, plan, about, () => {
    if (records.get(of(Its.missing, service), event) === 1) {
      records.set(of(Its.missing, service), event, 0);
      count(kernel, service, Tally.missing, -1);
    }
    expect(kernel, plan, about.message, event);
    const reason = write(kernel, plan, about.message, event, times);
    if (reason === null) {
      count(kernel, service, Tally.effects);
      noteAbout(kernel, Fact.effectApplied, about, times);
    } else noteSkipped(kernel, plan, about, reason);
    if (times === 1 || reason !== null || (effect !== "add" && effect !== "email")) return;
    count(kernel, service, Tally.repeated);
    noteAbout(kernel, Fact.effectRepeated, about, times);
  });
}

export function noteSkipped(
  kernel: Kernel,
  plan: EffectPlan,
  about: About,
  reason: (typeof SKIP_REASONS)[number],
): void {
  count(kernel, plan.service, Tally.skipped);
  noteAbout(kernel, Fact.effectSkipped, about, SKIP_REASONS.indexOf(reason));
}

/** The event has passed by and never had its effect, as far as is known now. */
export function missEffect(
  kernel: Kernel,
  plan: EffectPlan,
  about: About,
  reason: (typeof MISSING_REASONS)[number],
): void {
  const records = kernel.effects!;
  const { service } = plan;
  const event = eventOf(kernel, about.message);
  if (plan.effect === "none") return;
  if (records.get(of(Its.times, service), event) > 0 || records.get(of(Its.missing, service), event) > 0)
    return;
  records.set(of(Its.missing, service), event, 1);
  count(kernel, service, Tally.missing);
  watched(kernel, plan, about, () => {
    expect(kernel, plan, about.message, event);
    noteAbout(kernel, Fact.effectMissing, about, MISSING_REASONS.indexOf(reason));
  });
}

/** Does something to the values of the message's key, and notes where they part or meet by it. */
function watched(kernel: Kernel, plan: EffectPlan, about: About, change: () => void): void {
  const key = keyNumberOf(kernel.messages.key(about.message));
  const before = difference(kernel, plan, key);
  change();
  const after = difference(kernel, plan, key);
  if ((before === 0) === (after === 0)) return;
  const { service } = plan;
  count(kernel, service, Tally.wrongKeys, after === 0 ? -1 : 1);
  if (after !== 0 && tally(kernel, service, Tally.partedUs) === 0)
    count(kernel, service, Tally.partedUs, kernel.nowUs + 1);
  noteAbout(kernel, after === 0 ? Fact.valuesMet : Fact.valuesParted, about, after);
}

/**
 * What a message has done to a value is taken back (`isDone`), and not expected there any more (`wasExpected`). Only values
 * that are added to can be: that is all that steps of a saga have.
 */
export function takeBackEffect(
  kernel: Kernel,
  plan: EffectPlan,
  about: About,
  isDone: boolean,
  wasExpected: boolean,
): void {
  if (plan.effect !== "add") return;
  const records = kernel.effects!;
  const key = keyNumberOf(kernel.messages.key(about.message));
  const amount = kernel.messages.amountCents(about.message);
  watched(kernel, plan, about, () => {
    if (wasExpected) records.add(of(Its.expected, plan.service), key, -amount);
    if (isDone) records.add(of(Its.actual, plan.service), key, -amount);
  });
}

function difference(kernel: Kernel, { service }: EffectPlan, key: number): number {
  const records = kernel.effects!;
  return records.get(of(Its.actual, service), key) - records.get(of(Its.expected, service), key);
}

/** What the event once would give. */
function expect(kernel: Kernel, plan: EffectPlan, message: number, event: number): void {
  const records = kernel.effects!;
  const { service, effect } = plan;
  if (records.get(of(Its.counted, service), event) === 1) return;
  records.set(of(Its.counted, service), event, 1);
  const key = keyNumberOf(kernel.messages.key(message));
  const amount = kernel.messages.amountCents(message);
  const expected = of(Its.expected, service);
  if (!isMoney(plan)) records.add(expected, key, 1);
  else if (effect === "add") records.add(expected, key, amount);
  else if (event + 1 > records.get(of(Its.newest, service), key)) {
    records.set(of(Its.newest, service), key, event + 1);
    records.set(expected, key, amount);
  }
}

/** Writes; or says why nothing was to be written. */
function write(
  kernel: Kernel,
  { service, effect }: EffectPlan,
  message: number,
  event: number,
  times: number,
): "key" | "version" | null {
  const records = kernel.effects!;
  const key = keyNumberOf(kernel.messages.key(message));
  const amount = kernel.messages.amountCents(message);
  const actual = of(Its.actual, service);
  const version = of(Its.version, service);
  switch (effect) {
    case "add":
      records.add(actual, key, amount);
      return null;
    case "email-keyed":
      if (times > 1) return "key";
      records.add(actual, key, 1);
      return null;
    case "email":
      records.add(actual, key, 1);
      return null;
    case "upsert-versioned":
      if (event + 1 <= records.get(version, key)) return "version";
      break;
    case "upsert":
    case "none":
      break;
  }
  records.set(version, key, event + 1);
  records.set(actual, key, amount);
  return null;
}
