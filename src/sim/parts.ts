/**
 * What is used of the parts that not every scenario needs (`parts-of.ts`), from everywhere outside of them. Here all are
 * there from the start; in the browser `parts-on-demand.ts` stands in its place, so nothing may touch a part while modules
 * load, nor in a run whose scenario does not name it.
 */
import type { PartName } from "./parts-of.ts";

export * from "./parts/cluster.ts";
export * from "./parts/compaction.ts";
export * from "./parts/consumer-protocol.ts";
export * from "./parts/patterns.ts";
export * from "./parts/sharing.ts";
export * from "./parts/sticky.ts";
export * from "./parts/transactions.ts";

/** Those of the named parts that are still to be loaded. */
export function missingParts(_names: readonly PartName[]): PartName[] {
  return [];
}

/** Loads what is named and not there yet. Rejects where that fails; asked again, it tries again. */
export async function loadParts(_names: readonly PartName[]): Promise<void> {}
