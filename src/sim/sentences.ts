/**
 * What a trace row says in words: what happened, why, and which setting decided it. Pure, so the log on screen, the
 * command line and tests say the same.
 */
import { pauseUsOf } from "./pauses.ts";
import { micros, US_PER_MS, US_PER_SECOND } from "#base/units.ts";
import type { ConfigValue } from "#scenario/document.ts";
import { BROKER_SENTENCES } from "./sentences-brokers.ts";
import { EFFECT_SENTENCES } from "./sentences-effects.ts";
import { CALL_SENTENCES } from "./sentences-calls.ts";
import { GROUP_SENTENCES } from "./sentences-groups.ts";
import { RETRY_SENTENCES } from "./sentences-retries.ts";
import { SAGA_SENTENCES } from "./sentences-sagas.ts";
import { SCHEMA_SENTENCES } from "./sentences-schemas.ts";
import { STORE_SENTENCES } from "./sentences-sourcing.ts";
import { shareSentence } from "./sentences-sharing.ts";
import { COMMIT_ERRORS } from "./fact-tables.ts";
import { type FactName } from "./facts.ts";
import { FAULT_NAMES, faults } from "./faults/index.ts";
import { brokerName, INSTANCES_MAX, instanceName, partitionOf, type Layout } from "./layout.ts";
import {
  groupOfSubject,
  ownedBy,
  pairOf,
  startStory,
  type FactRow,
  type StoryContext,
} from "./story-context.ts";
import { amountText, momentText, numberText, ordinalText, partitionsText, spanText } from "./words.ts";

/** Facts of which rows that follow each other (same instance, same moment) are told in one sentence. */
const TOLD_TOGETHER: ReadonlySet<FactName> = new Set<FactName>(["assigned", "revoked", "lostPartition"]);

/** Duplicates of one instance are told together over this long: after a crash there are hundreds. */
const DUPLICATES_TOGETHER_US = US_PER_SECOND;

/** Whether `next`, which follows in the story, belongs into the sentence that begins with `first`. */
export function toldTogether(first: FactRow, next: FactRow): boolean {
  if (first.fact !== next.fact || first.who !== next.who) return false;
  if (first.fact === "duplicated") return next.timeUs - first.timeUs < DUPLICATES_TOGETHER_US;
  return TOLD_TOGETHER.has(first.fact) && first.what === next.what && first.timeUs === next.timeUs;
}

/**
 * One sentence (or two short ones) for a row. `context` is the fold of all story rows before it (see
 * `story-context.ts`); without it, what needs memory (what a crashed member owned) is left out.
 */
export function sentenceOf(row: FactRow, layout: Layout, context: StoryContext = startStory(layout)): string {
  return sentenceOfRows([row], row, context);
}

/** One sentence for rows that `toldTogether` holds together; `row` is the first. */
export function sentenceOfRows(rows: readonly FactRow[], row: FactRow, context: StoryContext): string {
  const words = new Words(row, context);
  return (shareSentence(row, words) ?? SENTENCES[row.fact])(row, words, rows);
}

