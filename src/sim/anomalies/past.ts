/**
 * What an explanation must remember of the rows before: who owned what and how it went, who leads what, which network is
 * cut. Folded from rows alone; its size is that of the layout and does not grow with the run.
 */
import type { Micros } from "#base/units.ts";
import type { Config, ConfigValue, Scenario } from "#scenario/document.ts";
import { COMPATIBILITY_MODES } from "#schema/modes.ts";
import { ELECTIONS, ISR_REASONS, REMOVAL_REASONS } from "#sim/fact-tables.ts";
import { FAULT_NAMES, faults } from "#sim/faults/index.ts";
import { kinds } from "#sim/kinds/index.ts";
import {
  INSTANCES_MAX,
  brokerName,
  instanceName,
  type GroupLayout,
  type Layout,
  type ServiceLayout,
  type TopicLayout,
} from "#sim/layout.ts";
import {
  groupOfSubject,
  pairOf,
  startStory,
  tellStory,
  type FactRow,
  type StoryContext,
} from "#sim/story-context.ts";
import { momentText, numberText, partitionsText } from "#sim/words.ts";
import { configText, type Link, type Prevention, type SettingAt } from "#sim/anomaly.ts";

/** The last thing that happened to an instance or a broker as a whole. */
export interface LastEvent {
  readonly is:
    | "crashed"
    | "stopped"
    | "started"
    | "paused"
    | "resumed"
    | "poll-expired"
    | "fenced"
    | "unfenced";
  readonly atUs: Micros;
  /** A person's intervention that did it, e.g. "Crash". */
  readonly by: string | null;
  /** End of a pause. */
  readonly untilUs?: Micros;
}

export interface Leadership {
  /** -1: nobody leads. */
  readonly broker: number;
  readonly before: number;
  readonly how: (typeof ELECTIONS)[number];
  readonly atUs: Micros;
}

export interface InSync {
  readonly count: number;
  readonly broker: number;
  readonly left: boolean;
  readonly reason: (typeof ISR_REASONS)[number];
  readonly atUs: Micros;
}

/** A request ends soon after it was refused, so older refusals explain nothing any more. */
const REFUSALS_MAX = 256;

export class ExplainPast {
  readonly layout: Layout;
  readonly scenario: Scenario | undefined;
  readonly story: StoryContext;
  /** By subject. */
  readonly instances = new Map<number, LastEvent>();
  /** The one before the last, by subject: a restart hides what it followed. */
  readonly instancesBefore = new Map<number, LastEvent>();
  /** By broker. */
  readonly brokers = new Map<number, LastEvent>();
  /** By partition. */
  readonly leaders = new Map<number, Leadership>();
  readonly inSync = new Map<number, InSync>();
  readonly retired = new Map<number, { readonly start: number; readonly atUs: Micros }>();
  /** By subject: how its group removed it last. */
  readonly removals = new Map<
    number,
    { readonly reason: (typeof REMOVAL_REASONS)[number]; readonly atUs: Micros }
  >();
  /** By topic. */
  readonly grown = new Map<number, { readonly atUs: Micros; readonly partitions: number }>();
  /** By partition: the last batch that was sent once more, and why. */
  readonly resent = new Map<
    number,
    { readonly error: number; readonly atUs: Micros; readonly who: number }
  >();
  /** By partition: what the last election lost, and how much of what a deposed leader had was told as lost. */
  readonly lost = new Map<number, { readonly atUs: Micros; readonly records: number }>();
  /** By subject of an instance: its last deployment, the versions -1 where they stayed. */
  readonly deployed = new Map<
    number,
    { readonly atUs: Micros; readonly writer: number; readonly reader: number }
  >();
  /** By schema number: when it was registered in the run, and its id. */
  readonly registered = new Map<number, { readonly atUs: Micros; readonly id: number }>();
  /** By index of a subject, -1 for the default: the mode that was set last. */
  readonly modes = new Map<number, { readonly atUs: Micros; readonly mode: string }>();
  /** By request of a saga by events: who refused it, of the newest REFUSALS_MAX. */
  readonly refusals = new Map<number, { readonly who: number; readonly atUs: Micros }>();
  /** The broker that went last, or -1. */
  lastGone = -1;
  cutSinceUs: Micros = -1;
  cutUntilUs: Micros = -1;
  #intervention: { readonly atUs: Micros; readonly title: string } | null = null;

  constructor(layout: Layout, scenario?: Scenario) {
    this.layout = layout;
    this.scenario = scenario;
    this.story = startStory(layout, scenario);
  }

