/** A document as rules ask about it: nodes with complete settings, who publishes where, who reads what, and how much. */
import type { Config, ConfigValue, Scenario, ScenarioNode } from "#scenario/document.ts";
import { kinds } from "#sim/kinds/index.ts";
import { sagaOwnShare, sagaShare } from "#sim/saga-share.ts";

/** A message that goes round a loop of services is followed this often. */
const ROUNDS_MAX = 16;

/** A node with all its settings, initial values filled in. */
export class Thing {
  readonly node: ScenarioNode;
  readonly id: string;
  readonly name: string;

  constructor(node: ScenarioNode) {
    this.node = node;
    this.id = node.id;
    this.name = node.name;
  }

  /** A setting, or its initial value; undefined where the kind has none of that name. */
  value(field: string): ConfigValue | undefined {
    return settingOf(this.node, field);
  }

  /** A setting that is a number; 0 where it is none. */
  number(field: string): number {
    const value = this.value(field);
    return typeof value === "number" ? value : 0;
  }
}

function settingOf({ kind, config }: ScenarioNode, field: string): ConfigValue | undefined {
  const fields = Object.hasOwn(kinds, kind) ? kinds[kind]!.fields : {};
  const own: Config = config;
  if (Object.hasOwn(own, field)) return own[field];
  return Object.hasOwn(fields, field) ? fields[field]!.initial : undefined;
}

/** A consumer group that reads something, with the service whose instances are its members. */
export interface Reader {
  readonly group: Thing;
  readonly service: Thing;
  readonly instances: number;
  /** Topics and dead letter queues that it reads. */
  readonly topics: readonly Thing[];
  /** Partitions of all of them. */
  readonly partitions: number;
  readonly deadLetters: Thing | null;
}

export class Drawing {
  readonly scenario: Scenario;
  readonly services: readonly Thing[];
  readonly topics: readonly Thing[];
  readonly deadLetterQueues: readonly Thing[];
  readonly readers: readonly Reader[];
  readonly cluster: Thing | null;
  readonly #things: ReadonlyMap<string, Thing>;
  /** Where wires lead and where they come from, by "kind id". */
  readonly #ends = new Map<string, Thing[]>();
  readonly #starts = new Map<string, Thing[]>();
  readonly #readersOf = new Map<string, Reader[]>();
  #rates: ReadonlyMap<string, number> | null = null;