/** The row's columns as words. */
class Words {
  readonly context: StoryContext;
  readonly row: FactRow;
  constructor(row: FactRow, context: StoryContext) {
    this.row = row;
    this.context = context;
  }
  /** The instance in `who`. */
  get who(): string {
    return this.name(this.row.who);
  }
  name(subject: number): string {
    return subject < 0 ? "a member" : instanceName(this.context.layout, subject);
  }
  /** The partition in `where`. */
  get where(): string {
    return partitionsText(this.context.layout, [this.row.where]);
  }
  /** Where the record stands: "order-events 2 at offset 17". */
  get record(): string {
    return `${this.where} at offset ${numberText(this.row.offset)}`;
  }
  /** Name of the group by index. */
  groupName(index: number): string {
    return this.context.layout.groups[index]?.name ?? "unknown";
  }
  topicName(index: number): string {
    return this.context.layout.topics[index]?.name ?? "unknown";
  }
  /** Index of the group of the instance in `who`, or -1. */
  get ownGroup(): number {
    return groupOfSubject(this.context.layout, this.row.who)?.index ?? -1;
  }
  /** What the group's protocol counts: generations of the whole group, or epochs. */
  term(group: number): "generation" | "epoch" {
    return (this.context.groups[group]?.protocol ?? "classic") === "classic" ? "generation" : "epoch";
  }
  /** The setting that decides how long a silent member stays. */
  sessionSetting(group: number): string {
    switch (this.context.groups[group]?.protocol) {
      case "consumer":
        return "group.consumer.session.timeout.ms";
      case "share":
        return "group.share.session.timeout.ms";
      default:
        return "session.timeout.ms";
    }
  }
  /** The setting that decides how often members are heard of. */
  heartbeatSetting(group: number): string {
    return this.sessionSetting(group).replace("session.timeout", "heartbeat.interval");
  }
  sessionTimeout(group: number): string {
    return spanText(this.context.layout.groups[group]?.sessionTimeoutUs ?? 0);
  }
  pollInterval(group: number): string {
    return spanText(this.context.layout.groups[group]?.maxPollIntervalUs ?? 0);
  }
  /** A setting of a group with its value where the document is known: "enable.auto.commit = true". */
  setting(group: number, name: keyof typeof SETTING_NAMES): string {
    const config = this.context.scenario === undefined ? undefined : this.context.groups[group];
    if (config === undefined) return SETTING_NAMES[name];
    if (name === "commit") return commitSetting(config.commit, config.autoCommitIntervalMs);
    return `${SETTING_NAMES[name]} = ${String(config[name])}`;
  }
}

const SETTING_NAMES = {
  commit: "enable.auto.commit",
  assignor: "partition.assignment.strategy",
  serverAssignor: "group.remote.assignor",
  maxAttempts: "attempts",
  autoOffsetReset: "auto.offset.reset",
} as const;

function commitSetting(commit: string, autoCommitIntervalMs: number): string {
  switch (commit) {
    case "auto":
      return `auto.commit.interval.ms = ${autoCommitIntervalMs}`;
    case "before-processing":
      return "enable.auto.commit = false, commits before processing";
    case "after-batch":
      return "enable.auto.commit = false, commits after each batch";
    default:
      return "enable.auto.commit = false, commits after each message";
  }
}

type Sentence = (row: FactRow, words: Words, rows: readonly FactRow[]) => string;

