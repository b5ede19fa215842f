/**
 * A journey told in sentences: what happened, why, and which setting decided it. Pure, as `sentences.ts` is, so that the
 * panel on screen and tests say the same.
 */
import { pauseUsOf } from "./pauses.ts";
import type { Scenario } from "#scenario/document.ts";
import { readConfig } from "#scenario/fields.ts";
import type { Micros } from "#base/units.ts";
import { COMMIT_ERRORS, PRODUCE_ERRORS, START_REASONS } from "./fact-tables.ts";
import { type FactName } from "./facts.ts";
import { isChild, type Journey, type JourneyStep } from "./journey.ts";
import { DEALT_WITH, RETRY_STEPS } from "./journey-retries.ts";
import type { ConsumerGroupConfig } from "./kinds/consumer-group.ts";
import { service, type ServiceConfig } from "./kinds/service.ts";
import { INSTANCES_MAX, instanceName, partitionOf, type Layout } from "./layout.ts";
import { startStory } from "./story-context.ts";
import { amountText, momentText, numberText, ordinalText, partitionsText, spanText } from "./words.ts";

/** `good`: it goes as it should; `wait`: something stands in its way; `bad`: a failure, a duplicate, a loss. */
export type Tone = "plain" | "good" | "wait" | "bad";

export interface ToldStep {
  readonly step: JourneyStep;
  readonly text: string;
  /** The real name of the setting that decided it, with its value: "linger.ms = 5". Null where none did. */
  readonly setting: string | null;
  readonly tone: Tone;
  /** Since the step before, and since the message was made. */
  readonly sinceBeforeUs: Micros;
  readonly sinceMadeUs: Micros;
  /** The message that this step made, or -1. */
  readonly child: number;
}

type Said = { readonly text: string; readonly setting?: string; readonly tone?: Tone };

/** All steps of a journey in words. With the scenario, settings stand with their values. */
export function tellJourney(journey: Journey, layout: Layout, scenario?: Scenario): readonly ToldStep[] {
  const teller = new Teller(journey, layout, scenario);
  const { createdUs, message } = journey.info;
  return journey.steps.map((step, index) => {
    const { text, setting, tone } = teller.say(step, index);
    const before = journey.steps[index - 1]?.timeUs ?? createdUs;
    return {
      step,
      text,
      setting: setting ?? null,
      tone: tone ?? "plain",
      sinceBeforeUs: step.timeUs - before,
      sinceMadeUs: step.timeUs - createdUs,
      child: isChild(step, message) ? step.what : -1,
    };
  });
}

class Teller {
  readonly journey: Journey;
  readonly layout: Layout;
  readonly scenario: Scenario | undefined;
  readonly #groups: readonly ConsumerGroupConfig[];

  constructor(journey: Journey, layout: Layout, scenario: Scenario | undefined) {
    this.journey = journey;
    this.layout = layout;
    this.scenario = scenario;
    this.#groups = startStory(layout, scenario).groups;
  }

  say(step: JourneyStep, index: number): Said {
    if (isChild(step, this.journey.info.message)) return this.#child(step);
    return (SAYINGS[step.fact] ?? nothing)(step, this, index);
  }

  name(subject: number): string {
    return instanceName(this.layout, subject);
  }

  place(partition: number): string {
    return partitionsText(this.layout, [partition]);
  }

  groupName(step: JourneyStep): string {
    return this.layout.groups[step.group]?.name ?? "unknown";
  }

  /** Settings of the service that an instance belongs to, null without the document. */
  service(subject: number): ServiceConfig | null {
    const nodeId = this.layout.services[Math.floor(subject / INSTANCES_MAX)]?.nodeId;
    const node = this.scenario?.nodes.find(({ id }) => id === nodeId);
    if (node === undefined) return null;
    const read = readConfig(service.fields, node.config, "");
    return read.ok ? (read.value as ServiceConfig) : null;
  }