  constructor(scenario: Scenario) {
    this.scenario = scenario;
    const things = scenario.nodes.map((node) => new Thing(node));
    const ofKind = (kind: string): Thing[] => things.filter(({ node }) => node.kind === kind);
    this.#things = new Map(things.map((thing) => [thing.id, thing]));
    for (const { kind, from, to } of scenario.wires) {
      const [start, end] = [this.thing(from), this.thing(to)];
      if (start === undefined || end === undefined) continue;
      put(this.#ends, `${kind} ${from}`, end);
      put(this.#starts, `${kind} ${to}`, start);
    }
    this.services = ofKind("service");
    this.topics = ofKind("topic");
    this.deadLetterQueues = ofKind("dead-letter-queue");
    this.cluster = ofKind("cluster")[0] ?? null;
    this.readers = ofKind("consumer-group").flatMap((group) => this.#readerOf(group));
    for (const reader of this.readers)
      for (const topic of reader.topics) put(this.#readersOf, topic.id, reader);
  }

  thing(id: string): Thing | undefined {
    return this.#things.get(id);
  }

  /** The reader whose group or whose service this is. */
  reader(id: string): Reader | undefined {
    return this.readers.find(({ group, service }) => group.id === id || service.id === id);
  }

  /** Things at the other end of wires of a kind that start here. */
  #endsOf(kind: string, from: string): readonly Thing[] {
    return this.#ends.get(`${kind} ${from}`) ?? [];
  }

  #readerOf(group: Thing): Reader[] {
    const service = this.thing(String(group.value("service")));
    if (service?.node.kind !== "service") return [];
    const topics = this.#starts.get(`consumes ${group.id}`) ?? [];
    if (topics.length === 0) return [];
    return [
      {
        group,
        service,
        instances: service.number("instances"),
        topics,
        partitions: topics.reduce((sum, topic) => sum + partitionsOf(topic), 0),
        deadLetters: this.#endsOf("dead-letters", group.id)[0] ?? null,
      },
    ];
  }

  /** Topics that a service publishes to. */
  targets(service: Thing): readonly Thing[] {
    return this.#endsOf("publishes", service.id);
  }

  /** Services that a service calls while it works, if it makes calls at all. */
  callees(service: Thing): readonly Thing[] {
    return service.value("http") === true ? this.#endsOf("calls", service.id) : [];
  }

  /** Services that call a service. */
  callers(service: Thing): readonly Thing[] {
    const callers = this.#starts.get(`calls ${service.id}`) ?? [];
    return callers.filter((caller) => caller.value("http") === true);
  }

  /** Where a service keeps its state. */
  databases(service: Thing): readonly Thing[] {
    return this.#endsOf("stores", service.id);
  }

  /** Services that publish something to a topic. */
  publishers(topic: Thing): readonly Thing[] {
    return (this.#starts.get(`publishes ${topic.id}`) ?? []).filter(
      (service) => service.value("publishes") !== "none",
    );
  }

  /** Who reads a topic. */
  readersOf(topic: Thing): readonly Reader[] {
    return this.#readersOf.get(topic.id) ?? [];
  }

  /** Messages a second that reach a topic where nobody falls behind; changing rates count at their highest. */
  rate(topic: Thing): number {
    this.#rates ??= this.#allRates();
    return this.#rates.get(topic.id) ?? 0;
  }

  /** Messages a second that a group has to process. */
  load(reader: Reader): number {
    return reader.topics.reduce((sum, topic) => sum + this.rate(topic), 0);
  }

  #allRates(): ReadonlyMap<string, number> {
    const rates = new Map<string, number>();
    const add = (to: Map<string, number>, topic: string, rate: number): void => {
      if (rate > 0) to.set(topic, (to.get(topic) ?? 0) + rate);
    };
    let wave = new Map<string, number>();
    for (const service of this.services) {
      const rate = ownRate(service) * service.number("instances");
      for (const topic of this.targets(service))
        add(wave, topic.id, rate * sagaOwnShare(stepOf(service), tellsFailures(topic)));
    }
    for (let round = 0; wave.size > 0 && round < ROUNDS_MAX; round++) {
      const next = new Map<string, number>();
      for (const [topic, rate] of wave) {
        add(rates, topic, rate);
        for (const { service } of this.#readersOf.get(topic) ?? []) {
          if (service.value("publishes") !== "per-message") continue;
          for (const target of this.targets(service)) {
            const hears = this.#things.get(topic);
            const share = sagaShare(
              stepOf(service),
              hears !== undefined && tellsFailures(hears),
              tellsFailures(target),
            );
            add(next, target.id, rate * service.number("messagesEach") * share);
          }
        }
      }
      wave = next;
    }
    return rates;
  }
}

/** What a service is to sagas by events. */
function stepOf(service: Thing): Parameters<typeof sagaShare>[0] {
  return {
    sagaStep: service.value("sagaStep") === true,
    refusesPercent: service.number("refusesPercent"),
    tellsUndone: service.value("tellsUndone") === true,
  };
}

function tellsFailures(topic: Thing): boolean {
  return topic.value("tells") === "failed";
}

function put<T>(lists: Map<string, T[]>, key: string, item: T): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
}

/** Partitions of a topic; a dead letter queue has one. */
export function partitionsOf(topic: Thing): number {
  return topic.node.kind === "topic" ? topic.number("partitions") : 1;
}

/** Messages a second that one instance publishes by itself. */
function ownRate(service: Thing): number {
  switch (service.value("publishes")) {
    case "constant":
    case "poisson":
      return service.number("ratePerSecond");
    case "burst":
      return (service.number("burstMessages") * 1000) / Math.max(1, service.number("burstEveryMs"));
    case "ramp":
      return Math.max(service.number("ratePerSecond"), service.number("rampToPerSecond"));
    case "diurnal":
      return Math.max(service.number("ratePerSecond"), service.number("troughPerSecond"));
    default:
      return 0;
  }
}
