/**
 * What may be wired to what, in plain words, and what a new wire brings with it. Used at the pointer while a person
 * draws, so every refusal says what to do instead.
 */
import type { Scenario, ScenarioNode } from "#scenario/document.ts";
import { addNode, addWire, nodeOf, setConfig, uniqueName } from "#scenario/edits.ts";
import { kinds } from "./kinds/index.ts";
import { groupOfService } from "./service-group.ts";

/** Makes an id that the document does not have; `prefix` is e.g. "wire" or "group". */
export type NewId = (prefix: string) => string;

/** What a legal pair means: the wire's kind, and the group that it hangs on (`null`: one has to be made for `service`). */
type Plan =
  | { readonly is: "publishes"; readonly service: ScenarioNode; readonly topic: ScenarioNode }
  | { readonly is: "consumes"; readonly from: ScenarioNode; readonly group: ScenarioNode }
  | { readonly is: "consumes-anew"; readonly from: ScenarioNode; readonly service: ScenarioNode }
  | { readonly is: "appends" | "projects"; readonly service: ScenarioNode; readonly store: ScenarioNode }
  | { readonly is: "stores"; readonly service: ScenarioNode; readonly database: ScenarioNode }
  | { readonly is: "calls"; readonly service: ScenarioNode; readonly callee: ScenarioNode }
  | { readonly is: "dead-letters"; readonly group: ScenarioNode; readonly queue: ScenarioNode }
  | { readonly is: "retries"; readonly group: ScenarioNode; readonly topic: ScenarioNode };

/** Why these two cannot be wired, as a sentence for the pointer; null if they can. */
export function wireRefusal(scenario: Scenario, fromId: string, toId: string): string | null {
  const plan = planWire(scenario, fromId, toId);
  return typeof plan === "string" ? plan : null;
}

/** Ids of all nodes that a wire from here may reach, in the document's order. */
export function wireTargets(scenario: Scenario, fromId: string): readonly string[] {
  return scenario.nodes.map((node) => node.id).filter((toId) => wireRefusal(scenario, fromId, toId) === null);
}

/**
 * Wires two nodes, or says why not. A service that starts to publish gets a way to (at a constant rate, or a message
 * for each it processes where it reads something), and a service that starts to read gets its consumer group.
 */
export function connect(
  scenario: Scenario,
  fromId: string,
  toId: string,
  newId: NewId,
): Scenario | { readonly refusal: string } {
  const plan = planWire(scenario, fromId, toId);
  if (typeof plan === "string") return { refusal: plan };
  switch (plan.is) {
    case "publishes": {
      const { service, topic } = plan;
      const wired = addWire(scenario, {
        id: newId("wire"),
        kind: "publishes",
        from: service.id,
        to: topic.id,
      });
      return startPublishing(wired, service);
    }
    case "consumes":
      return addWire(scenario, {
        id: newId("wire"),
        kind: "consumes",
        from: plan.from.id,
        to: plan.group.id,
      });
    case "consumes-anew": {
      const group: ScenarioNode = {
        id: newId("group"),
        kind: "consumer-group",
        name: uniqueName(scenario, `${plan.service.name}-group`),
        config: { service: plan.service.id },
      };
      const grouped = addNode(scenario, group);
      return addWire(grouped, { id: newId("wire"), kind: "consumes", from: plan.from.id, to: group.id });
    }
    case "appends":
    case "projects": {
      const { is: kind, service, store } = plan;
      const ends =
        kind === "appends" ? { from: service.id, to: store.id } : { from: store.id, to: service.id };
      const wired = addWire(scenario, { id: newId("wire"), kind, ...ends });
      return workWithStore(wired, service, kind);
    }
    case "stores": {
      const { service, database } = plan;
      const wired = addWire(scenario, {
        id: newId("wire"),
        kind: "stores",
        from: service.id,
        to: database.id,
      });
      // A service that reads keeps a balance at first; a person chooses another effect.
      const reads = groupOfService(scenario, service.id) !== undefined;
      const isIdle = (service.config["effect"] ?? "none") === "none";
      return reads && isIdle ? setConfig(wired, service.id, "effect", "add") : wired;
    }
    case "calls": {
      const { service, callee } = plan;
      const wired = addWire(scenario, { id: newId("wire"), kind: "calls", from: service.id, to: callee.id });
      const talking = setConfig(setConfig(wired, service.id, "http", true), callee.id, "http", true);
      // Somebody has to ask: a service that hears of nothing gets people at its front.
      const isAsked =
        groupOfService(scenario, service.id) !== undefined ||
        scenario.wires.some(({ kind, to }) => kind === "calls" && to === service.id);
      return isAsked || (service.config["publishes"] ?? "none") !== "none"
        ? talking
        : setConfig(talking, service.id, "publishes", "constant");
    }
    case "dead-letters":
      return addWire(scenario, {
        id: newId("wire"),
        kind: "dead-letters",
        from: plan.group.id,
        to: plan.queue.id,
      });
    case "retries": {
      const { group, topic } = plan;
      const wired = addWire(scenario, {
        id: newId("wire"),
        kind: "retries",
        from: group.id,
        to: topic.id,
      });
      // What waits there has to be read again, by the same group.
      return hasWire(scenario, "consumes", topic.id, group.id)
        ? wired
        : addWire(wired, { id: newId("wire"), kind: "consumes", from: topic.id, to: group.id });
    }
  }
}