  /** Settings of the group at which a step happened, null without the document. */
  group({ group }: JourneyStep): ConsumerGroupConfig | null {
    return this.scenario === undefined ? null : (this.#groups[group] ?? null);
  }

  /** Steps before this one at the same group. */
  before(step: JourneyStep, index: number): readonly JourneyStep[] {
    return this.journey.steps.slice(0, index).filter(({ group }) => group === step.group);
  }

  #child(step: JourneyStep): Said {
    const topic = step.where < 0 ? undefined : partitionOf(this.layout, step.where).topic;
    if (topic?.isDeadLetterQueue === true)
      return {
        text: `${this.name(step.who)} puts it as message ${numberText(step.what)} into the dead letter queue ${topic.name}, and waits for the answer.`,
        tone: "bad",
      };
    return {
      text: `Because of it, ${this.name(step.who)} makes message ${numberText(step.what)} for ${this.place(step.where)}.`,
      tone: "good",
    };
  }
}

type Saying = (step: JourneyStep, t: Teller, index: number) => Said;

const nothing: Saying = ({ fact }) => ({ text: fact });

/** "name = value", or the name alone where the value is not known. */
function set(name: string, value: string | number | undefined): string {
  return value === undefined ? name : `${name} = ${value}`;
}

/** Why a send has failed for good, in words. */
function failureText(error: string): string {
  if (error === "timeout") return "it was not acknowledged within delivery.timeout.ms";
  if (error === "TRANSACTION_ABORTED") return "its transaction was aborted before it was sent";
  return `the broker answers ${error}`;
}

function commitSetting(config: ConsumerGroupConfig | null): string {
  switch (config?.commit) {
    case undefined:
      return "enable.auto.commit";
    case "auto":
      return `auto.commit.interval.ms = ${config.autoCommitIntervalMs}`;
    case "before-processing":
      return "enable.auto.commit = false, commits before processing";
    case "after-batch":
      return "enable.auto.commit = false, commits after each batch";
    case "after-record":
      return "enable.auto.commit = false, commits after each message";
  }
}