  /** Takes a row in. Rows come in order. */
  take(row: FactRow): void {
    tellStory(this.story, row);
    const { fact, timeUs, who, what, where, offset, extra } = row;
    switch (fact) {
      case "intervened":
        this.#intervention = {
          atUs: timeUs,
          title: faults[FAULT_NAMES[what] ?? ""]?.title ?? "intervention",
        };
        return;
      case "crashed":
      case "stopped":
      case "resumed":
        return this.#happened(who, { is: fact, ...this.#now(timeUs) });
      case "startedUp":
        return this.#happened(who, { is: "started", ...this.#now(timeUs) });
      case "pollExpired":
        return this.#happened(who, { is: "poll-expired", ...this.#now(timeUs) });
      case "paused":
        return this.#happened(who, { is: "paused", ...this.#now(timeUs), untilUs: extra * 1000 });
      case "assigned":
        // Whatever it was removed for, it is a member again.
        this.removals.delete(who);
        return;
      case "memberRemoved":
        this.removals.set(extra, { reason: REMOVAL_REASONS[what] ?? "left", atUs: timeUs });
        return;
      case "retired":
        this.retired.set(where, { start: offset, atUs: timeUs });
        return;
      case "partitionsAdded":
        this.grown.set(who, { atUs: timeUs, partitions: extra });
        return;
      case "deployed":
        this.deployed.set(who, { atUs: timeUs, writer: what, reader: offset });
        return;
      case "schemaRegistered":
        this.registered.set(what, { atUs: timeUs, id: offset });
        return;
      case "compatibilityChanged":
        this.modes.set(who, { atUs: timeUs, mode: COMPATIBILITY_MODES[what] ?? "NONE" });
        return;
      case "stepDeclined": {
        this.refusals.set(offset, { who, atUs: timeUs });
        const [oldest] = this.refusals.keys();
        if (this.refusals.size > REFUSALS_MAX && oldest !== undefined) this.refusals.delete(oldest);
        return;
      }
      case "produceRetried":
        this.resent.set(where, { error: extra, atUs: timeUs, who });
        return;
      default:
        this.#takeOfBroker(row);
    }
  }

  #takeOfBroker({ fact, timeUs, who, what, where, offset, extra }: FactRow): void {
    const broker = (is: LastEvent["is"]): void => {
      this.brokers.set(who, { is, ...this.#now(timeUs) });
      if (is !== "started") this.lastGone = who;
    };
    switch (fact) {
      case "brokerCrashed":
        return broker("crashed");
      case "brokerStopped":
        return broker("stopped");
      case "brokerStarted":
        return broker("started");
      case "brokerFenced":
        // What is counted out after a crash has still crashed.
        if (this.brokers.get(who)?.is !== "crashed") broker("fenced");
        return;
      case "recordsLost":
        this.lost.set(where, { atUs: timeUs, records: extra });
        return;
      case "networkCut":
        this.cutSinceUs = timeUs;
        this.cutUntilUs = -1;
        return;
      case "networkHealed":
        this.cutUntilUs = timeUs;
        return;
      case "leaderElected": {
        const before = this.leaders.get(where);
        const how = ELECTIONS[extra] ?? "clean";
        // Who led before nobody did is still the one that counts.
        const led = before === undefined ? -1 : before.broker >= 0 ? before.broker : before.before;
        this.leaders.set(where, { broker: who, before: led, how, atUs: timeUs });
        return;
      }
      case "isrChanged":
        this.inSync.set(where, {
          count: offset,
          broker: who,
          left: what === 0,
          reason: ISR_REASONS[extra] ?? "lagging",
          atUs: timeUs,
        });
        return;
      default:
    }
  }

  #now(atUs: Micros): { readonly atUs: Micros; readonly by: string | null } {
    return { atUs, by: this.#intervention?.atUs === atUs ? this.#intervention.title : null };
  }

  #happened(subject: number, event: LastEvent): void {
    const before = this.instances.get(subject);
    if (before !== undefined) this.instancesBefore.set(subject, before);
    this.instances.set(subject, event);
  }

  /** The cut of the network that holds at a moment or has just ended, as a link. */
  cutAt(atUs: Micros): Link | null {
    if (this.cutSinceUs < 0 || (this.cutUntilUs >= 0 && atUs - this.cutUntilUs > 60_000_000)) return null;
    const until = this.cutUntilUs < 0 ? "" : `, until ${momentText(this.cutUntilUs)}`;
    return { atUs: this.cutSinceUs, says: `the network was cut at ${momentText(this.cutSinceUs)}${until}` };
  }

  /** What befell the broker that led a partition before: its crash, or the last one of any where that is not known. */
  leaderWent(partition: number): Link | null {
    const leader = this.leaders.get(partition);
    const broker =
      leader === undefined ? -1 : leader.broker >= 0 && leader.before < 0 ? leader.broker : leader.before;
    const event = this.brokers.get(broker);
    const gone = event !== undefined && event.is !== "started" ? broker : this.lastGone;
    return this.eventOfBroker(gone);
  }

  /** Whether clients and brokers were cut off from each other at a moment. */
  isCut(atUs: Micros): boolean {
    return (
      this.cutSinceUs >= 0 && atUs >= this.cutSinceUs && (this.cutUntilUs < 0 || atUs <= this.cutUntilUs)
    );
  }

  member(subject: number): string {
    return subject < 0 ? "a member" : instanceName(this.layout, subject);
  }

  /** "order-events 2". */
  partition(partition: number): string {
    return partitionsText(this.layout, [partition]);
  }

  /** "order-events 2 at offset 17". */
  record(partition: number, offset: number): string {
    return `${this.partition(partition)} at offset ${numberText(offset)}`;
  }

  group(index: number): GroupLayout | undefined {
    return this.layout.groups[index];
  }

  groupName(index: number): string {
    return this.layout.groups[index]?.name ?? "unknown";
  }

  /** Index of the group that an instance is a member of, or -1. */
  groupOf(subject: number): number {
    return groupOfSubject(this.layout, subject)?.index ?? -1;
  }

  /** The (group, partition) pair of the run, or -1. */
  pair(subject: number, partition: number): number {
    return pairOf(this.layout, subject, partition);
  }

  service(subject: number): ServiceLayout | undefined {
    return this.layout.services[Math.floor(subject / INSTANCES_MAX)];
  }

  topicIndex(partition: number): number {
    return this.layout.topics.findIndex(
      ({ firstPartition, partitions }) =>
        partition >= firstPartition && partition < firstPartition + partitions,
    );
  }

  topic(partition: number): TopicLayout | undefined {
    return this.layout.topics[this.topicIndex(partition)];
  }

  /** The services that publish to the topic of a partition. */
  publishers(partition: number): readonly ServiceLayout[] {
    const topic = this.topicIndex(partition);
    return this.layout.services.filter(({ publishesTo }) => publishesTo.includes(topic));
  }

  /** What a node's setting is, or its initial value. */
  value(nodeId: string | undefined, field: string): ConfigValue | undefined {
    const node = this.scenario?.nodes.find((each) => each.id === nodeId);
    const config: Config = node?.config ?? {};
    return config[field] ?? kinds[node?.kind ?? ""]?.fields[field]?.initial;
  }

  number(nodeId: string | undefined, field: string): number {
    const value = this.value(nodeId, field);
    return typeof value === "number" ? value : 0;
  }

  /** A setting as it is, or with another value; null where the node or the field is not there. */
  setting(nodeId: string | undefined, field: string, value?: ConfigValue): SettingAt | null {
    const node = this.scenario?.nodes.find((each) => each.id === nodeId);
    const described = kinds[node?.kind ?? ""]?.fields[field];
    if (node === undefined || described === undefined) return null;
    return {
      nodeId: node.id,
      field,
      name: described.configName ?? described.label,
      value: configText(described.configName, value ?? node.config[field] ?? described.initial),
      of: node.name,
    };
  }

  /** What would have prevented something: a setting's better value, and what comes of it. */
  better(nodeId: string | undefined, field: string, value: ConfigValue, comesOf: string): Prevention {
    const setting = this.setting(nodeId, field, value);
    const head = setting === null ? "" : `${setting.name} = ${setting.value} on ${setting.of}: `;
    return { says: `${head}${comesOf}`, setting };
  }

  /** A link for the last thing that happened to an instance: "payment-1 crashed at 0:30 (intervention)". */
  eventOf(subject: number): Link | null {
    const event = this.instances.get(subject);
    if (event === undefined) return null;
    return { atUs: event.atUs, says: `${this.member(subject)} ${eventText(event)}` };
  }

  /** The same of a broker. */
  eventOfBroker(broker: number): Link | null {
    const event = this.brokers.get(broker);
    if (event === undefined) return null;
    return { atUs: event.atUs, says: `${brokerName(broker)} ${eventText(event)}` };
  }
}

function eventText({ is, atUs, by, untilUs }: LastEvent): string {
  const at = ` at ${momentText(atUs)}${by === null ? "" : ` (intervention: ${by})`}`;
  switch (is) {
    case "crashed":
      return `crashed${at}`;
    case "stopped":
      return `was shut down${at}`;
    case "started":
      return `started${at}`;
    case "paused":
      return `stood still from ${momentText(atUs)} to ${momentText(untilUs ?? atUs)}${by === null ? "" : ` (intervention: ${by})`}`;
    case "resumed":
      return `went on${at}`;
    case "poll-expired":
      return `left for not polling${at}`;
    case "fenced":
      return `was counted out${at}`;
    default:
      return `was counted in${at}`;
  }
}

/** Links that are there. */
export function links(...of: readonly (Link | string | null)[]): Link[] {
  return of.flatMap((each) =>
    each === null ? [] : typeof each === "string" ? [{ atUs: null, says: each }] : [each],
  );
}
