/** A read model in the course of the run: the one that is asked, and the one that is being rebuilt beside it. Plain data. */
import type { Micros } from "#base/units.ts";
import { createReadModel, type ReadModel } from "./read-model.ts";

/** How a read model is rebuilt: beside the one in use, or in its place. */
export const REBUILDS = ["blue-green", "in-place"] as const;

export interface Projection {
  /** Subject of the instance that projects, -1 for none yet. */
  holder: number;
  live: ReadModel;
  /** The new one, as long as it is not in use. */
  next: ReadModel | null;
  /** Counts rebuilds: what was read for an earlier one is dropped. */
  builds: number;
  /** Since when one is being rebuilt (-1: none is), how, and the checkpoint that it has to reach in place. */
  rebuildingSinceUs: Micros;
  rebuild: (typeof REBUILDS)[number];
  target: number;
  /** Queries answered, and how many of them with an older version than their client had seen. */
  queries: number;
  staleReads: number;
}

export function createProjection(hasBug: boolean): Projection {
  return {
    holder: -1,
    live: createReadModel(hasBug),
    next: null,
    builds: 0,
    rebuildingSinceUs: -1,
    rebuild: "blue-green",
    target: 0,
    queries: 0,
    staleReads: 0,
  };
}
