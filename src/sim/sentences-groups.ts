/** Sentences of what groups do; `sentences.ts` puts them together with the rest. */
import { unreachable } from "#base/assert.ts";
import { REBALANCE_REASONS, REMOVAL_REASONS } from "./fact-tables.ts";
import { type FactName } from "./facts.ts";
import type { RowWords } from "./sentences-brokers.ts";
import type { FactRow, StoryContext } from "./story-context.ts";
import { amountText, numberText } from "./words.ts";

/** What a sentence about a group needs in words. */
export interface GroupWords extends RowWords {
  readonly context: StoryContext;
  name(subject: number): string;
  /** What the group's protocol counts. */
  term(group: number): "generation" | "epoch";
  sessionSetting(group: number): string;
  sessionTimeout(group: number): string;
  pollInterval(group: number): string;
  /** A setting with its value where the document is known. */
  setting(group: number, name: "assignor" | "serverAssignor"): string;
}

type Sentence = (row: FactRow, words: GroupWords) => string;

/** By fact: its sentence. */
export const GROUP_SENTENCES = {
  rebalanceStarted: rebalanceStarted,
  generationFormed: generationFormed,
  stable: (row, w) =>
    `Group ${w.groupName(row.who)} is stable: ${allHave(row.extra)} in ${w.term(row.who)} ${row.what}.${idleMembers(row, w)}`,
  memberJoined: (row, w) => `${w.name(row.extra)} asks to join group ${w.groupName(row.who)}.`,
  memberReplaced: (row, w) =>
    row.offset === row.extra
      ? `${w.name(row.extra)} comes back under its own name (group.instance.id) and takes over its place in group ${w.groupName(row.who)}; nothing has to move.`
      : `${w.name(row.extra)} has the same name (group.instance.id) as ${w.name(row.offset)} and takes over its place in group ${w.groupName(row.who)}; ${w.name(row.offset)} is fenced.`,
  memberRemoved: memberRemoved,
} as const satisfies Partial<Readonly<Record<FactName, Sentence>>>;

function generationFormed(row: FactRow, words: GroupWords): string {
  const group = words.groupName(row.who);
  const members = amountText(row.offset, "member");
  if (row.offset === 0) return `Group ${group} has no members any more (${words.term(row.who)} ${row.what}).`;
  return words.term(row.who) === "generation"
    ? `Group ${group} forms generation ${row.what} with ${members}; ${words.name(row.extra)} leads and computes who gets what (${words.setting(row.who, "assignor")}).`
    : `The coordinator of group ${group} computes who of ${members} shall have what, for epoch ${row.what} (${words.setting(row.who, "serverAssignor")}); each hears of it with its own next heartbeat.`;
}

function rebalanceStarted(row: FactRow, words: GroupWords): string {
  const generation = words.context.generations[row.who] ?? -1;
  const isKnown = generation >= 0 && words.term(row.who) === "generation";
  const follows = isKnown ? ` Generation ${generation + 1} follows.` : "";
  return `Group ${words.groupName(row.who)} rebalances: ${rebalanceCause(row, words)}.${follows}`;
}

function rebalanceCause(row: FactRow, words: GroupWords): string {
  const who = words.name(row.extra);
  const reason = REBALANCE_REASONS[row.what];
  switch (reason) {
    case "member-joined":
      return `${who} joined`;
    case "member-left":
      return words.context.gone.get(row.extra) === "expired"
        ? `${who} did not poll for ${words.pollInterval(row.who)} (max.poll.interval.ms) and left`
        : `${who} left`;
    case "session-expired":
      return `${who} sent no heartbeat for ${words.sessionTimeout(row.who)} (${words.sessionSetting(row.who)})`;
    case "sync-expired":
      return `${who} did not fetch its assignment within ${words.pollInterval(row.who)} (max.poll.interval.ms is the rebalance timeout)`;
    case "metadata-changed":
      return `${who} joined again with other topics or other partitions in hand`;
    case "leader-rejoined":
      return `its leader ${who} joined again`;
    case "static-member-replaced":
      return `another process took the place of ${who} (group.instance.id)`;
    case "revocation-expired":
      return `${who} did not give up its partitions within ${words.pollInterval(row.who)} (max.poll.interval.ms is the rebalance timeout)`;
    case "partitions-changed":
      return "a topic that it reads has more partitions now";
    case undefined:
      return "for a reason unknown";
    default:
      return unreachable(reason);
  }
}

function memberRemoved(row: FactRow, words: GroupWords): string {
  const who = words.name(row.extra);
  const group = words.groupName(row.who);
  const reason = REMOVAL_REASONS[row.what];
  switch (reason) {
    case "left":
      return words.context.gone.get(row.extra) === "expired"
        ? `${who} left group ${group}: no poll for ${words.pollInterval(row.who)} (max.poll.interval.ms).`
        : `${who} left group ${group}.`;
    case "session-expired":
      return `Group ${group} removes ${who}: no heartbeat for ${words.sessionTimeout(row.who)} (${words.sessionSetting(row.who)}). Its partitions can move now.`;
    case "new-member-expired":
      return `Group ${group} removes ${who}, which asked to join and was not heard of again.`;
    case "pending-expired":
      return `Group ${group} forgets ${who}: it was given a member id and did not use it within ${words.sessionTimeout(row.who)} (${words.sessionSetting(row.who)}).`;
    case "not-rejoined":
      return `Group ${group} removes ${who}: it did not join the rebalance within ${words.pollInterval(row.who)} (max.poll.interval.ms is the rebalance timeout).`;
    case "not-synced":
      return `Group ${group} removes ${who}: it did not fetch its assignment within ${words.pollInterval(row.who)} (max.poll.interval.ms is the rebalance timeout).`;
    case "group-full":
      return `Group ${group} refuses ${who}: it is full (${words.term(row.who) === "generation" ? "group.max.size" : "group.consumer.max.size"}).`;
    case "rebalance-expired":
      return `Group ${group} removes ${who}: it did not give up its partitions within ${words.pollInterval(row.who)} (max.poll.interval.ms is the rebalance timeout).`;
    case "fenced":
      return `Group ${group} removes ${who}: its epoch is not what the group knows (FENCED_MEMBER_EPOCH).`;
    case undefined:
      return `Group ${group} removes ${who}.`;
    default:
      return unreachable(reason);
  }
}

function allHave(members: number): string {
  return members === 1
    ? "its one member has its partitions"
    : `all ${numberText(members)} members have their partitions`;
}

/** More members than partitions: say that some are idle. */
function idleMembers(row: FactRow, words: GroupWords): string {
  const group = words.context.layout.groups[row.who];
  const idle = row.extra - (group?.pairs.length ?? row.extra);
  if (idle <= 0) return "";
  return ` ${amountText(idle, "member")} ${idle === 1 ? "stays" : "stay"} idle: there are only ${amountText(group?.pairs.length ?? 0, "partition")}.`;
}
