/** The rows of a sequence diagram: each message and each change of state as a line between lanes. */
import type { Micros } from "#base/units.ts";
import {
  COMMIT_ERRORS,
  MEMBER_STATES,
  PRODUCE_ERRORS,
  PROTOCOL_ERRORS,
  PROTOCOL_MESSAGES,
  REBALANCE_REASONS,
  REMOVAL_REASONS,
  TRANSACTION_ENDS,
} from "#sim/fact-tables.ts";
import { type FactName } from "#sim/facts.ts";
import { INSTANCES_MAX, instanceName, partitionOf, type Layout } from "#sim/layout.ts";
import type { WindowRow } from "#sim/trace-window.ts";

/** Lane of the coordinators; the members' lanes come after it. */
export const COORDINATOR = 0;

export interface MessageLine {
  readonly is: "message";
  readonly rows: readonly [WindowRow];
  readonly timeUs: Micros;
  readonly from: number;
  readonly to: number;
  /** "JoinGroup"; an answer to it reads "JoinGroup answer". */
  readonly text: string;
  /** What an answer refuses; null where all is well. */
  readonly error: string | null;
  /** Generation or member epoch in it; null for none. */
  readonly generation: number | null;
  /** Null where the trace does not tell: a commit that is known by its effect. */
  readonly travelUs: Micros | null;
}

export interface StateLine {
  readonly is: "state";
  readonly rows: readonly WindowRow[];
  readonly timeUs: Micros;
  readonly lane: number;
  readonly text: string;
  readonly tone: "plain" | "good" | "bad";
}

export type Line = MessageLine | StateLine;

/** Who has a lane: subjects of the members, ascending; lane n + 1 is that of the nth. */
export type Members = readonly number[];

/** The instances that speak in these rows, ascending. */
export function membersOf(rows: readonly WindowRow[], service: number): Members {
  const found = new Set<number>();
  for (const { fact, who, extra } of rows) {
    const subject = fact === "memberJoined" || fact === "memberRemoved" ? extra : who;
    if (!OF_GROUP.has(fact) || subject === extra)
      if (Math.floor(subject / INSTANCES_MAX) === service) found.add(subject);
  }
  return [...found].sort((a, b) => a - b);
}

const OF_GROUP: ReadonlySet<FactName> = new Set<FactName>([
  "rebalanceStarted",
  "generationFormed",
  "stable",
  "memberJoined",
  "memberRemoved",
]);

/** Facts of which rows of one member and moment are one line. */
const TOGETHER: ReadonlySet<FactName> = new Set<FactName>([
  "assigned",
  "revoked",
  "lostPartition",
  "commitRefused",
]);

/** The rows as lines, in order. */
export function linesOf(rows: readonly WindowRow[], members: Members, layout: Layout): readonly Line[] {
  const lines: Line[] = [];
  let lastCommit: WindowRow | undefined;
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at]!;
    if (row.fact === "committed") {
      while (rows[at + 1] !== undefined && isOneWith(row, rows[at + 1]!)) at += 1;
      lines.push(...commitLines(row, members).slice(0, isAnswered(rows, at) ? 1 : 2));
      lastCommit = row;
      continue;
    }
    if (isLoneRefusal(row, lastCommit, layout))
      lines.push(...commitLines({ ...row, row: row.row - 0.5, extra: row.offset }, members).slice(0, 1));
    if (row.fact === "requested" || row.fact === "answered") {
      lines.push(messageLine(row, members));
      continue;
    }
    const together = [row];
    if (TOGETHER.has(row.fact))
      for (let next = rows[at + 1]; next !== undefined && isOneWith(row, next); next = rows[at + 1]) {
        together.push(next);
        at += 1;
      }
    const line = stateLine(together, members, layout);
    if (line !== null) lines.push(line);
  }
  return lines;
}

function isOneWith(row: WindowRow, next: WindowRow): boolean {
  return next.fact === row.fact && next.who === row.who && next.timeUs === row.timeUs;
}

const OFFSET_COMMIT = PROTOCOL_MESSAGES.indexOf("OffsetCommit");

/**
 * Whether this is the answer to a commit of which nothing else is written down: without a cluster only refusals are. Where
 * some of its offsets were taken, their rows stand before it and have its request.
 */
function isLoneRefusal(row: WindowRow, before: WindowRow | undefined, layout: Layout): boolean {
  const isRefusal = row.fact === "answered" && row.what === OFFSET_COMMIT && layout.cluster === null;
  return isRefusal && !(before !== undefined && before.who === row.who && before.timeUs === row.timeUs);
}

/** Whether the answer to what was committed with this row is written down behind it, since it refuses the rest. */
function isAnswered(rows: readonly WindowRow[], at: number): boolean {
  const row = rows[at]!;
  let next = at + 1;
  while (rows[next]?.fact === "commitRefused") next++;
  const answer = rows[next];
  return answer?.fact === "answered" && answer.who === row.who && answer.timeUs === row.timeUs;
}