const SAYINGS: Partial<Readonly<Record<FactName, Saying>>> = {
  produced,
  sent: (step, t) => ({
    text: `${t.name(step.who)} sends it in a batch of ${amountText(step.offset, "message")} to ${t.place(step.where)}.`,
    setting: set("linger.ms", t.service(step.who)?.lingerMs),
  }),
  appended: (step, t) => ({
    text: `It is appended to ${t.place(step.where)} at offset ${numberText(step.offset)}.${step.extra % 2 === 1 ? " It is poisoned: whoever processes it fails." : ""}`,
    tone: step.extra % 2 === 1 ? "bad" : "good",
  }),
  acknowledged: (step, t) => ({ text: `The bus tells ${t.name(step.who)} that it has it.` }),
  produceRetried: (step, t) => ({
    text: `The send fails (${PRODUCE_ERRORS[step.extra] ?? "?"}): ${t.name(step.who)} will send its batch again.`,
    setting: set("retries", t.service(step.who)?.retries),
    tone: "wait",
  }),
  produceFailed: (step, t) => ({
    text: `${t.name(step.who)} gives it up: ${failureText(PRODUCE_ERRORS[step.extra] ?? "?")}.`,
    setting: set("delivery.timeout.ms", t.service(step.who)?.deliveryTimeoutMs),
    tone: "bad",
  }),
  duplicateRefused: (step) => ({
    text: `The broker knows the batch by its sequence numbers: it stands at offset ${numberText(step.offset)} already, and nothing is appended.`,
    setting: "enable.idempotence",
    tone: "good",
  }),
  markerAppended: (step, t) =>
    step.extra === 1
      ? {
          text: `Its transaction is committed, with a marker at offset ${numberText(step.offset)}: readers of committed messages see it from now on.`,
          tone: "good",
        }
      : {
          text: `Its transaction is aborted, with a marker at offset ${numberText(step.offset)}: readers of committed messages never see it.`,
          setting: set("transaction.timeout.ms", t.service(step.who)?.transactionTimeoutMs),
          tone: "bad",
        },
  dropped: (step, t) => ({
    text: `${t.name(step.who)} went away before it had sent it: it is lost.`,
    setting: set("linger.ms", t.service(step.who)?.lingerMs),
    tone: "bad",
  }),
  retired: (step, t) => ({
    text: `Retention deletes it: ${t.place(step.where)} begins at offset ${numberText(step.offset)} now.`,
    setting: "retention.ms, retention.bytes",
  }),
  fetched: (step, t) => ({
    text: `${t.name(step.who)} fetches it${withOthers(step.extra, "record")}; the answer takes ${spanText(step.what)}.`,
    setting: set("max.partition.fetch.bytes", t.group(step)?.maxPartitionFetchBytes),
  }),
  delivered: (step, t) => ({
    text: `poll() gives it to ${t.name(step.who)}${withOthers(step.extra, "record")}.`,
    setting: set("max.poll.records", t.group(step)?.maxPollRecords),
  }),
  started,
  processed: (step, t) => ({
    text: `${t.name(step.who)} has processed it${attemptText(step.extra)}, ${spanText(step.timeUs - t.journey.info.createdUs)} after it was made.`,
    tone: "good",
  }),
  duplicated,
  failed,
  backedOff: (step, t) => ({
    text:
      step.extra === 0
        ? `${t.name(step.who)} tries again at once.`
        : `${t.name(step.who)} waits ${spanText(pauseUsOf(step))} before the next attempt; its partition waits too.`,
    setting: set("wait before a retry", t.group(step)?.backoffMs),
    tone: "wait",
  }),
  deadLettered: (step, t) => ({
    text: `The dead letter queue has it as message ${numberText(step.what)}, after ${amountText(step.extra, "failed attempt")} at ${t.name(step.who)}; the partition goes on.`,
    setting: set("attempts", t.group(step)?.maxAttempts),
    tone: "bad",
  }),
  ...RETRY_STEPS,
  skipped: (step, t) => ({
    text: `${t.name(step.who)} gives it up after ${amountText(step.extra, "failed attempt")}; no dead letter queue is wired, so it is lost for group ${t.groupName(step)}.`,
    setting: set("attempts", t.group(step)?.maxAttempts),
    tone: "bad",
  }),
  committed: (step, t, index) => ({
    text: `Group ${t.groupName(step)} has committed offset ${numberText(step.offset)}, sent by ${t.name(step.who)}: ${wasDealtWith(t.before(step, index)) ? "whoever takes over starts after it" : "it counts as done, though nobody has processed it yet"}.`,
    setting: commitSetting(t.group(step)),
    tone: wasDealtWith(t.before(step, index)) ? "good" : "wait",
  }),
  commitRefused: (step) => ({
    text: `The commit that would have covered it is refused with ${COMMIT_ERRORS[step.extra] ?? "an error"}: the group still counts it as not done.`,
    tone: "bad",
  }),
  positioned,
  revoked: (step, t, index) =>
    parting(step, t, index, "gives its partition up in order, because the group rebalances"),
  lostPartition: (step, t, index) =>
    parting(step, t, index, "loses its partition without being asked: the group went on without it"),
  pollExpired: (step, t, index) => ({
    ...parting(step, t, index, "has not polled for too long and leaves the group"),
    setting: set("max.poll.interval.ms", t.group(step)?.maxPollIntervalMs),
  }),
  crashed: (step, t, index) => ({
    ...parting(step, t, index, "crashes"),
    setting: set("session.timeout.ms", t.group(step)?.sessionTimeoutMs),
  }),
  stopped: (step, t, index) => parting(step, t, index, "stops"),
  lost: (step, t) => ({
    text: `It is lost for group ${t.groupName(step)}: committed, but ${t.name(step.who)} went away before it had processed it.`,
    setting: commitSetting(t.group(step)),
    tone: "bad",
  }),
};

function withOthers(records: number, one: string): string {
  return records <= 1 ? "" : `, with ${amountText(records - 1, `other ${one}`)}`;
}

function attemptText(attempt: number): string {
  return attempt > 1 ? ` at attempt ${attempt}` : "";
}

function wasDealtWith(before: readonly JourneyStep[]): boolean {
  return before.some(({ fact }) => fact === "processed" || DEALT_WITH.has(fact));
}

function produced(step: JourneyStep, t: Teller): Said {
  const { info } = t.journey;
  const key = info.key === null ? "without a key" : `with key ${info.key}`;
  const because = info.parent < 0 ? "" : ` because of message ${numberText(info.parent)}`;
  return {
    text: `${t.name(step.who)} makes it ${key}${because}, for ${t.place(step.where)}.`,
    setting: info.key === null ? "no key: the batch decides the partition" : "the key decides the partition",
  };
}

