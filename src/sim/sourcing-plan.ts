/** Event stores and who works with them, as parts of a program: plain data, made by `event-sourcing/plan.ts`. */
import type { EventStoreConfig } from "./kinds/event-store.ts";

export interface StorePlan {
  readonly nodeId: string;
  readonly name: string;
  readonly config: EventStoreConfig;
  /** Services that read it from their own checkpoint (projections and feeds), in order. */
  readonly readers: readonly number[];
}

/** What a service does with which store. */
export interface StoreUse {
  readonly use: "decides" | "projects" | "feeds";
  readonly store: number;
  /** Which of the store's readers it is, -1 for none. */
  readonly reader: number;
  /** Index of the wire between the two in layout.wires. */
  readonly wire: number;
}

export interface SourcingPlan {
  readonly stores: readonly StorePlan[];
  /** By service; null where it has no store. */
  readonly uses: readonly (StoreUse | null)[];
}