/** A commit and its answer, known by the offset that was committed: both at its moment. */
function commitLines(row: WindowRow, members: Members): readonly MessageLine[] {
  const said = { ...row, what: OFFSET_COMMIT, where: -1, offset: row.extra };
  const request = messageLine({ ...said, fact: "requested" }, members);
  // A row is known by its number, and there are two lines of this one.
  const answer = messageLine({ ...said, fact: "answered", row: row.row + 0.5 }, members);
  return [request, answer].map((line) => ({ ...line, travelUs: null }));
}

function messageLine(row: WindowRow, members: Members): MessageLine {
  const lane = members.indexOf(row.who) + 1;
  const isAnswer = row.fact === "answered";
  const name = PROTOCOL_MESSAGES[row.what] ?? "?";
  const error = isAnswer ? (PROTOCOL_ERRORS[row.where] ?? "NONE") : "NONE";
  return {
    is: "message",
    rows: [row],
    timeUs: row.timeUs,
    from: isAnswer ? COORDINATOR : lane,
    to: isAnswer ? lane : COORDINATOR,
    text: isAnswer ? `${name} answer` : name,
    error: error === "NONE" ? null : error,
    generation: row.offset < 0 ? null : row.offset,
    travelUs: Math.max(0, row.extra),
  };
}

function stateLine(rows: readonly WindowRow[], members: Members, layout: Layout): StateLine | null {
  const row = rows[0]!;
  const told = STATES[row.fact]?.(row, partitionsText(rows, layout), layout);
  if (told === undefined) return null;
  const [text, tone = "plain"] = told;
  const lane = OF_GROUP.has(row.fact) ? COORDINATOR : members.indexOf(row.who) + 1;
  return { is: "state", rows, timeUs: row.timeUs, lane, text, tone };
}

function partitionsText(rows: readonly WindowRow[], layout: Layout): string {
  const topics = new Set<string>();
  const numbers = rows
    .filter(({ where }) => where >= 0 && where < layout.partitionCount)
    .map(({ where }) => {
      const { topic, number } = partitionOf(layout, where);
      topics.add(topic.name);
      return { name: topic.name, number };
    });
  const named = numbers
    .slice(0, 8)
    .map(({ name, number }) => (topics.size > 1 ? `${name} ${number}` : `${number}`));
  return numbers.length > 8 ? `${numbers.length} partitions` : named.join(", ");
}

type Told = readonly [text: string, tone?: StateLine["tone"]];

const nameOf = (layout: Layout, subject: number): string =>
  subject < 0 ? "a member" : instanceName(layout, subject);

/** Short words; the log has the sentences. */
const STATES: Readonly<
  Partial<Record<FactName, (row: WindowRow, partitions: string, layout: Layout) => Told>>
> = {
  rebalanceStarted: ({ what }) => [`rebalance: ${REBALANCE_REASONS[what] ?? "?"}`],
  generationFormed: ({ what, offset }) => [
    `generation ${what}: ${offset} ${offset === 1 ? "member" : "members"}`,
  ],
  stable: ({ what }) => [`stable, generation ${what}`, "good"],
  memberJoined: ({ extra }, _, layout) => [`${nameOf(layout, extra)} is a member`],
  memberRemoved: ({ what, extra }, _, layout) => [
    `${nameOf(layout, extra)} is out: ${REMOVAL_REASONS[what] ?? "?"}`,
    REMOVAL_REASONS[what] === "left" ? "plain" : "bad",
  ],
  assigned: (_, partitions) => [`owns ${partitions}`, "good"],
  revoked: (_, partitions) => [`gives up ${partitions}`],
  lostPartition: (_, partitions) => [`loses ${partitions}`, "bad"],
  pollExpired: () => ["max.poll.interval.ms is over", "bad"],
  commitRefused: ({ extra }) => [`commit refused: ${COMMIT_ERRORS[extra] ?? "?"}`, "bad"],
  crashed: () => ["crashes", "bad"],
  stopped: () => ["stops"],
  startedUp: ({ extra }) => [extra === 1 ? "starts again" : "starts"],
  paused: () => ["stands still", "bad"],
  resumed: () => ["goes on"],
  memberEpoch: ({ what, extra }) => [`member epoch ${what}, ${MEMBER_STATES[extra] ?? "?"}`],
  producerIdGiven: ({ what, extra }) => [`producer id ${what}, epoch ${extra}`],
  transactionBegun: () => ["transaction begins"],
  transactionPrepared: ({ extra }) => [`to be ${TRANSACTION_ENDS[extra] ?? "ended"}`],
  transactionEnded: ({ extra }) => [
    `transaction ${TRANSACTION_ENDS[extra] ?? "ended"}`,
    TRANSACTION_ENDS[extra] === "committed" ? "good" : "bad",
  ],
  producerFenced: ({ extra }) => [`fenced: ${PRODUCE_ERRORS[extra] ?? "?"}`, "bad"],
};

/** What a line says to who cannot see it: "payment-1 to coordinator, JoinGroup". */
export function spokenText(line: Line, members: Members, layout: Layout): string {
  const laneText = (lane: number): string =>
    lane === COORDINATOR ? "coordinator" : nameOf(layout, members[lane - 1] ?? -1);
  if (line.is === "state") return `${laneText(line.lane)}: ${line.text}`;
  return `${laneText(line.from)} to ${laneText(line.to)}`;
}