function startPublishing(scenario: Scenario, service: ScenarioNode): Scenario {
  if ((service.config["publishes"] ?? "none") !== "none") return scenario;
  if (service.config["storeUse"] === "feeds") return scenario;
  if (groupOfService(scenario, service.id) === undefined) {
    return setConfig(scenario, service.id, "publishes", "constant");
  }
  return setConfig(
    setConfig(scenario, service.id, "publishes", "per-message"),
    service.id,
    "keys",
    "inherit",
  );
}

/** Who is wired to an event store works with it: one that is given nothing to decide on decides at a constant rate. */
function workWithStore(scenario: Scenario, service: ScenarioNode, kind: "appends" | "projects"): Scenario {
  if ((service.config["storeUse"] ?? "none") !== "none") return scenario;
  const used = setConfig(scenario, service.id, "storeUse", kind === "appends" ? "decides" : "projects");
  const isIdle =
    (service.config["publishes"] ?? "none") === "none" && groupOfService(scenario, service.id) === undefined;
  if (kind === "projects" || !isIdle) return used;
  return setConfig(setConfig(used, service.id, "publishes", "constant"), service.id, "keys", "uniform");
}

/** What the wire would be, or the refusal. */
function planWire(scenario: Scenario, fromId: string, toId: string): Plan | string {
  const from = nodeOf(scenario, fromId);
  const to = nodeOf(scenario, toId);
  if (from === undefined || to === undefined) return "One end is not there any more.";
  for (const end of [from, to]) {
    if (!Object.hasOwn(kinds, end.kind)) {
      return `${end.name} is of kind "${end.kind}", which this version does not know: open the scenario in a newer one.`;
    }
  }
  if (from.id === to.id) return `${from.name} cannot be wired to itself: choose another end.`;
  switch (from.kind) {
    case "service":
      return fromService(scenario, from, to);
    case "topic":
    case "dead-letter-queue":
      return fromTopic(scenario, from, to);
    case "consumer-group":
      return fromGroup(scenario, from, to);
    case "event-store":
      if (to.kind !== "service")
        return `An event store hands its events to a service: put one between ${from.name} and ${to.name}.`;
      if (scenario.wires.some(({ kind, to: reader }) => kind === "projects" && reader === to.id))
        return `${to.name} reads an event store already.`;
      return { is: "projects", service: to, store: from };
    default:
      return `Nothing can start at ${from.name}.`;
  }
}

function fromService(scenario: Scenario, from: ScenarioNode, to: ScenarioNode): Plan | string {
  switch (to.kind) {
    case "topic":
      if (hasWire(scenario, "publishes", from.id, to.id)) {
        return `${from.name} already publishes to ${to.name}.`;
      }
      return { is: "publishes", service: from, topic: to };
    case "dead-letter-queue": {
      const group = groupOfService(scenario, from.id);
      if (group === undefined) {
        return `${from.name} reads nothing yet, so nothing can fail there: wire a topic to it first.`;
      }
      return fromGroup(scenario, group, to);
    }
    case "event-store":
      if (scenario.wires.some(({ kind, from: writer }) => kind === "appends" && writer === from.id))
        return `${from.name} decides on the aggregates of an event store already.`;
      return { is: "appends", service: from, store: to };
    case "database": {
      const other = scenario.wires.find(({ kind, from: writer }) => kind === "stores" && writer === from.id);
      if (other === undefined) return { is: "stores", service: from, database: to };
      return other.to === to.id
        ? `${from.name} already keeps its state in ${to.name}.`
        : `${from.name} has a database already: a transaction is one database's.`;
    }
    case "service":
      if (hasWire(scenario, "calls", from.id, to.id)) return `${from.name} already calls ${to.name}.`;
      if (callsInTheEnd(scenario, to.id, from.id))
        return `${to.name} calls ${from.name} already, and would wait for itself: put a topic between them.`;
      return { is: "calls", service: from, callee: to };
    case "consumer-group":
      if (to.config["service"] === from.id) {
        return `${to.name} is ${from.name}'s own group already: wire a topic to it to read from.`;
      }
      return `A service does not send to a group: wire ${from.name} to a topic that ${to.name} reads.`;
    default:
      return `${from.name} cannot send to ${to.name}: wire it to a topic.`;
  }
}

