/**
 * What came of two designs, side by side: by consumer group lag, latency, throughput, duplicates and losses; by service its
 * requests, effects, outbox and sagas; by event store its conflicts; and what the instances cost. The same rows on screen
 * at the playhead and on the command line at the end.
 */
import { numberText } from "#sim/words.ts";

/** Figures of one consumer group. Null: unknown, e.g. a latency where nothing was processed. */
export interface GroupMeasures {
  readonly nodeId: string;
  readonly name: string;
  /** Messages between the committed offsets and the high watermarks; null without any commit. */
  readonly lag: number | null;
  readonly processed: number;
  /** Messages a second. */
  readonly perSecond: number | null;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly p99Ms: number | null;
  readonly duplicates: number;
  readonly lost: number;
  readonly retried: number;
  readonly deadLettered: number;
}

/** Figures of a service or an event store, by the id of `PART_KINDS`; only those that it has. Null: unknown. */
export interface PartMeasures {
  readonly nodeId: string;
  readonly name: string;
  readonly figures: Readonly<Record<string, number | null>>;
}

/** Figures of a run at a moment. */
export interface Measures {
  /** Where the run stands, in ms. */
  readonly atMs: number;
  readonly groups: readonly GroupMeasures[];
  readonly parts: readonly PartMeasures[];
  /** Messages appended to topics, dead letter queues left out. */
  readonly produced: number;
  readonly running: number;
  readonly instanceSeconds: number;
}

/** Whether more of it is worse, better, or neither. */
type Wish = "less" | "more" | "neither";

/** One figure of both. */
export interface MeasureRow {
  /** Stable: what of which group, e.g. "lag payment". */
  readonly id: string;
  readonly label: string;
  readonly a: string;
  readonly b: string;
  /** What B is against A, in words; "the same" where nothing differs. */
  readonly says: string;
  /** Whether B does better; null: the same, or neither is better. */
  readonly isBetter: boolean | null;
}

/** The rows of one group, service or store, or of the whole. */
export interface MeasureSection {
  /** Stable: the node of the group, service or store, "" for the whole. */
  readonly id: string;
  readonly title: string;
  readonly rows: readonly MeasureRow[];
}

interface Kind {
  readonly id: string;
  readonly label: string;
  readonly wish: Wish;
  readonly text: (value: number) => string;
}

const LAG: Kind = { id: "lag", label: "Lag", wish: "less", text: (value) => numberText(value) };
const GROUP_KINDS: readonly (Kind & { readonly of: (group: GroupMeasures) => number | null })[] = [
  { ...LAG, of: ({ lag }) => lag },
  { id: "p50", label: "Latency p50", wish: "less", text: msText, of: ({ p50Ms }) => p50Ms },
  { id: "p95", label: "Latency p95", wish: "less", text: msText, of: ({ p95Ms }) => p95Ms },
  { id: "p99", label: "Latency p99", wish: "less", text: msText, of: ({ p99Ms }) => p99Ms },
  { id: "rate", label: "Throughput", wish: "neither", text: rateText, of: ({ perSecond }) => perSecond },
  { id: "processed", label: "Processed", wish: "more", text: numberText, of: ({ processed }) => processed },
  {
    id: "duplicates",
    label: "Duplicates",
    wish: "less",
    text: numberText,
    of: ({ duplicates }) => duplicates,
  },
  { id: "lost", label: "Lost", wish: "less", text: numberText, of: ({ lost }) => lost },
  { id: "retried", label: "Retries", wish: "less", text: numberText, of: ({ retried }) => retried },
  {
    id: "dead",
    label: "Dead letters",
    wish: "less",
    text: numberText,
    of: ({ deadLettered }) => deadLettered,
  },
];

const countOf = (id: string, label: string, wish: Wish): Kind => ({ id, label, wish, text: numberText });

/** What services and event stores may have, in the order of the rows. */
const PART_KINDS: readonly Kind[] = [
  countOf("completed", "Requests that went well", "more"),
  countOf("failed", "Requests that failed", "less"),
  { id: "requestP99", label: "Request p99", wish: "less", text: msText },
  countOf("served", "Requests answered", "neither"),
  countOf("refused", "Requests refused, no room", "less"),
  countOf("limited", "Requests over the limit (429)", "less"),
  countOf("timedOut", "Calls that timed out", "less"),
  countOf("wrongKeys", "Keys with a wrong value", "less"),
  countOf("repeated", "Effects done twice", "less"),
  countOf("missing", "Effects missing", "less"),
  countOf("untold", "Stored and never published", "less"),
  countOf("phantom", "Published and never stored", "less"),
  countOf("publishedAgain", "Published again", "less"),
  countOf("outbox", "Rows in the outbox", "less"),
  countOf("sagasDone", "Sagas done", "more"),
  countOf("undone", "Sagas undone", "neither"),
  countOf("halfDone", "Left half done", "less"),
  countOf("behind", "Read model behind", "less"),
  countOf("staleReads", "Stale reads", "less"),
  countOf("events", "Events", "neither"),
  countOf("conflicts", "Conflicts", "neither"),
  countOf("givenUp", "Commands given up", "less"),
  countOf("overdrawn", "Times overdrawn", "less"),
  { id: "overwritten", label: "Overwritten by old decisions", wish: "less", text: amountOfMoney },
];

