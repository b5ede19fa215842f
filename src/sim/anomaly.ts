/**
 * What a person is surprised by, and why it came so. A kind of anomaly is one file: the rows that show it, the chain
 * that led there in words, the setting that decided it and what would have prevented it.
 */
import type { Micros } from "#base/units.ts";
import type { ConfigValue } from "#scenario/document.ts";
import type { FactName } from "#sim/facts.ts";
import type { FactRow } from "#sim/story-context.ts";
import type { ExplainPast } from "./anomalies/past.ts";

/** A setting of the document with a value, e.g. what decided something or what would have prevented it. */
export interface SettingAt {
  readonly nodeId: string;
  /** Name of the field in the node's config. */
  readonly field: string;
  /** Kafka's name of it, or our label where Kafka has none. */
  readonly name: string;
  /** As Kafka would have it written, e.g. "45000", "true". */
  readonly value: string;
  /** Name of the node. */
  readonly of: string;
}

/** One step of the chain that led to an anomaly. */
export interface Link {
  /** When, or null for what holds all the time. */
  readonly atUs: Micros | null;
  readonly says: string;
}

/** What would have prevented it: a sentence, and the setting with the value that it needs, if it is a matter of one. */
export interface Prevention {
  readonly says: string;
  readonly setting: SettingAt | null;
}

/** What a kind makes of a row. */
export interface Finding {
  /** Findings of a kind with the same key that follow each other soon are one anomaly. */
  readonly key: string;
  /** How many the row stands for; default 1. */
  readonly count?: number;
  /** Asked at once, and only if the finding begins an anomaly of its own. */
  readonly tell: () => Told;
}

/** An anomaly as its first row tells it. Indexes are the run's (see `layout.ts`); -1 or left out: does not apply. */
export interface Told {
  readonly partition?: number;
  readonly offset?: number;
  readonly group?: number;
  /** Subject of an instance. */
  readonly member?: number;
  /** Node that it is about, where it is not the group, the instance's service or the topic. */
  readonly nodeId?: string | undefined;
  /** What led to it, then the thing itself, in which `count` stands for the sum of all that were found. */
  readonly before: readonly Link[];
  readonly itself: (count: number) => string;
  readonly setting: SettingAt | null;
  readonly prevention: Prevention;
}

/** What kinds are chosen by. */
export const ANOMALY_CLASSES = {
  loss: "Losses",
  duplicate: "Duplicates",
  order: "Order",
  rebalance: "Rebalances",
  commit: "Offsets and commits",
  producer: "Producers",
  transaction: "Transactions",
  broker: "Brokers",
  schema: "Schemas",
  calls: "Calls",
  saga: "Sagas",
  failure: "Dead letters",
} as const;
export type AnomalyClass = keyof typeof ANOMALY_CLASSES;

export interface AnomalyKind {
  /** Stable, kebab-case. */
  readonly kind: string;
  /** E.g. "Rebalance". */
  readonly title: string;
  readonly class: AnomalyClass;
  /** One sentence: what it is. */
  readonly says: string;
  /** What it makes of rows, by fact; null: nothing. The past does not hold the row yet. */
  readonly finds: { readonly [fact in FactName]?: (row: FactRow, past: ExplainPast) => Finding | null };
}

/** What was found, in words and names. */
export interface Anomaly {
  /** Counts the anomalies of the run, in order of their beginning. */
  readonly index: number;
  readonly kind: string;
  readonly atUs: Micros;
  /** When the last of them was seen. */
  readonly untilUs: Micros;
  /** Of what it is (messages, commits, rebalances), how many. */
  readonly count: number;
  /** Place of its first row among the rows that were read. */
  readonly row: number;
  readonly topic: string | null;
  /** Number within its topic. */
  readonly partition: number | null;
  readonly offset: number | null;
  readonly group: string | null;
  /** Name of the instance. */
  readonly member: string | null;
  /** Node to select for it, or null. */
  readonly nodeId: string | null;
  readonly chain: readonly Link[];
  readonly setting: SettingAt | null;
  readonly prevention: Prevention;
}

/** "name = value". */
export function settingText({ name, value }: SettingAt): string {
  return `${name} = ${value}`;
}

/** A value as Kafka's configuration writes it; `configName` decides the unit (ours are milliseconds). */
export function configText(configName: string | undefined, value: ConfigValue): string {
  switch (configName) {
    case "enable.auto.commit":
      return COMMITS[String(value)] ?? String(value);
    case "transactional.id":
    case "group.instance.id":
      return value === true ? "set" : value === false ? "not set" : String(value);
    case "offsets.retention.minutes":
      return String(Number(value) / 60_000);
    case "leader.imbalance.check.interval.seconds":
      return String(Number(value) / 1000);
    default:
      return String(value);
  }
}

const COMMITS: Readonly<Record<string, string>> = {
  auto: "true",
  "before-processing": "false, committed before processing",
  "after-batch": "false, committed after each batch",
  "after-record": "false, committed after each message",
};