function fromTopic(scenario: Scenario, from: ScenarioNode, to: ScenarioNode): Plan | string {
  const isQueue = from.kind === "dead-letter-queue";
  switch (to.kind) {
    case "consumer-group":
      if (hasWire(scenario, "consumes", from.id, to.id)) return `${to.name} already reads ${from.name}.`;
      if (isQueue && hasWire(scenario, "dead-letters", to.id, from.id)) {
        return `${to.name} would read its own dead letters again and again: let another service read ${from.name}.`;
      }
      return { is: "consumes", from, group: to };
    case "service": {
      const group = groupOfService(scenario, to.id);
      return group === undefined
        ? { is: "consumes-anew", from, service: to }
        : fromTopic(scenario, from, group);
    }
    case "dead-letter-queue":
      return isQueue
        ? "A dead letter queue does not send on its own: put a service between them."
        : "A topic does not send on its own: wire the service that reads it to the dead letter queue.";
    default:
      return isQueue
        ? "A dead letter queue does not send on its own: put a service between them."
        : "A topic does not send on its own: put a service between them.";
  }
}

function fromGroup(scenario: Scenario, from: ScenarioNode, to: ScenarioNode): Plan | string {
  switch (to.kind) {
    case "dead-letter-queue": {
      if (hasWire(scenario, "dead-letters", from.id, to.id)) {
        return `${from.name} already puts its dead letters into ${to.name}.`;
      }
      const other = scenario.wires.find((wire) => wire.kind === "dead-letters" && wire.from === from.id);
      if (other !== undefined) {
        const queue = nodeOf(scenario, other.to)?.name ?? "another queue";
        return `${from.name} already puts its dead letters into ${queue}: remove that wire first.`;
      }
      if (hasWire(scenario, "consumes", to.id, from.id)) {
        return `${from.name} reads ${to.name} and would get its own dead letters again and again: use another queue.`;
      }
      return { is: "dead-letters", group: from, queue: to };
    }
    case "topic":
      return retryPlan(scenario, from, to);
    case "service":
      return from.config["service"] === to.id
        ? `${from.name} is ${to.name}'s own group already: wire a topic to it to read from.`
        : `A group belongs to one service: wire the topic that ${to.name} should read to ${to.name}.`;
    case "consumer-group":
      return "Groups do not send to each other: wire both to the topic that they should read.";
    default:
      return `${from.name} can only be wired to a dead letter queue.`;
  }
}

/** A group's failed messages wait in a topic of their own. */
function retryPlan(scenario: Scenario, group: ScenarioNode, topic: ScenarioNode): Plan | string {
  if (hasWire(scenario, "retries", group.id, topic.id))
    return `${group.name} already puts its failed messages into ${topic.name}.`;
  if (hasWire(scenario, "consumes", topic.id, group.id))
    return `${group.name} reads ${topic.name}: its failed messages wait in a topic of their own, so that ${topic.name} goes on.`;
  if (group.config["protocol"] === "share")
    return `A share group gives failed messages back by itself: ${group.name} needs no retry topic.`;
  return { is: "retries", group, topic };
}

/** Whether a request to one service leads to another, over any number of calls. */
function callsInTheEnd(scenario: Scenario, from: string, to: string, seen = new Set<string>()): boolean {
  seen.add(from);
  return scenario.wires.some(
    (wire) =>
      wire.kind === "calls" &&
      wire.from === from &&
      (wire.to === to || (!seen.has(wire.to) && callsInTheEnd(scenario, wire.to, to, seen))),
  );
}

function hasWire(scenario: Scenario, kind: string, from: string, to: string): boolean {
  return scenario.wires.some((wire) => wire.kind === kind && wire.from === from && wire.to === to);
}
