/**
 * Whether a scenario can run: settings against their fields, wires against their kinds, interventions against their
 * targets, sizes and cost against limits. `compile.ts` builds on it; the command `validate` and the editor show it.
 * The shape of the document is not judged here (`scenario/admit.ts` did that).
 */
import { ok, refused, type Problem, type Result } from "#base/result.ts";
import type { Scenario, ScenarioNode, ScenarioWire } from "#scenario/document.ts";
import { readConfig } from "#scenario/fields.ts";
import { estimateCost, instancesMost, type Settings } from "./cost.ts";
import { judgeClusters, judgeGroup, judgeProducer, judgeTopic, type Refuse } from "./judge-kafka.ts";
import type { ConsumerGroupConfig } from "./kinds/consumer-group.ts";
import { kinds } from "./kinds/index.ts";
import type { ServiceConfig } from "./kinds/service.ts";
import type { TopicConfig } from "./kinds/topic.ts";
import { MESSAGES_MAX } from "./limits.ts";
import {
  judgeCalls,
  judgeChoreography,
  judgeEffects,
  judgeInterventions,
  judgeRetries,
  judgeSchemas,
  judgeSourcing,
  judgeInvariants,
} from "./parts.ts";
import { partsOf } from "./parts-of.ts";
import { runSettings, type RunSettings } from "./run-settings.ts";
import "./all-parts.ts";

/** Sizes that memory and views can bear. */
const PARTITIONS_MAX = 10_000;
/** (group, partition) pairs. */
const PAIRS_MAX = 100_000;
const INSTANCES_TOTAL_MAX = 10_000;
/** Scheduled calls, and messages, that a run may be expected to need: some minutes headless. */
const COST_MAX = 500_000_000;

/** The scenario with warnings, or all that keeps it from running. */
export function judgeScenario(scenario: Scenario): Result<Scenario> {
  const judge = new ScenarioJudge(scenario);
  judge.all();
  return judge.problems.length > 0 ? refused(judge.problems) : ok(scenario, judge.warnings);
}

class ScenarioJudge {
  readonly problems: Problem[] = [];
  readonly warnings: Problem[] = [];
  private readonly scenario: Scenario;
  private readonly nodes: ReadonlyMap<string, ScenarioNode>;
  private readonly services = new Map<string, ServiceConfig>();
  private readonly groups = new Map<string, ConsumerGroupConfig>();
  /** Partitions of topics and dead letter queues. */
  private readonly partitions = new Map<string, number>();

  constructor(scenario: Scenario) {
    this.scenario = scenario;
    this.nodes = new Map(scenario.nodes.map((node) => [node.id, node]));
  }

  all(): void {
    const run = this.take(readConfig(runSettings, this.scenario.settings, "settings"));
    this.scenario.nodes.forEach((node, i) => this.node(node, `nodes[${i}]`));
    judgeClusters(this.scenario, this.refusal);
    this.groupsHaveServices();
    this.scenario.wires.forEach((wire, i) => this.wire(wire, `wires[${i}]`));
    this.wiresTogether();
    if (this.scenario.wires.some(({ kind }) => kind === "calls"))
      judgeCalls(this.scenario, this.services, this.refusal);
    if (this.scenario.interventions.length > 0) {
      const { problems, warnings } = judgeInterventions(this.scenario, this.services, run);
      this.problems.push(...problems);
      this.warnings.push(...warnings);
    }
    if (this.scenario.invariants.length > 0) {
      const { problems, warnings } = judgeInvariants(this.scenario);
      this.problems.push(...problems);
      this.warnings.push(...warnings);
    }
    if (partsOf(this.scenario).includes("schemas")) {
      const { problems, warnings } = judgeSchemas(this.scenario);
      this.problems.push(...problems);
      this.warnings.push(...warnings);
    }
    if (this.scenario.nodes.some(({ kind }) => kind === "event-store")) {
      const { problems, warnings } = judgeSourcing(this.scenario);
      this.problems.push(...problems);
      this.warnings.push(...warnings);
    }
    if (partsOf(this.scenario).includes("effects")) {
      const { problems, warnings } = judgeEffects(this.scenario);
      this.problems.push(...problems);
      this.warnings.push(...warnings);
    }
    if (partsOf(this.scenario).includes("choreography")) {
      const { problems, warnings } = judgeChoreography(this.scenario);
      this.problems.push(...problems);
      this.warnings.push(...warnings);
    }
    if (this.problems.length > 0 || run === null) return;
    this.sizes();
    this.cost(run);
    this.idleParts();
  }

