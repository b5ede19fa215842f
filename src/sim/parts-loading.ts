/** Loads parts of the simulator when they are needed, as the browser's worker does. */
import { PART_NAMES, type PartName } from "./parts-of.ts";
import { hasPart, putPart } from "./parts.ts";

const LOADERS: Readonly<Record<PartName, () => Promise<void>>> = {
  sharing: async () => putPart.sharing(await import("./parts/sharing.ts")),
  "consumer-protocol": async () => putPart["consumer-protocol"](await import("./parts/consumer-protocol.ts")),
  transactions: async () => putPart.transactions(await import("./parts/transactions.ts")),
  calling: async () => putPart.calling(await import("./parts/calling.ts")),
  choreography: async () => putPart.choreography(await import("./parts/choreography.ts")),
  cluster: async () => putPart.cluster(await import("./parts/cluster.ts")),
  compaction: async () => putPart.compaction(await import("./parts/compaction.ts")),
  interventions: async () => putPart.interventions(await import("./parts/interventions.ts")),
  invariants: async () => putPart.invariants(await import("./parts/invariants.ts")),
  patterns: async () => putPart.patterns(await import("./parts/patterns.ts")),
  retries: async () => putPart.retries(await import("./parts/retries.ts")),
  effects: async () => putPart.effects(await import("./parts/effects.ts")),
  schemas: async () => putPart.schemas(await import("./parts/schemas.ts")),
  "event-sourcing": async () => putPart["event-sourcing"](await import("./parts/event-sourcing.ts")),
  sticky: async () => putPart.sticky(await import("./parts/sticky.ts")),
};

/** Those of the named parts that are still to be loaded. */
export function missingParts(names: readonly PartName[]): PartName[] {
  return PART_NAMES.filter((name) => names.includes(name) && !hasPart(name));
}

/** Loads what is named and not there yet. Rejects where that fails; asked again, it tries again. */
export async function loadParts(names: readonly PartName[]): Promise<void> {
  await Promise.all(missingParts(names).map((name) => LOADERS[name]()));
}
