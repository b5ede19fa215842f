/** Event stores as frames show them, and the layout's part. */
import type { SourcingSight } from "#sim/frame.ts";
import type { Kernel } from "#sim/kernel/kernel.ts";
import type { StoreLayout } from "#sim/layout.ts";
import type { SourcingPlan } from "#sim/sourcing-plan.ts";
import { storeOf } from "./store-process.ts";

/** The part of a frame: one for each store. */
export function sourcingOf(kernel: Kernel): SourcingSight[] {
  return kernel.program.sourcing!.stores.map(({ readers, config }, store) => {
    const { log, state } = storeOf(kernel, store);
    const { projections, counts } = state;
    return {
      keeps: config.keeps,
      events: log.length,
      aggregates: log.aggregateCount,
      snapshots: log.snapshotCount,
      ...counts,
      readers: readers.map((service, reader) => {
        const { live, next, rebuildingSinceUs, rebuild, target, queries, staleReads } = projections[reader]!;
        const isRebuilding = rebuildingSinceUs >= 0;
        return {
          service,
          checkpoint: live.checkpoint,
          lag: log.length - live.checkpoint,
          rebuilt: isRebuilding ? (next ?? live).checkpoint : -1,
          target: !isRebuilding ? -1 : rebuild === "in-place" ? target : live.checkpoint,
          queries,
          staleReads,
        };
      }),
    };
  });
}

export function sourcingLayout({ stores }: SourcingPlan): StoreLayout[] {
  return stores.map(({ nodeId, name, readers }) => ({ nodeId, name, readers }));
}