const SENTENCES: Readonly<Record<FactName, Sentence>> = {
  ...BROKER_SENTENCES,
  ...CALL_SENTENCES,
  ...EFFECT_SENTENCES,
  ...GROUP_SENTENCES,
  ...SAGA_SENTENCES,
  ...SCHEMA_SENTENCES,
  ...RETRY_SENTENCES,
  ...STORE_SENTENCES,
  produced: (row, w) => `${w.who} hands message ${row.what} for ${w.where} to its producer.`,
  sent: (row, w) =>
    `${w.who} sends a batch of ${amountText(row.offset, "message")} to ${w.where} (linger.ms, batch.size).`,
  appended: (row, w) => `Message ${row.what} of ${w.who} is appended to ${w.record}.`,
  acknowledged: (row, w) =>
    `${w.where} acknowledges ${amountText(row.extra, "message")} of ${w.who} from offset ${numberText(row.offset)}.`,
  fetched: (row, w) => `${w.who} fetches ${amountText(row.extra, "record")} from ${w.record}.`,
  delivered: (row, w) =>
    `poll() gives ${w.who} ${amountText(row.extra, "record")} from ${w.record} (max.poll.records).`,
  started: (row, w) => `${w.who} begins with ${w.record}${attemptText(row.extra)}.`,
  processed: (row, w) => `${w.who} has processed ${w.record}${attemptText(row.extra)}.`,
  duplicated: duplicated,
  failed: (row, w) => `${w.who} fails at ${w.record}, attempt ${row.extra}${ofAttempts(row.extra, w)}.`,
  backedOff: (row, w) =>
    `${w.who} waits ${spanText(pauseUsOf(row))} before it tries ${w.record} again; the partition waits with it.`,
  deadLettered: (row, w) =>
    `${w.record} goes to the ${deadLetterQueueName(w)} after ${amountText(row.extra, "failed attempt")} at ${w.who}; the partition goes on (${w.setting(w.ownGroup, "maxAttempts")}).${headersText(row, w)}`,
  skipped: (row, w) =>
    `${w.who} gives up ${w.record} after ${amountText(row.extra, "failed attempt")}: no dead letter queue is wired, so the message is lost (${w.setting(w.ownGroup, "maxAttempts")}).`,
  committed: (row, w) =>
    `Group ${w.groupName(row.what)} has committed offset ${numberText(row.offset)} of ${w.where}, sent by ${w.who} in ${w.term(row.what)} ${row.extra}.`,
  commitRefused: commitRefused,
  positioned: positioned,
  assigned: (row, w, rows) =>
    `${w.who} now owns ${partitionsOf(rows, w)} (${w.term(w.ownGroup)} ${row.what}).`,
  revoked: revoked,
  lostPartition: (row, w, rows) =>
    `${w.who} loses ${partitionsOf(rows, w)} without being asked: its group went on without it (${w.term(w.ownGroup)} ${row.what}). What it does there now, the new owner may do again.`,
  retired: (row, w) =>
    `Retention deletes ${amountText(row.extra, "record")} of ${w.where}; it begins at offset ${numberText(row.offset)} now (retention.ms, retention.bytes).`,
  intervened: intervened,
  crashed: crashed,
  stopped: stopped,
  startedUp: (row, w) =>
    row.extra === 1 ? `${w.who} is back, as a new process without memory.` : `${w.who} starts.`,
  paused: paused,
  resumed: (_row, w) => `${w.who} goes on as if nothing had been.`,
  slowed: (row, w) =>
    row.extra === 100
      ? `${w.who} works at its normal speed again.`
      : `${w.who} takes ${numberText(row.extra)}% of its normal time for each message.`,
  pollExpired: pollExpired,
  heartbeat: (row, w) =>
    `${w.who} tells group ${w.groupName(row.what)} that it is alive (${w.heartbeatSetting(row.what)}).`,
  dropped: (row, w) =>
    `${amountText(row.extra, "message")} ${row.extra === 1 ? "is" : "are"} lost with ${w.who}: produced, but not yet acknowledged when it went away (linger.ms, acks).`,
  lost: (row, w) =>
    `${amountText(row.extra, "message")} of ${w.where} from offset ${numberText(row.offset)} ${row.extra === 1 ? "is" : "are"} lost for group ${w.groupName(w.ownGroup)}: committed, but ${w.who} went away before it processed ${row.extra === 1 ? "it" : "them"} (${w.setting(w.ownGroup, "commit")}).`,
};

function partitionsOf(rows: readonly FactRow[], words: Words): string {
  return partitionsText(
    words.context.layout,
    rows.map((row) => row.where),
  );
}

function revoked(row: FactRow, words: Words, rows: readonly FactRow[]): string {
  const term = words.term(words.ownGroup);
  const why =
    row.extra === 1
      ? "because it is being stopped"
      : term === "generation"
        ? `because the group rebalances (generation ${row.what})`
        : `because the coordinator wants to give them to others (epoch ${row.what})`;
  return `${words.who} gives up ${partitionsOf(rows, words)} in order, ${why}.`;
}

function pollExpired(row: FactRow, words: Words): string {
  const late = `${words.who} has not polled for ${words.pollInterval(row.what)} (max.poll.interval.ms)`;
  const group = words.groupName(row.what);
  // AbstractCoordinator.maybeLeaveGroup.
  return words.context.groups[row.what]?.staticMembers === true
    ? `${late}: it only falls silent, as a static member (group.instance.id), while its application still works${keepsText(row, words, "; ", ` stay unowned until it polls again, or its session in group ${group} is over (${words.sessionSetting(row.what)})`)}.`
    : `${late}: it leaves group ${group} while its application still works${keepsText(row, words, "; ", " go to others")}.`;
}

function attemptText(attempt: number): string {
  return attempt > 1 ? `, attempt ${attempt}` : "";
}

/** Of how many, and once those are over, why it goes on: a group without a dead letter queue may try for ever. */
function ofAttempts(attempt: number, words: Words): string {
  const config = words.context.scenario === undefined ? undefined : words.context.groups[words.ownGroup];
  if (config === undefined) return "";
  if (attempt <= config.maxAttempts) return ` of ${config.maxAttempts}`;
  return `: the ${amountText(config.maxAttempts, "attempt")} are over, but without a dead letter queue it is tried for ever and its partition waits`;
}

