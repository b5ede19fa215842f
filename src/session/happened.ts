/** Every fact of the trace up to the playhead, newest last, read from the worker as far back as is asked for. */
import { create } from "zustand";
import { FACT_KINDS, type WindowRow } from "#sim/trace-window.ts";
import { createFollower } from "./following-run.ts";
import { askRun, usePlayback } from "./playback-store.ts";

/** The kinds of facts to choose from. */
export type HappenedKind = keyof typeof FACT_KINDS | "all";

export interface HappenedState {
  readonly kind: HappenedKind;
  readonly rows: readonly WindowRow[];
  /** Whether there are earlier rows that were not looked at. */
  readonly hasEarlier: boolean;
  /** At most so many rows are wanted. */
  readonly limit: number;
  readonly state: "reading" | "read";
}

const PAGE = 500;
const LIMIT_MAX = 20_000;
const EVERY_MS = 300;

/** Hook and store. */
export const useHappened = create<HappenedState>()(() => ({
  kind: "all",
  rows: [],
  hasEarlier: false,
  limit: PAGE,
  state: "reading",
}));

const follower = createFollower(EVERY_MS, read);

/** The list is on screen until the answer is called: it follows the playhead. */
export function watchHappened(): () => void {
  return follower.watch();
}

/** Lists facts of one kind only. */
export function listKind(kind: HappenedKind): void {
  useHappened.setState({ kind, limit: PAGE, rows: [], state: "reading" });
  follower.now();
}

/** Reads further back. */
export function listEarlier(): void {
  useHappened.setState(({ limit }) => ({ limit: Math.min(LIMIT_MAX, limit * 3), state: "reading" }));
  follower.now();
}

async function read(): Promise<void> {
  if (usePlayback.getState().layout === null) return;
  const { kind, limit } = useHappened.getState();
  const facts = kind === "all" ? [] : FACT_KINDS[kind];
  const answer = await askRun({ is: "window", query: { beforeRow: Infinity, facts, limit } });
  if (answer === null) return;
  const { rows, fromRow } = answer.window;
  useHappened.setState({ rows, hasEarlier: fromRow > 0 && limit < LIMIT_MAX, state: "read" });
}