  private node(node: ScenarioNode, path: string): void {
    const kind = Object.hasOwn(kinds, node.kind) ? kinds[node.kind] : undefined;
    if (kind === undefined) {
      this.refuse(
        "unknown-kind",
        `${path}.kind`,
        `${node.name} is of kind "${node.kind}", which this version does not know.`,
        `Known kinds: ${Object.keys(kinds).join(", ")}. The scenario can be kept, but not run.`,
      );
      return;
    }
    const config = this.take(readConfig(kind.fields, node.config, `${path}.config`));
    if (config === null) return;
    switch (node.kind) {
      case "service":
        this.services.set(node.id, config as ServiceConfig);
        judgeProducer(node, config as ServiceConfig, path, this.refusal);
        return;
      case "consumer-group":
        this.groups.set(node.id, config as ConsumerGroupConfig);
        this.group(node, config as ConsumerGroupConfig, path);
        return;
      case "topic":
        this.partitions.set(node.id, Number(config["partitions"]));
        judgeTopic(this.scenario, node, config as TopicConfig, path, this.refusal);
        return;
      case "dead-letter-queue":
        this.partitions.set(node.id, 1);
        return;
    }
  }

  /** Kafka's client refuses to start otherwise (org.apache.kafka.clients.consumer.internals.Heartbeat). */
  private group(node: ScenarioNode, config: ConsumerGroupConfig, path: string): void {
    judgeGroup(node, config, path, this.refusal);
    if (config.heartbeatIntervalMs < config.sessionTimeoutMs) return;
    const at = Object.hasOwn(node.config, "heartbeatIntervalMs") ? "heartbeatIntervalMs" : "sessionTimeoutMs";
    this.refuse(
      "heartbeat-too-slow",
      `${path}.config.${at}`,
      `${node.name} sends a heartbeat every ${config.heartbeatIntervalMs} ms, which must be less than its session timeout of ${config.sessionTimeoutMs} ms.`,
      `Use about a third of it: ${Math.max(100, Math.round(config.sessionTimeoutMs / 3))} ms.`,
    );
  }

  private groupsHaveServices(): void {
    const owners = new Map<string, ScenarioNode>();
    this.scenario.nodes.forEach((node, i) => {
      if (node.kind !== "consumer-group") return;
      const service = node.config["service"];
      const path = service === undefined ? `nodes[${i}].config` : `nodes[${i}].config.service`;
      if (typeof service !== "string") {
        if (service === undefined)
          this.refuse(
            "no-service",
            path,
            `The group ${node.name} belongs to no service.`,
            'Set "service" to the id of the service whose instances are its members.',
          );
        return;
      }
      if (this.nodes.get(service)?.kind !== "service") {
        this.refuse(
          "no-service",
          path,
          `The group ${node.name} belongs to "${service}", which is no service of this scenario.`,
          "Name the id of a service.",
        );
        return;
      }
      const other = owners.get(service);
      if (other === undefined) owners.set(service, node);
      else
        this.refuse(
          "second-group",
          path,
          `${this.nameOf(service)} has the group ${other.name} already; a service has one at most.`,
          `Wire the topics to ${other.name}, or give this group a service of its own.`,
        );
    });
  }

