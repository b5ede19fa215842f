/** What an instance does for the record in hand once its work is done: looks it up, has its effect, and lets follow what follows. */
import { unreachable } from "#base/assert.ts";
import { STORE_ERRORS, type MISSING_REASONS } from "#sim/fact-tables.ts";
import { Fact } from "#sim/facts.ts";
import { hasOutbox, type EffectPlan } from "#sim/effects-plan.ts";
import type { InstanceProcess } from "#sim/instance-process.ts";
import { stepGivenUp } from "#sim/parts.ts";
import { keyOf } from "#sim/publishing.ts";
import { isStep, joinsTable, type Answer } from "./committing.ts";
import { ask } from "./database-process.ts";
import { count, eventOf, Tally } from "./maps.ts";
import { produceRow, transaction } from "./handing.ts";
import { relayStored } from "./relay.ts";
import { abandonRow, rowFor, rowsOfEvent } from "./rows.ts";
import { missEffect, type About } from "./values.ts";

/** What the application may do after something has happened to its effects. */
export type EffectNews = "nothing" | "record-done" | "record-failed";

type Step = "check" | "mark" | "apply" | "send" | "publish";

/** The record's steps, one after the other. */
function stepsOf(self: InstanceProcess): Step[] {
  const plan = self.effects!;
  const { publishes } = self.plan.config;
  const sends = plan.outside >= 0;
  const follows =
    isStep(self.kernel, plan.service) || (publishes === "per-message" && self.plan.publishTargets > 0);
  const asksAfter = plan.deduplication === "after" || (plan.deduplication === "table" && !joinsTable(plan));
  const steps: Step[] = [];
  if (asksAfter) steps.push("check");
  if (plan.deduplication === "before") steps.push("mark");
  if (follows && plan.publication === "before-commit") steps.push("publish");
  if (sends) steps.push("send");
  if (plan.database >= 0 && (!sends || follows)) steps.push("apply");
  if (asksAfter) steps.push("mark");
  return steps;
}

/** The work on the record in hand is done: its effect begins. */
export function beginEffect(self: InstanceProcess, message: number): "waits" {
  const { state } = self;
  const effects = state.effects!;
  const { work } = state;
  work.phase = "storing";
  work.sinceUs = self.kernel.nowUs;
  work.untilUs = -1;
  effects.step = 0;
  effects.skips = false;
  effects.rows = followingRows(self, message);
  takeStep(self, message);
  return "waits";
}

/** Whether what the instance waits for is the record in hand. */
function isStoring(self: InstanceProcess): boolean {
  const { work } = self.state;
  return work.phase === "storing" && work.pair >= 0;
}

function takeStep(self: InstanceProcess, message: number): EffectNews {
  const effects = self.state.effects!;
  const plan = self.effects!;
  const step = stepsOf(self)[effects.step];
  if (step === undefined) return "record-done";
  effects.token++;
  if (step !== "publish") {
    const { work } = self.state;
    const about: About = {
      who: self.who,
      message,
      partition: self.partitionOf(work.pair),
      offset: work.offset,
    };
    const rows = step === "apply" ? effects.rows : [];
    ask(
      self.kernel,
      step === "send" ? plan.outside : plan.database,
      transaction(self, step, { about, rows }),
    );
    return "nothing";
  }
  if (effects.rows.length === 0) return nextStep(self, message);
  effects.groups.push({ purpose: "record", left: effects.rows.slice(), acknowledged: [], hasFailed: false });
  for (const row of effects.rows) produceRow(self, row);
  return "nothing";
}

function nextStep(self: InstanceProcess, message: number): EffectNews {
  self.state.effects!.step++;
  return takeStep(self, message);
}

/** A database has answered. */
export function stored(self: InstanceProcess, token: number, error: number, answer: Answer): EffectNews {
  const effects = self.state.effects!;
  const { kernel } = self;
  const isError = STORE_ERRORS[error] !== "NONE";
  const isRecord =
    answer.op === "check" || answer.op === "mark" || answer.op === "apply" || answer.op === "send";
  const isCurrent = !isRecord || (token === effects.token && isStoring(self));
  if (answer.op !== "send" && STORE_ERRORS[error] !== "no-answer")
    kernel.ledger.cameBack(self.effects!.wire, !isError);
  if (!isCurrent) return "nothing";
  const { work } = self.state;
  const partition = isRecord ? self.partitionOf(work.pair) : -1;
  const message = isRecord ? kernel.logs.messageAt(partition, work.offset) : -1;
  if (isError) {
    count(kernel, self.effects!.service, Tally.failures);
    self.note(Fact.storeFailed, message, partition, isRecord ? work.offset : -1, error);
  }
  switch (answer.op) {
    case "check":
    case "mark":
    case "apply":
    case "send":
      if (isError) return "record-failed";
      // What follows from a step is only known once it has looked what has become of its request.
      if (answer.op === "apply") effects.rows = answer.rows.slice();
      if (!answer.seen) return nextStep(self, message);
      effects.skips = true;
      for (const row of rowsOfEvent(kernel, self.effects!, message)) abandonRow(kernel, row, "remembered");
      return "record-done";
    case "own":
      for (const row of answer.rows) {
        if (isError) abandonRow(kernel, row, "rolled-back");
        else if (self.effects!.publication === "after-commit") produceRow(self, row);
      }
      return "nothing";
    case "poll":
    case "tail":
    case "relayed":
    case "flush":
      relayStored(self, answer, isError);
      return "nothing";
    default:
      return unreachable(answer.op);
  }
}

