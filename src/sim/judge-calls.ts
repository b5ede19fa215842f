/** What keeps services from calling each other. */
import type { Scenario } from "#scenario/document.ts";
import type { Refuse } from "./judge-kafka.ts";
import type { ServiceConfig } from "./kinds/service.ts";

/** Judges wires of kind `calls`: both ends must speak HTTP, and no request may come round to where it has been. */
export function judgeCalls(
  scenario: Scenario,
  services: ReadonlyMap<string, ServiceConfig>,
  refuse: Refuse,
): void {
  const name = (id: string): string => scenario.nodes.find((node) => node.id === id)?.name ?? id;
  const called = new Map<string, string[]>();
  scenario.wires.forEach((wire, i) => {
    if (wire.kind !== "calls") return;
    called.set(wire.from, [...(called.get(wire.from) ?? []), wire.to]);
    for (const id of [wire.from, wire.to]) {
      if (services.get(id)?.http !== false) continue;
      refuse(
        "no-http",
        `wires[${i}]`,
        `${name(wire.from)} calls ${name(wire.to)}, but ${name(id)} takes and makes no calls.`,
        `Switch on "HTTP" of ${name(id)} ("http": true).`,
      );
    }
    if (leadsTo(called, wire.to, wire.from))
      refuse(
        "calls-in-a-circle",
        `wires[${i}]`,
        `${name(wire.to)} calls ${name(wire.from)} in the end, which would wait for itself.`,
        "Remove one of these wires, or put a topic between two of them.",
      );
  });
}

function leadsTo(called: ReadonlyMap<string, readonly string[]>, from: string, to: string): boolean {
  const seen = new Set<string>();
  const open = [from];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (id === to) return true;
    if (seen.has(id)) continue;
    seen.add(id);
    open.push(...(called.get(id) ?? []));
  }
  return false;
}
