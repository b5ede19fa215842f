import type { Config, Scenario, ScenarioNode } from "#scenario/document.ts";

/** An invariant that is usually demanded of such a drawing. */
export interface Suggestion {
  readonly kind: string;
  readonly target: string;
  readonly config: Config;
}

/**
 * What is usually demanded of a drawing, without what is demanded already: of each group that nothing is lost, that
 * nothing is processed twice (per key where keys are unique; where it has an effect, that none comes twice), that keys keep their order where they come again, that it
 * keeps up; of each dead letter queue that it is empty at the end; of each service with an effect that its values are right.
 */
export function suggestions(scenario: Scenario): readonly Suggestion[] {
  const has = ({ kind, target }: Suggestion): boolean =>
    scenario.invariants.some((each) => each.kind === kind && each.target === target);
  return scenario.nodes.flatMap((node) => usualFor(scenario, node)).filter((each) => !has(each));
}

function usualFor(scenario: Scenario, node: ScenarioNode): Suggestion[] {
  const of = (kind: string, config: Config = {}): Suggestion => ({ kind, target: node.id, config });
  switch (node.kind) {
    case "dead-letter-queue":
      return [of("dead-letters")];
    case "service":
      return (node.config["effect"] ?? "none") === "none" ? [] : [of("state-is-sum")];
    case "consumer-group": {
      const topics = scenario.wires.filter(({ kind, to }) => kind === "consumes" && to === node.id);
      if (topics.length === 0) return [];
      const keys = keysOf(scenario, new Set(topics.map(({ from }) => from)));
      const isUnique = keys.length > 0 && keys.every((each) => each === "unique");
      return [
        of("no-loss"),
        of(
          "at-most-once",
          hasEffect(scenario, node) ? { per: "effect" } : isUnique ? {} : { per: "message" },
        ),
        ...(isUnique || keys.every((each) => each === "none") ? [] : [of("order-kept")]),
        of("lag-under"),
      ];
    }
    default:
      return [];
  }
}

/** Whether the service whose group it is does something that may come twice. */
function hasEffect({ nodes }: Scenario, group: ScenarioNode): boolean {
  const effect = nodes.find(({ id }) => id === group.config["service"])?.config["effect"];
  return effect === "add" || effect === "email" || effect === "email-keyed";
}

/** How the services make keys that publish to topics; one that hands keys on is asked for its own sources. */
function keysOf(scenario: Scenario, topics: ReadonlySet<string>, seen = new Set<string>()): string[] {
  return scenario.wires.flatMap(({ kind, from, to }): string[] => {
    if (kind !== "publishes" || !topics.has(to) || seen.has(from)) return [];
    seen.add(from);
    const keys = scenario.nodes.find(({ id }) => id === from)?.config["keys"] ?? "uniform";
    if (keys !== "inherit") return [String(keys)];
    const group = scenario.nodes.find(
      (node) => node.kind === "consumer-group" && node.config["service"] === from,
    );
    const sources = scenario.wires.filter((wire) => wire.kind === "consumes" && wire.to === group?.id);
    return keysOf(scenario, new Set(sources.map((wire) => wire.from)), seen);
  });
}
