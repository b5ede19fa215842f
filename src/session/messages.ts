/** The table of messages as the page knows it: the filter, the rows that are on screen, and the newest answer. */
import { create } from "zustand";
import type { Micros } from "#base/units.ts";
import type { FirstProcessed } from "#sim/journey-latency.ts";
import type { MessageRow } from "#sim/message-query.ts";
import { createFollower } from "./following-run.ts";
import { NO_FILTER, queryOf, type MessageFilter } from "./message-search.ts";
import { askRun, usePlayback } from "./playback-store.ts";

export interface MessagesState {
  readonly filter: MessageFilter;
  /** How many messages the filter finds, -1: not known yet. */
  readonly total: number;
  /** Row `first` and those after it; others are not on screen. */
  readonly first: number;
  readonly rows: readonly MessageRow[];
  /** Where the run stood. */
  readonly atUs: Micros;
  /** When a group first processed a message, by message and group ("17 0"). */
  readonly processed: ReadonlyMap<string, Micros>;
  /** The message that is chosen, and its place among those found (-1: none). */
  readonly active: number | null;
  readonly activeAt: number;
  /** The text above the table means nothing. */
  readonly isUnclear: boolean;
}

/** While the run moves the table is read again this long after the last answer. */
const EVERY_MS = 200;

/** Hook and store of the table. */
export const useMessages = create<MessagesState>()(() => ({
  filter: NO_FILTER,
  total: -1,
  first: 0,
  rows: [],
  atUs: 0,
  processed: new Map(),
  active: null,
  activeAt: -1,
  isUnclear: false,
}));

/** The rows that are on screen. */
let [from, to] = [0, 40];
/** Messages whose processing lies too far from their making to be looked for. */
const tried = new Set<number>();
const follower = createFollower(EVERY_MS, read);

/** The table is on screen until the answer is called: it follows the run. */
export function watchMessages(): () => void {
  const end = follower.watch();
  const forget = usePlayback.subscribe((state, before) => {
    if (state.layout === before.layout) return;
    tried.clear();
    useMessages.setState({ total: -1, rows: [], processed: new Map() });
  });
  return () => {
    end();
    forget();
  };
}

/** Changes the filter. */
export function filterMessages(change: Partial<MessageFilter>): void {
  const filter = { ...useMessages.getState().filter, ...change };
  useMessages.setState({ filter, total: -1, activeAt: -1 });
  follower.now();
}

/** Rows `first` … `last - 1` are on screen. */
export function showMessages(first: number, last: number): void {
  if (first === from && last === to) return;
  [from, to] = [first, last];
  follower.now();
}

/** Chooses a message, e.g. by the arrow keys; null: none. */
export function chooseMessage(message: number | null, at = -1): void {
  useMessages.setState({ active: message, activeAt: at });
}

/** The message at a place among those found, once its row is known. */
export function messageAt(at: number): MessageRow | undefined {
  const { first, rows } = useMessages.getState();
  return rows[at - first];
}

/** So often a row is asked for: what the table asks for itself meanwhile takes its place. */
const TRIES_MAX = 8;

/** Reads one row that may not be on screen; null where there is none. */
export async function readMessageAt(at: number): Promise<MessageRow | null> {
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const known = messageAt(at);
    if (known !== undefined) return known;
    const { filter } = useMessages.getState();
    const { layout } = usePlayback.getState();
    const query = layout === null ? null : queryOf(filter, layout);
    if (query === null) return null;
    const answer = await askRun({ is: "messages", query, from: at, to: at + 1, focus: -1 });
    if (answer === null) continue;
    follower.now();
    return answer.rows[0] ?? null;
  }
  return null;
}

async function read(): Promise<void> {
  const { layout } = usePlayback.getState();
  const { filter, active } = useMessages.getState();
  if (layout === null) return;
  const query = queryOf(filter, layout);
  if (query === null) {
    useMessages.setState({ isUnclear: true, total: 0, rows: [], activeAt: -1 });
    return;
  }
  const first = from;
  const answer = await askRun({ is: "messages", query, from, to, focus: active ?? -1 });
  if (answer === null) return;
  const { rows, total, atUs, focusAt } = answer;
  const isFound = rows[focusAt - first]?.message === active;
  useMessages.setState((before) => ({
    rows,
    first,
    total,
    atUs,
    isUnclear: false,
    activeAt: active !== null && before.active === active && isFound ? focusAt : before.activeAt,
  }));
  readLatencies(rows);
}

/** How long each took is not in the run's state: it is read from the trace, for the rows on screen. */
function readLatencies(rows: readonly MessageRow[]): void {
  const { processed } = useMessages.getState();
  const isMissing = ({ message, groups }: MessageRow): boolean =>
    groups.some(({ group, times }) => times > 0 && !processed.has(`${message} ${group}`));
  const missing = rows.filter((row) => !tried.has(row.message) && isMissing(row));
  if (missing.length === 0) return;
  void askRun({ is: "latencies", messages: missing.map(({ message }) => message) }).then((answer) => {
    if (answer === null) return;
    const found = new Set(answer.processed.map(({ message }) => message));
    for (const { message } of missing) if (!found.has(message)) tried.add(message);
    takeIn(answer.processed);
  });
}

function takeIn(found: readonly FirstProcessed[]): void {
  const { processed } = useMessages.getState();
  // What is not on screen any more need not be remembered for ever.
  const next = new Map(processed.size > 5_000 ? [] : processed);
  for (const { message, group, atUs } of found) next.set(`${message} ${group}`, atUs);
  useMessages.setState({ processed: next });
}
