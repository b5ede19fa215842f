/** What an aggregate of an event store was at a moment: the question that somebody asks, and the worker's answer while the run moves. */
import { create } from "zustand";
import type { Micros } from "#base/units.ts";
import type { AggregateHistory } from "#sim/aggregate.ts";
import { createFollower } from "./following-run.ts";
import { playheadUs } from "./frames.ts";
import { askRun, usePlayback } from "./playback-store.ts";

export interface AggregateState {
  /** Node of the store, "" for none. */
  readonly storeId: string;
  /** Number of the aggregate's key; null: the first one. */
  readonly aggregate: number | null;
  /** The moment asked about; null: the moment that the run shows. */
  readonly atUs: Micros | null;
  /** Null until it is read, and where there is no such store in the run. */
  readonly history: AggregateHistory | null;
}

const EVERY_MS = 250;

/** The aggregate with the lowest number (aggregate-history.ts). */
const FIRST = -2;

/** Hook and store. */
export const useAggregate = create<AggregateState>()(() => ({
  storeId: "",
  aggregate: null,
  atUs: null,
  history: null,
}));

const follower = createFollower(EVERY_MS, read);

/** Somebody looks at a store's aggregates, until the answer is called. */
export function watchAggregate(storeId: string): () => void {
  if (useAggregate.getState().storeId !== storeId)
    useAggregate.setState({ storeId, aggregate: null, atUs: null, history: null });
  return follower.watch();
}

/** Asks about another aggregate. */
export function askAboutAggregate(aggregate: number): void {
  useAggregate.setState({ aggregate });
  follower.now();
}

/** Asks about another moment; null: that of the playhead. */
export function askAboutMoment(atUs: Micros | null): void {
  useAggregate.setState({ atUs });
  follower.now();
}

async function read(): Promise<void> {
  const { storeId, aggregate, atUs } = useAggregate.getState();
  const store = usePlayback.getState().layout?.stores?.findIndex(({ nodeId }) => nodeId === storeId) ?? -1;
  if (store < 0) return useAggregate.setState({ history: null });
  const answer = await askRun({
    is: "aggregate",
    store,
    aggregate: aggregate ?? FIRST,
    atUs: atUs ?? playheadUs(),
  });
  const now = useAggregate.getState();
  if (answer === null || now.storeId !== storeId || now.aggregate !== aggregate) return;
  useAggregate.setState({ history: answer.history });
}