const WHOLE_KINDS: readonly (Kind & { readonly of: (measures: Measures) => number })[] = [
  { id: "produced", label: "Produced", wish: "neither", text: numberText, of: ({ produced }) => produced },
  { id: "running", label: "Instances up", wish: "less", text: numberText, of: ({ running }) => running },
  {
    id: "cost",
    label: "Instance seconds",
    wish: "less",
    text: secondsText,
    of: ({ instanceSeconds }) => instanceSeconds,
  },
];

/**
 * Both side by side: a section for each group, service with figures of its own and event store of either, those that differ
 * first, then the whole. Parts are the same by node, else by name.
 */
export function measureSections(a: Measures, b: Measures): readonly MeasureSection[] {
  const groups = pairsOf(a.groups, b.groups).map(([left, right]) =>
    sectionOf(left, right, (id) =>
      GROUP_KINDS.map(({ of, ...kind }) =>
        rowOf(kind, left === undefined ? null : of(left), right === undefined ? null : of(right), id),
      ),
    ),
  );
  const parts = pairsOf(a.parts, b.parts).map(([left, right]) =>
    sectionOf(left, right, (id) =>
      PART_KINDS.filter((kind) => kind.id in { ...left?.figures, ...right?.figures }).map((kind) =>
        rowOf(kind, left?.figures[kind.id] ?? null, right?.figures[kind.id] ?? null, id),
      ),
    ),
  );
  const all = [...groups, ...parts];
  const differs = ({ rows }: MeasureSection): boolean => rows.some((row) => row.a !== row.b);
  const whole = WHOLE_KINDS.map(({ of, ...kind }) => rowOf(kind, of(a), of(b), ""));
  return [
    ...all.filter(differs),
    ...all.filter((section) => !differs(section)),
    { id: "", title: "The whole", rows: whole },
  ];
}

interface Named {
  readonly nodeId: string;
  readonly name: string;
}

function sectionOf(
  a: Named | undefined,
  b: Named | undefined,
  rowsFor: (id: string) => readonly MeasureRow[],
): MeasureSection {
  const id = (b ?? a)?.nodeId ?? "";
  return { id, title: (b ?? a)?.name ?? "", rows: rowsFor(id) };
}

function pairsOf<T extends Named>(
  a: readonly T[],
  b: readonly T[],
): readonly (readonly [T | undefined, T | undefined])[] {
  const left = new Set(b);
  const pairs = a.map((part) => {
    const other =
      [...left].find(({ nodeId }) => nodeId === part.nodeId) ??
      [...left].find(({ name }) => name === part.name);
    if (other !== undefined) left.delete(other);
    return [part, other] as const;
  });
  return [...pairs, ...[...left].map((part) => [undefined, part] as const)];
}

function rowOf({ id, label, wish, text }: Kind, a: number | null, b: number | null, of: string): MeasureRow {
  const textOf = (value: number | null): string => (value === null ? "–" : text(value));
  const isSame = a === b || textOf(a) === textOf(b);
  return {
    id: `${id} ${of}`,
    label,
    a: textOf(a),
    b: textOf(b),
    says: isSame ? "the same" : differenceText(a, b, text),
    isBetter: isSame || wish === "neither" || a === null || b === null ? null : b < a === (wish === "less"),
  };
}

/** "928 more, 78× as much", "20 ms less, half as much"; where one is unknown, which. */
function differenceText(a: number | null, b: number | null, text: (value: number) => string): string {
  if (a === null) return "only B has a figure";
  if (b === null) return "only A has a figure";
  return `${text(Math.abs(b - a))} ${b > a ? "more" : "less"}${timesText(a, b)}`;
}

/** How many times as much B has, where that is worth a word. */
function timesText(a: number, b: number): string {
  const ratio = a > 0 && b > 0 ? Math.max(a, b) / Math.min(a, b) : 1;
  if (ratio < 1.95) return "";
  const rounded = ratio >= 9.5 ? numberText(Math.round(ratio)) : ratio.toFixed(1).replace(/\.0$/, "");
  if (b > a) return `, ${rounded}× as much`;
  return rounded === "2" ? ", half as much" : `, 1/${rounded} as much`;
}

function msText(ms: number): string {
  if (ms < 10) return `${ms.toFixed(1)} ms`;
  return ms < 10_000 ? `${numberText(Math.round(ms))} ms` : `${(ms / 1000).toFixed(1)} s`;
}

function amountOfMoney(amount: number): string {
  return amount.toFixed(2);
}

function rateText(perSecond: number): string {
  return `${perSecond < 10 ? perSecond.toFixed(1) : numberText(Math.round(perSecond))} /s`;
}

function secondsText(seconds: number): string {
  return `${seconds < 100 ? seconds.toFixed(1) : numberText(Math.round(seconds))} s`;
}
