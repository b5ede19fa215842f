/** Fixes that several rules have: a setting with another value, a new node with its wire. */
import type { ConfigValue, Position, Scenario } from "#scenario/document.ts";
import { addNode, freshIds, nodeOf, setConfig } from "#scenario/edits.ts";
import { connect } from "#sim/wiring.ts";
import type { Thing } from "./drawing.ts";
import type { Fix } from "./rule.ts";

/** Room that a card takes, in canvas units. */
const CARD = { width: 256, height: 144 } as const;

/** Gives settings of a node other values. */
export function settingsFix(label: string, thing: Thing, values: Readonly<Record<string, ConfigValue>>): Fix {
  return { label, edit: (scenario) => withSettings(scenario, thing.id, values) };
}

/** Lets a service notice an event that comes a second time. */
export function idempotenceFix(service: Thing): Fix {
  return service.value("effect") === "add"
    ? settingsFix(`Let ${service.name} remember events in its transaction`, service, {
        deduplication: "table",
      })
    : settingsFix(`Let ${service.name} send with an idempotency key`, service, { effect: "email-keyed" });
}

/** Gives a service that calls others a circuit breaker which judges soon. */
export const BREAKER = {
  circuitBreaker: true,
  slidingWindowCalls: 10,
  minimumCalls: 5,
  openStateMs: 30_000,
  halfOpenCalls: 1,
} as const;

/** The document with other values of a node's settings. */
export function withSettings(
  scenario: Scenario,
  nodeId: string,
  values: Readonly<Record<string, ConfigValue>>,
): Scenario {
  let changed = scenario;
  for (const [field, value] of Object.entries(values)) changed = setConfig(changed, nodeId, field, value);
  return changed;
}

/** Gives a group a dead letter queue below its service. */
export function withDeadLetterQueue(scenario: Scenario, groupId: string): Scenario {
  const group = nodeOf(scenario, groupId);
  if (group === undefined) return scenario;
  const newId = freshIds(scenario);
  const id = newId("dead-letter-queue");
  const service = nodeOf(scenario, String(group.config["service"] ?? ""));
  const added = addNode(scenario, {
    id,
    kind: "dead-letter-queue",
    name: `${group.name}-dead-letters`,
    config: {},
    position: freePlaceBeside(scenario, service?.position),
  });
  const wired = connect(added, groupId, id, newId);
  return "refusal" in wired ? scenario : wired;
}

/** Gives a group a retry topic beside its service, with as many partitions as a topic has to begin with. */
export function withRetryTopic(scenario: Scenario, groupId: string): Scenario {
  const group = nodeOf(scenario, groupId);
  if (group === undefined) return scenario;
  const newId = freshIds(scenario);
  const id = newId("topic");
  const service = nodeOf(scenario, String(group.config["service"] ?? ""));
  const added = addNode(scenario, {
    id,
    kind: "topic",
    name: `${group.name}-retries`,
    config: {},
    position: freePlaceBeside(scenario, service?.position),
  });
  const wired = connect(added, groupId, id, newId);
  return "refusal" in wired ? scenario : wired;
}

/** A new service that reads a topic, right of it. */
export function withReaderOf(scenario: Scenario, topicId: string): Scenario {
  const topic = nodeOf(scenario, topicId);
  if (topic === undefined) return scenario;
  const newId = freshIds(scenario);
  const id = newId("service");
  const added = addNode(scenario, {
    id,
    kind: "service",
    name: `${topic.name}-reader`,
    config: {},
    position: freePlaceBeside(scenario, topic.position),
  });
  const wired = connect(added, topicId, id, newId);
  return "refusal" in wired ? scenario : wired;
}

/** The first place right of another, going down, where no card lies. */
function freePlaceBeside(scenario: Scenario, beside: Position = { x: 0, y: 0 }): Position {
  const x = beside.x + CARD.width + 48;
  for (let y = beside.y; ; y += 24) {
    const isTaken = scenario.nodes.some(
      ({ position }) =>
        position !== undefined &&
        distance(position.x, x) < CARD.width &&
        distance(position.y, y) < CARD.height,
    );
    if (!isTaken) return { x, y };
  }
}

function distance(a: number, b: number): number {
  return Math.abs(a - b);
}