/** What a dead letter's headers tell of it (Spring's DeadLetterPublishingRecoverer), where its bytes alone say too little. */
function headersText(row: FactRow, { context }: Words): string {
  if (context.layout.schemas === undefined) return "";
  const { topic, number } = partitionOf(context.layout, row.where);
  return ` Its bytes are the same; its headers say where it comes from and what was thrown: kafka_dlt-original-topic = ${topic.name}, kafka_dlt-original-partition = ${number}, kafka_dlt-original-offset = ${row.offset}, kafka_dlt-exception-fqcn.`;
}

function deadLetterQueueName(words: Words): string {
  const group = words.context.layout.groups[words.ownGroup];
  const queue = words.context.layout.topics[group?.deadLetterQueue ?? -1];
  return queue === undefined ? "dead letter queue" : `dead letter queue ${queue.name}`;
}

/** "; its partitions order-events 0 and 1 <then>", or nothing where it owned none. */
function keepsText(row: FactRow, words: Words, before: string, then: string): string {
  const owned = ownedBy(words.context, row.who);
  if (owned.length === 0) return "";
  const one = owned.length === 1;
  return `${before}its partition${one ? "" : "s"} ${partitionsText(words.context.layout, owned)}${one ? then.replace(" are ", " is ").replace(" go ", " goes ").replace(" stay ", " stays ") : then}`;
}

function stopped(row: FactRow, words: Words): string {
  const group = words.ownGroup;
  if (group < 0) return `${words.who} stopped cleanly.`;
  const committed = `${words.who} stopped cleanly: it committed and`;
  return words.context.groups[group]?.staticMembers === true
    ? `${committed} keeps its place in group ${words.groupName(group)} (group.instance.id)${keepsText(row, words, "; ", " stay unowned until it is back, or its session ends")}.`
    : `${committed} left group ${words.groupName(group)}${keepsText(row, words, "; ", " are free at once")}.`;
}

function crashed(row: FactRow, words: Words): string {
  const group = words.ownGroup;
  if (group < 0) return `${words.who} crashed.`;
  const layout = words.context.layout.groups[group];
  const untilUs = row.timeUs + (layout?.sessionTimeoutUs ?? 0);
  const wait = `until its session times out, at ${momentText(untilUs)} at the latest (${words.sessionSetting(group)} = ${(layout?.sessionTimeoutUs ?? 0) / US_PER_MS})`;
  const owned = keepsText(row, words, "; ", ` stay unowned ${wait}`);
  return owned === ""
    ? `${words.who} crashed without a word to group ${words.groupName(group)}, which notices only when the session times out, at ${momentText(untilUs)} at the latest (${words.sessionSetting(group)}).`
    : `${words.who} crashed${owned}.`;
}

function paused(row: FactRow, words: Words): string {
  const until = `${words.who} stands still until ${momentText(row.extra * US_PER_MS)}, heartbeats too`;
  const group = words.ownGroup;
  if (group < 0) return `${until}.`;
  const timeoutUs = words.context.layout.groups[group]?.sessionTimeoutUs ?? 0;
  const tooLong = row.extra * US_PER_MS - row.timeUs >= timeoutUs;
  return tooLong
    ? `${until}: longer than group ${words.groupName(group)} waits for it (${words.sessionSetting(group)}, ${spanText(timeoutUs)}).`
    : `${until}: shorter than group ${words.groupName(group)} waits (${words.sessionSetting(group)}, ${spanText(timeoutUs)}), so it keeps its partitions.`;
}

