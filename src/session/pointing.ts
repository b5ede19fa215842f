/** What a row of the trace happens at: the cards and wires to light when somebody points at it. */
import type { FactName } from "#sim/facts.ts";
import { INSTANCES_MAX, type Layout, type WireLayout } from "#sim/layout.ts";
import type { Pointer, PointerSource } from "./pointing-store.ts";

/** Of a row, what says where it happens. */
export interface Placed {
  readonly timeUs: number;
  readonly fact: FactName;
  readonly who: number;
  readonly what: number;
  readonly where: number;
  readonly extra: number;
}

/** Facts whose column `who` is a group, a topic, or the number of an intervention. */
const OF_A_GROUP: ReadonlySet<FactName> = new Set<FactName>([
  "rebalanceStarted",
  "generationFormed",
  "stable",
  "memberJoined",
  "memberRemoved",
  "memberReplaced",
]);

/** Facts at which something goes over a wire: towards the topic, or from it to the group. */
const TO_TOPIC: ReadonlySet<FactName> = new Set<FactName>(["produced", "sent", "appended", "acknowledged"]);
const FROM_TOPIC: ReadonlySet<FactName> = new Set<FactName>([
  "fetched",
  "delivered",
  "committed",
  "positioned",
]);

/** What to light for a row. `storyRow`: its index in the story, null where it is not of the story. */
export function pointerOf(
  row: Placed,
  layout: Layout,
  from: PointerSource,
  message: number | null = null,
  storyRow: number | null = null,
): Pointer {
  const topic = layout.topics.findIndex(
    ({ firstPartition, partitions }) =>
      row.where >= firstPartition && row.where < firstPartition + partitions,
  );
  const service = serviceOf(row, layout);
  const nodes = [layout.topics[topic]?.nodeId, layout.services[service]?.nodeId];
  if (row.fact === "retired") nodes[1] = undefined;
  return {
    nodes: [...new Set(nodes.filter((id) => id !== undefined))],
    wires: wireOf(row.fact, layout, topic, service),
    timeUs: row.timeUs,
    storyRow,
    message,
    from,
  };
}

/** Index of the service at which it happens, or -1. */
function serviceOf(row: Placed, layout: Layout): number {
  if (OF_A_GROUP.has(row.fact)) return layout.groups[row.who]?.service ?? -1;
  if (row.fact === "retired") return -1;
  const subject = row.fact === "intervened" ? row.extra : row.who;
  return subject < 0 ? -1 : Math.floor(subject / INSTANCES_MAX);
}

function wireOf(fact: FactName, layout: Layout, topic: number, service: number): readonly string[] {
  const found = (suits: (wire: WireLayout) => boolean): readonly string[] =>
    layout.wires.filter(suits).map(({ wireId }) => wireId);
  if (topic < 0 || service < 0) return [];
  const group = layout.services[service]?.group ?? -1;
  if (TO_TOPIC.has(fact))
    return found(
      ({ kind, from, to }) =>
        to === topic &&
        ((kind === "publishes" && from === service) ||
          ((kind === "dead-letters" || kind === "retries") && from === group)),
    );
  if (FROM_TOPIC.has(fact))
    return found(({ kind, from, to }) => kind === "consumes" && from === topic && to === group);
  if (fact === "movedToRetry" || fact === "parked")
    return found(({ kind, from }) => kind === "retries" && from === group);
  if (fact === "deadLettered") return found(({ kind, from }) => kind === "dead-letters" && from === group);
  return [];
}

/** Whether a pointer points at one of these, or at this moment's message. */
export function isPointedAt(at: Pointer | null, nodes: readonly string[], wires: readonly string[]): boolean {
  return (
    at !== null && (at.nodes.some((id) => nodes.includes(id)) || at.wires.some((id) => wires.includes(id)))
  );
}