/** The rows of what follows from a record; keys are drawn where an event is new. */
function followingRows(self: InstanceProcess, parent: number): number[] {
  const { config } = self.plan;
  const plan = self.effects!;
  if (config.publishes !== "per-message" || plan.database < 0 || isStep(self.kernel, plan.service)) return [];
  return rowsOf(self, parent, self.kernel.messages.ordinal(parent), config.messagesEach);
}

function rowsOf(self: InstanceProcess, parent: number, ordinal: number, each: number): number[] {
  const { kernel } = self;
  const { work } = self.state;
  const rows: number[] = [];
  for (let i = 0; i < each; i++) {
    let drawn: number | null = null;
    const key = (): number => (drawn ??= keyOf(self, parent, ordinal));
    for (const target of targetsOf(self))
      rows.push(
        rowFor(kernel, {
          plan: self.effects!,
          who: self.who,
          incarnation: self.life.incarnation,
          parent,
          ordinal,
          target,
          key,
          pair: parent < 0 ? -1 : self.group!.firstPair + work.pair,
          offset: parent < 0 ? -1 : work.offset,
          number: rows.length,
        }),
      );
  }
  return rows;
}

/** The topics that are told of what the service does: of a step of a saga not those of failures. */
function targetsOf(self: InstanceProcess): readonly number[] {
  const step = self.kernel.program.choreography?.steps[self.plan.index] ?? null;
  return step?.doneTargets ?? Array.from({ length: self.plan.publishTargets }, (_, target) => target);
}

/** What follows from the record in hand, whose effect is committed, is published: by this instance, or later by the relay. */
export function publishAfterEffect(self: InstanceProcess): void {
  const effects = self.state.effects!;
  if (self.effects!.publication !== "after-commit" || effects.skips) return;
  for (const row of effects.rows) produceRow(self, row);
}

/** Something that the service does on its own account: its transaction, and the events that follow. */
export function beginOwnEffect(self: InstanceProcess, ordinal: number): void {
  const plan = self.effects!;
  const effects = self.state.effects!;
  const rows = rowsOf(self, -1, ordinal, 1);
  if (plan.publication !== "before-commit") {
    ask(self.kernel, plan.database, transaction(self, "own", { rows, token: -1 - ordinal }));
    return;
  }
  effects.groups.push({ purpose: "own", left: rows.slice(), acknowledged: [], hasFailed: false });
  for (const row of rows) produceRow(self, row);
}

/** The group of rows is through: own ones are committed now, and the record in hand goes on. */
export function groupIsThrough(
  self: InstanceProcess,
  purpose: "own" | "record",
  rows: readonly number[],
  hasFailed: boolean,
): EffectNews {
  const plan = self.effects!;
  const { kernel } = self;
  if (purpose === "own") {
    if (hasFailed) for (const row of rows) abandonRow(kernel, row, "send-failed");
    else ask(kernel, plan.database, transaction(self, "own", { rows, token: -1 }));
    return "nothing";
  }
  if (!isStoring(self)) return "nothing";
  if (hasFailed) return "record-failed";
  const { work } = self.state;
  return nextStep(self, kernel.logs.messageAt(self.partitionOf(work.pair), work.offset));
}

/** The record in hand is given up: its effect is missing, and of a dual write perhaps one half. */
export function effectGivenUp(
  self: InstanceProcess,
  message: number,
  reason: (typeof MISSING_REASONS)[number],
): void {
  const { kernel } = self;
  const { work } = self.state;
  const plan: EffectPlan = self.effects!;
  const about: About = {
    who: self.who,
    message,
    partition: self.partitionOf(work.pair),
    offset: work.offset,
  };
  if (isStep(kernel, plan.service)) stepGivenUp(kernel, plan, about, reason);
  else missEffect(kernel, plan, about, reason);
  if (!hasOutbox(plan))
    for (const row of rowsOfEvent(kernel, plan, message)) abandonRow(kernel, row, "rolled-back");
}

/** Records that were committed and never dealt with. */
export function effectsLost(self: InstanceProcess, pair: number, offset: number): void {
  const { kernel } = self;
  const partition = self.partitionOf(pair);
  const message = kernel.logs.messageAt(partition, offset);
  if (message < 0 || eventOf(kernel, message) < 0) return;
  const about: About = { who: self.who, message, partition, offset };
  if (isStep(kernel, self.effects!.service)) stepGivenUp(kernel, self.effects!, about, "lost");
  else missEffect(kernel, self.effects!, about, "lost");
}