  private wire(wire: ScenarioWire, path: string): void {
    const from = this.nodes.get(wire.from);
    const to = this.nodes.get(wire.to);
    if (from === undefined || to === undefined) {
      const end = from === undefined ? "from" : "to";
      this.refuse(
        "no-node",
        `${path}.${end}`,
        `The wire "${wire.id}" leads ${end} "${wire[end]}", which is not there.`,
        "Remove the wire.",
      );
      return;
    }
    if (!Object.hasOwn(kinds, from.kind) || !Object.hasOwn(kinds, to.kind)) return;
    const legal = kinds[from.kind]?.wires ?? {};
    if (!Object.hasOwn(legal, wire.kind)) {
      const known = Object.keys(legal)
        .map((kind) => `"${kind}"`)
        .join(", ");
      this.refuse(
        "not-a-wire",
        `${path}.kind`,
        `A wire of kind "${wire.kind}" cannot start at ${from.name}, which is a ${from.kind}.`,
        `Wires that may: ${known}.`,
      );
    } else if (legal[wire.kind]?.includes(to.kind) !== true) {
      this.refuse(
        "wrong-end",
        `${path}.to`,
        `"${wire.kind}" from ${from.name} cannot lead to ${to.name}, which is a ${to.kind}.`,
        `It may lead to: ${legal[wire.kind]?.join(", ") ?? ""}.`,
      );
    }
  }

  private wiresTogether(): void {
    const seen = new Set<string>();
    const queues = new Map<string, string>();
    this.scenario.wires.forEach((wire, i) => {
      const path = `wires[${i}]`;
      const what = `${wire.kind} ${wire.from} ${wire.to}`;
      if (seen.has(what))
        this.refuse(
          "second-wire",
          path,
          `${this.nameOf(wire.from)} and ${this.nameOf(wire.to)} are wired twice in the same way.`,
          "Remove one of the two.",
        );
      seen.add(what);
      if (wire.kind !== "dead-letters") return;
      const queue = queues.get(wire.from);
      if (queue !== undefined && queue !== wire.to)
        this.refuse(
          "second-queue",
          path,
          `${this.nameOf(wire.from)} has two dead letter queues, ${this.nameOf(queue)} and ${this.nameOf(wire.to)}; a group has one at most.`,
          "Remove one of the two wires.",
        );
      queues.set(wire.from, wire.to);
    });
    this.scenario.wires.forEach((wire, i) => {
      if (wire.kind === "consumes" && queues.get(wire.to) === wire.from)
        this.refuse(
          "reads-own-dead-letters",
          `wires[${i}]`,
          `${this.nameOf(wire.to)} would read its own dead letters again and again.`,
          `Let another service read ${this.nameOf(wire.from)}.`,
        );
    });
    if (partsOf(this.scenario).includes("retries")) judgeRetries(this.scenario, this.refusal);
  }

  private sizes(): void {
    const check = (count: number, max: number, what: string, path: string, tryThis: string): void => {
      if (count > max)
        this.refuse(
          "too-large",
          path,
          `The scenario has ${count} ${what}, at most ${max} are allowed.`,
          tryThis,
        );
    };
    let partitions = 0;
    for (const count of this.partitions.values()) partitions += count;
    let pairs = 0;
    for (const wire of this.scenario.wires)
      if (wire.kind === "consumes") pairs += this.partitions.get(wire.from) ?? 0;
    let instances = 0;
    for (const [id, service] of this.services)
      instances += instancesMost(this.scenario, id, service.instances);
    check(partitions, PARTITIONS_MAX, "partitions in all", "nodes", "Give the topics fewer partitions.");
    check(
      pairs,
      PAIRS_MAX,
      "partitions read by groups in all",
      "wires",
      "Give the topics fewer partitions or readers.",
    );
    check(instances, INSTANCES_TOTAL_MAX, "instances in all", "nodes", "Give the services fewer instances.");
  }

