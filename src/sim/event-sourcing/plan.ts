/** From the document to the stores of a program and who works with them. */
import { readConfig } from "#scenario/fields.ts";
import type { Scenario, ScenarioNode } from "#scenario/document.ts";
import { eventStore } from "#sim/kinds/event-store.ts";
import { service as serviceKind } from "#sim/kinds/service.ts";
import type { WireLayout } from "#sim/layout.ts";
import type { SourcingPlan, StoreUse } from "#sim/sourcing-plan.ts";

/** `services`: those of the program, in its order. */
export function planSourcing(
  scenario: Scenario,
  services: readonly ScenarioNode[],
  wires: readonly WireLayout[],
): SourcingPlan {
  const nodes = storesOf(scenario);
  const readers = nodes.map((): number[] => []);
  const uses = services.map((service, index): StoreUse | null => {
    const use = storeUseOf(service);
    const node = use === "none" ? undefined : storeFor(scenario, service, use);
    if (use === "none" || node === undefined) return null;
    const store = nodes.indexOf(node);
    const reader = use === "decides" ? -1 : readers[store]!.push(index) - 1;
    const wire = wires.findIndex(({ kind, from, to }) =>
      use === "decides"
        ? kind === "appends" && from === index && to === store
        : kind === "projects" && from === store && to === index,
    );
    return { use, store, reader, wire };
  });
  const stores = nodes.map(({ id, name, config }, store) => {
    const read = readConfig(eventStore.fields, config, "");
    if (!read.ok) throw new Error(read.problems[0]!.says);
    return { nodeId: id, name, config: read.value, readers: readers[store]! };
  });
  return { stores, uses };
}

/** The stores of a scenario, by id. */
export function storesOf({ nodes }: Scenario): ScenarioNode[] {
  return nodes
    .filter(({ kind }) => kind === "event-store")
    .toSorted((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}

/** What a service says that it does with its store. */
export function storeUseOf({ config }: ScenarioNode): StoreUse["use"] | "none" {
  return (config["storeUse"] ?? serviceKind.fields.storeUse.initial) as StoreUse["use"] | "none";
}

/** The store that a service is wired to in the way of its use. */
export function storeFor(
  { nodes, wires }: Scenario,
  { id }: ScenarioNode,
  use: StoreUse["use"],
): ScenarioNode | undefined {
  const wire =
    use === "decides"
      ? wires.find(({ kind, from }) => kind === "appends" && from === id)
      : wires.find(({ kind, to }) => kind === "projects" && to === id);
  const store = use === "decides" ? wire?.to : wire?.from;
  return nodes.find((node) => node.id === store && node.kind === "event-store");
}
