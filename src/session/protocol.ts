/**
 * What a service's instances and their coordinators say to each other, as the page knows it: read from the worker up to
 * the playhead, and kept where the playhead goes back, so that going to a message does not take away what came after.
 */
import { create } from "zustand";
import { US_PER_SECOND, type Micros } from "#base/units.ts";
import type { MessageKind } from "#sim/protocol-rows.ts";
import type { TraceWindow, WindowRow } from "#sim/trace-window.ts";
import { createFollower } from "./following-run.ts";
import { askRun, usePlayback } from "./playback-store.ts";

export interface ProtocolState {
  /** Index of the service whose instances speak. */
  readonly service: number;
  /** Which messages are shown. */
  readonly kinds: readonly MessageKind[];
  /** Whether what becomes of members and group stands beside them. */
  readonly withStates: boolean;
  readonly rows: readonly WindowRow[];
  /** Rows of the trace before this one were not looked at. */
  readonly fromRow: number;
  readonly toRow: number;
  /** How far back it is looked. */
  readonly lookBackUs: Micros;
  readonly state: "reading" | "read";
}

/** At most so many rows are read, and twice as many kept. */
const LIMIT = 600;
const LOOK_BACK_US = 60 * US_PER_SECOND;
const EVERY_MS = 250;

/** Hook and store. Heartbeats are many and say little: they are left out at first. */
export const useProtocol = create<ProtocolState>()(() => ({
  service: -1,
  kinds: ["membership", "offsets", "transactions"],
  withStates: true,
  rows: [],
  fromRow: 0,
  toRow: 0,
  lookBackUs: LOOK_BACK_US,
  state: "reading",
}));

const NOTHING = { rows: [], fromRow: 0, toRow: 0, state: "reading" } as const;

const follower = createFollower(EVERY_MS, read);

/** The diagram is on screen until the answer is called: it follows the run. */
export function watchProtocol(): () => void {
  const end = follower.watch();
  // Another course of the run has other rows.
  const forget = usePlayback.subscribe((state, before) => {
    if (state.layout !== before.layout) useProtocol.setState(NOTHING);
  });
  return () => {
    end();
    forget();
  };
}

/** Shows what the instances of a service say, by its index. */
export function showProtocolOf(service: number): void {
  if (useProtocol.getState().service !== service) change({ service, lookBackUs: LOOK_BACK_US });
}

/** Shows or hides a kind of messages. */
export function toggleMessages(kind: MessageKind): void {
  const { kinds } = useProtocol.getState();
  change({ kinds: kinds.includes(kind) ? kinds.filter((each) => each !== kind) : [...kinds, kind] });
}

/** Shows or hides what becomes of members and group. */
export function toggleStates(): void {
  change({ withStates: !useProtocol.getState().withStates });
}

/** Reads further back. */
export function readEarlier(): void {
  const { lookBackUs } = useProtocol.getState();
  change({ lookBackUs: lookBackUs * 5 });
}

function change(to: Partial<ProtocolState>): void {
  useProtocol.setState({ ...NOTHING, ...to });
  follower.now();
}

async function read(): Promise<void> {
  const { service, fromRow, toRow } = useProtocol.getState();
  if (service < 0) return;
  const news = await rowsFrom(toRow);
  if (news === null) return;
  // The playhead went back to before what is known: there is more to read than what is new.
  const isBefore = fromRow > 0 && news.toRow < fromRow;
  const window = isBefore ? await rowsFrom(0) : news;
  if (window !== null) useProtocol.setState((known) => ({ ...joined(known, window), state: "read" }));
}

/** Rows of what is asked for now, without those before a row; null where something else is asked for meanwhile. */
async function rowsFrom(fromRow: number): Promise<TraceWindow | null> {
  const { service, kinds, withStates, lookBackUs } = useProtocol.getState();
  const { layout, playheadUs } = usePlayback.getState();
  if (layout === null) return null;
  const sinceUs = Math.max(0, playheadUs - lookBackUs);
  const query = { service, kinds, withStates, sinceUs, fromRow, limit: LIMIT };
  const answer = await askRun({ is: "protocol", query });
  const now = useProtocol.getState();
  const isOther =
    now.service !== service ||
    now.kinds !== kinds ||
    now.withStates !== withStates ||
    now.lookBackUs !== lookBackUs ||
    usePlayback.getState().layout !== layout;
  return answer === null || isOther ? null : answer.window;
}

/** What is known after a window was read: it replaces what it covers; what was known behind it stays where nothing lies between. */
export function joined(known: TraceWindow, read: TraceWindow): TraceWindow {
  const isBeside = known.fromRow <= read.toRow && known.toRow >= read.fromRow && known.rows.length > 0;
  if (!isBeside) return { rows: read.rows, fromRow: read.fromRow, toRow: read.toRow };
  const before = known.rows.filter(({ row }) => row < read.fromRow);
  const behind = known.rows.filter(({ row }) => row >= read.toRow);
  const rows = [...before, ...read.rows, ...behind];
  const extra = Math.max(0, rows.length - 2 * LIMIT);
  const kept = rows.slice(extra);
  return {
    rows: kept,
    fromRow: extra > 0 ? (kept[0]?.row ?? read.fromRow) : Math.min(known.fromRow, read.fromRow),
    toRow: Math.max(known.toRow, read.toRow),
  };
}