  private cost(run: RunSettings): void {
    if (this.problems.length > 0) return;
    const settings: Settings = { run, services: this.services, groups: this.groups };
    const { calls, messages, dearest } = estimateCost(this.scenario, settings);
    const index = this.scenario.nodes.findIndex((node) => node.id === dearest);
    const path = index === -1 ? "" : `nodes[${index}]`;
    const who = index === -1 ? "its members" : this.nameOf(dearest);
    if (calls > COST_MAX || messages > COST_MAX) {
      const times = Math.ceil(Math.max(calls, messages) / COST_MAX);
      this.refuse(
        "too-costly",
        path,
        `This run would need about ${rounded(calls)} steps for ${rounded(messages)} messages, most of it from ${who}; at most ${rounded(COST_MAX)} are allowed.`,
        `Make the rates or the run (${run.durationMs} ms) ${times} times smaller.`,
      );
    } else if (messages > MESSAGES_MAX) {
      this.warn(
        "many-messages",
        path,
        `This run would make about ${rounded(messages)} messages and stop at ${rounded(MESSAGES_MAX)}.`,
        "Lower the rates or shorten the run.",
      );
    }
  }

  /** What is drawn but will do nothing: no mistake, but nobody draws it on purpose. */
  private idleParts(): void {
    const wired = new Set(
      this.scenario.wires.flatMap((wire) => [`from ${wire.kind} ${wire.from}`, `to ${wire.kind} ${wire.to}`]),
    );
    const read = new Set(
      [...this.groups].filter(([id]) => wired.has(`to consumes ${id}`)).map(([, group]) => group.service),
    );
    this.scenario.nodes.forEach((node, i) => {
      const path = `nodes[${i}]`;
      if (node.kind === "consumer-group" && !wired.has(`to consumes ${node.id}`)) {
        this.warn("reads-nothing", path, `The group ${node.name} reads no topic.`, "Wire a topic to it.");
      }
      const service = this.services.get(node.id);
      if (service === undefined) return;
      const publishes = wired.has(`from publishes ${node.id}`);
      if (publishes && service.publishes === "none" && service.storeUse !== "feeds") {
        this.warn(
          "publishes-nothing",
          path,
          `${node.name} is wired to a topic but publishes nothing.`,
          'Set how it publishes, e.g. "at a constant rate".',
        );
      } else if (
        !publishes &&
        service.publishes !== "none" &&
        !wired.has(`from calls ${node.id}`) &&
        !(service.publishes === "per-message" && wired.has(`to calls ${node.id}`)) &&
        !wired.has(`from appends ${node.id}`)
      ) {
        this.warn(
          "publishes-nowhere",
          path,
          `${node.name} publishes, but is wired to no topic.`,
          "Wire it to a topic.",
        );
      } else if (
        publishes &&
        service.publishes === "per-message" &&
        !read.has(node.id) &&
        !wired.has(`to calls ${node.id}`)
      ) {
        this.warn(
          "nothing-to-follow",
          path,
          `${node.name} publishes for each message processed, but reads nothing.`,
          "Wire a topic to it that it reads.",
        );
      }
    });
  }

  private take<T>(result: Result<T>): T | null {
    if (result.ok) {
      this.warnings.push(...result.warnings);
      return result.value;
    }
    this.problems.push(...result.problems);
    return null;
  }

  private nameOf(id: string): string {
    return this.nodes.get(id)?.name ?? `"${id}"`;
  }

  private readonly refusal: Refuse = (...problem) => this.refuse(...problem);

  private refuse(code: string, path: string, says: string, tryThis: string): void {
    this.problems.push({ code, path, says, tryThis });
  }

  private warn(code: string, path: string, says: string, tryThis: string): void {
    this.warnings.push({ code, path, says, tryThis });
  }
}

/** Two digits of a large number and a word for the rest, e.g. "1.2 billion". */
function rounded(count: number): string {
  for (const [size, word] of [
    [1e12, "trillion"],
    [1e9, "billion"],
    [1e6, "million"],
  ] as const) {
    if (count >= size) return `${Math.round((count / size) * 10) / 10} ${word}`;
  }
  return String(count);
}