function commitRefused(row: FactRow, words: Words): string {
  const code = COMMIT_ERRORS[row.extra] ?? "an error";
  const commit = `offset ${numberText(row.offset)} of ${words.where}`;
  if (code === "RebalanceInProgressException")
    return `${words.who} cannot commit ${commit} now: its client is in the middle of a rebalance (${code}). It can again after that, if the partition is still its own.`;
  if (code === "CommitFailedException")
    return `${words.who} cannot commit ${commit}: its client is no member of group ${words.groupName(row.what)} any more (${code}). What it processed since its last commit will be processed again.`;
  const why: Record<string, string> = {
    UNKNOWN_MEMBER_ID: "the group has removed it",
    ILLEGAL_GENERATION: "the group is a generation further",
    REBALANCE_IN_PROGRESS: "the group is rebalancing",
    FENCED_INSTANCE_ID: "another process has taken its place",
    STALE_MEMBER_EPOCH: "the partition was given to it in another epoch, or to another member",
    FENCED_MEMBER_EPOCH: "the group has removed it",
    COORDINATOR_NOT_AVAILABLE: "its coordinator cannot be reached",
  };
  const again =
    row.extra === COMMIT_ERRORS.indexOf("REBALANCE_IN_PROGRESS")
      ? ""
      : " What it processed since its last commit will be processed again.";
  return `Group ${words.groupName(row.what)} refuses ${commit} from ${words.who} with ${code}: ${why[code] ?? "unknown"}.${again}`;
}

function positioned(row: FactRow, words: Words): string {
  const start = `${words.who} starts reading ${words.where} at offset ${numberText(row.offset)}`;
  switch (row.extra) {
    case 0:
      return `${start}, the last that group ${words.groupName(row.what)} has committed.`;
    case 1:
      return `${start}, the earliest: group ${words.groupName(row.what)} has committed nothing there yet (auto.offset.reset = earliest).`;
    case 2:
      return `${start}, the end: group ${words.groupName(row.what)} has committed nothing there yet (auto.offset.reset = latest). Earlier messages are never read.`;
    case 4:
      return `${words.who} has nothing to start at in ${words.where} (auto.offset.reset = none).`;
    case 5:
      return `${start}, where it was sent by hand (seek).`;
    default:
      return `${start}: the committed offset was out of range, retention has deleted it (retention.ms, ${words.setting(row.what, "autoOffsetReset")}).`;
  }
}

function duplicated(row: FactRow, words: Words, rows: readonly FactRow[]): string {
  const pair = pairOf(words.context.layout, row.who, row.where);
  const parting = words.context.partings.get(pair);
  const many = rows.length > 1;
  const again = many
    ? `${words.who} processes ${amountText(rows.length, "message")} of ${partitionsOf(rows, words)} again`
    : `${words.who} processes ${words.record} again, the ${ordinalText(row.extra)} time`;
  const them = many ? "them" : "it";
  const setting = words.setting(words.ownGroup, "commit");
  if (parting === undefined) return `${again}: processed before, but not committed (${setting}).`;
  const before = words.name(parting.subject);
  const went = {
    crashed: "crashed",
    stopped: "stopped",
    lost: "lost the partition",
    revoked: "gave the partition up",
    expired: "left for not polling (max.poll.interval.ms)",
  }[parting.how];
  return `${again}: ${before} had processed ${them}, but not committed ${them}, when it ${went} at ${momentText(parting.atUs)} (${setting}).`;
}

function intervened(row: FactRow, words: Words): string {
  const kind = FAULT_NAMES[row.what] ?? "";
  const { scenario } = words.context;
  const title = faults[kind]?.title ?? "Intervention";
  const found = scenario?.interventions.find(
    (each) =>
      each.kind === kind && micros(each.atMs) === row.timeUs && suits(each.config["instance"], row.extra),
  );
  const target = scenario?.nodes.find((node) => node.id === found?.target)?.name;
  const broker = faults[kind]?.targets.includes("cluster") === true ? found?.config["instance"] : undefined;
  const whom =
    row.extra >= 0
      ? words.name(row.extra)
      : typeof broker === "number"
        ? brokerName(broker - 1)
        : (target ?? "");
  const details = Object.entries(found?.config ?? {})
    .filter(([name]) => name !== "instance")
    .map(([name, value]) => `${detailLabel(kind, name)} ${value}`);
  const how = details.length === 0 ? "" : ` (${details.join(", ")})`;
  return `Intervention: ${title}${whom === "" ? "" : `, ${whom}`}${how}.`;
}

function suits(instance: ConfigValue | undefined, subject: number): boolean {
  return subject < 0 || instance === undefined || instance === (subject % INSTANCES_MAX) + 1;
}

function detailLabel(kind: string, name: string): string {
  const field = faults[kind]?.fields[name];
  return field === undefined
    ? name
    : `${field.label.toLowerCase()}${field.type === "number" && field.unit === "ms" ? " (ms)" : ""}`;
}