function started(step: JourneyStep, t: Teller, index: number): Said {
  const before = t.before(step, index);
  const again = before.some(({ fact }) => fact === "processed") ? " again" : "";
  const attempts = t.group(step)?.maxAttempts;
  const which =
    step.extra <= 1 ? "" : `, attempt ${step.extra}${attempts === undefined ? "" : ` of ${attempts}`}`;
  return {
    text: `${t.name(step.who)} begins with it${again}${which}.`,
    tone: again === "" ? "plain" : "wait",
  };
}

function failed(step: JourneyStep, t: Teller): Said {
  const attempts = t.group(step)?.maxAttempts;
  const of = attempts === undefined || step.extra > attempts ? "" : ` of ${attempts}`;
  const why = t.journey.info.poisoned ? ", because it is poisoned" : "";
  return {
    text: `${t.name(step.who)} fails at it${why}: attempt ${step.extra}${of}.`,
    setting: set("attempts", attempts),
    tone: "bad",
  };
}

const PARTINGS: Partial<Readonly<Record<FactName, string>>> = {
  crashed: "crashed",
  stopped: "stopped",
  lostPartition: "lost the partition",
  revoked: "gave the partition up",
  pollExpired: "left the group for not polling (max.poll.interval.ms)",
};

/** Why it was processed once more: who had done it before, and what kept the group from knowing. */
function duplicated(step: JourneyStep, t: Teller, index: number): Said {
  const before = t.before(step, index);
  const done = before.filter(({ fact }) => fact === "processed");
  // The last one is the processing that this row belongs to.
  const first = done.at(-2);
  const setting = commitSetting(t.group(step));
  const again = `A duplicate: group ${t.groupName(step)} has processed it the ${ordinalText(step.extra)} time`;
  if (first === undefined) return { text: `${again}.`, setting, tone: "bad" };
  const went = before.find(
    ({ fact, who, timeUs }) => who === first.who && timeUs >= first.timeUs && PARTINGS[fact] !== undefined,
  );
  const refused = before.find(
    ({ fact, who, timeUs }) => fact === "commitRefused" && who === first.who && timeUs >= first.timeUs,
  );
  const who = first.who === step.who ? "it" : t.name(first.who);
  const when = momentText(first.timeUs);
  if (went !== undefined)
    return {
      text: `${again}. ${capital(who)} had processed it at ${when}, and ${PARTINGS[went.fact]} at ${momentText(went.timeUs)} before the group had committed it.`,
      setting,
      tone: "bad",
    };
  const why = refused === undefined ? "and the group had not committed it" : "and its commit was refused";
  return { text: `${again}. ${capital(who)} had processed it at ${when}, ${why}.`, setting, tone: "bad" };
}

function capital(text: string): string {
  return text === "it" ? "The same instance" : text;
}

function positioned(step: JourneyStep, t: Teller): Said {
  const start = `${t.name(step.who)} starts reading at offset ${numberText(step.offset)}`;
  const reason = START_REASONS[step.extra];
  const why =
    reason === "committed"
      ? "the last that the group has committed"
      : reason === "out-of-range"
        ? "since the committed one was deleted"
        : `the ${reason ?? "given"} one, since the group has committed nothing`;
  const setting =
    reason === "committed"
      ? commitSetting(t.group(step))
      : set("auto.offset.reset", t.group(step)?.autoOffsetReset);
  if (step.offset > t.journey.offset)
    return {
      text: `${start}, ${why}: after this message, which group ${t.groupName(step)} never reads.`,
      setting,
      tone: "bad",
    };
  return { text: `${start}, ${why}: the message comes once more.`, setting, tone: "wait" };
}

/** How whoever went left the message: still in hand, or dealt with and not committed. */
function parting(step: JourneyStep, t: Teller, index: number, how: string): Said {
  const own = t.before(step, index).filter(({ who }) => who === step.who);
  const last = own.findLast(
    ({ fact }) =>
      fact === "delivered" ||
      fact === "processed" ||
      fact === "failed" ||
      fact === "deadLettered" ||
      fact === "skipped",
  );
  const state =
    last === undefined || last.fact === "delivered" || last.fact === "failed"
      ? "with the message in hand"
      : "after it had dealt with the message, before that was committed";
  return { text: `${t.name(step.who)} ${how}, ${state}.`, tone: "bad" };
}
