/** What a person can do to a running scenario: one file a fault, one line in `index.ts`. */
import type { ConfigOf, Fields } from "#scenario/fields.ts";
import type { Micros } from "#base/units.ts";
import type { OffsetReset } from "#sim/bus/log/offset-reset.ts";

/** What a fault can do to the run: one intervention on one node. Instances count from 1; one that is not there, or cannot, is left alone. */
export interface FaultHost {
  crash(instance: number): void;
  stop(instance: number): void;
  restart(instance: number): void;
  pause(instance: number, durationUs: Micros): void;
  slowDown(instance: number, factor: number, durationUs: Micros): void;
  /** The next message appended to the topic is poisoned. */
  poisonNext(): void;
  /** Every instance of the service publishes `factor` times as fast as the scenario says. */
  changeRate(factor: number): void;
  /** The service runs with this many instances from now on: the lowest numbers stay. */
  scale(instances: number): void;
  /** An application that stops at once leaves the rest of its batch. */
  breakOff(instance: number): void;
  /** One instance after the other stops cleanly, is down for a while, starts, and after a pause the next one follows. */
  rollingRestart(downUs: Micros, pauseUs: Micros): void;
  clockSkew(instance: number, skewMs: number): void;
  /** `partition`: number in its topic, -1 for all. */
  seek(instance: number, seek: Seek, partition: number): void;
  /** The topic has this many partitions from now on. */
  addPartitions(partitions: number): void;
  /** Moves the committed offsets of the group, if it has no members. */
  resetOffsets(reset: OffsetReset, partition: number): void;
  /** Of a cluster's brokers, counted from 1. */
  crashBroker(broker: number): void;
  stopBroker(broker: number): void;
  startBroker(broker: number): void;
  /** Cuts a broker off (see the fault "cut-network"); `durationUs` 0: until it is healed. */
  cutNetwork(broker: number, from: CutOffFrom, other: number, service: string, durationUs: Micros): void;
  healNetwork(): void;
  /** The instances of a service, or of a group's, get another schema version one after the other; 0 for the newest. */
  deploy(version: number, downUs: Micros, pauseUs: Micros): void;
  /** Somebody registers a version of a subject by hand, under the mode of that time. */
  registerSchema(subject: string, version: number): void;
  /** `subject` "": the registry's default. */
  setCompatibility(subject: string, mode: string): void;
  changeRegistry(isUp: boolean): void;
  changeDatabase(isUp: boolean): void;
  /** A read model is built anew from the first event; `mends`: by a program without its bug. */
  rebuildProjection(how: "blue-green" | "in-place", mends: boolean): void;
  /** Erases the data of a subject (its stream) in an event store. `name`: index into KEY_NAMES. */
  eraseSubject(name: number, ordinal: number, how: "tombstone" | "shredded"): void;
  /** Snapshots of the fold so far are not taken any more. */
  changeFold(): void;
  /** Dead letters of a queue are sent once more. */
  redrive(order: RedriveSettings): void;
  /** Dead letters are thrown away, or mended; by their offset in the queue, -1 for all that wait. */
  discardLetters(offset: number): void;
  mendLetters(offset: number): void;
  /** `appendUs`: what a batch takes on a slow one; `durationUs` 0: until it is changed again. */
  changeDisk(broker: number, state: "normal" | "slow" | "full", appendUs: Micros, durationUs: Micros): void;
}

/** Which dead letters are sent again, where to and how fast (see the fault "redrive"). */
export interface RedriveSettings {
  readonly which: "all" | "one" | "key" | "error";
  readonly offset: number;
  readonly key: string;
  readonly error: "processing" | "deserialization";
  readonly to: "topic" | "group";
  readonly ratePerSecond: number;
  readonly goesOn: boolean;
}

/** What a broker can be cut off from. */
export type CutOffFrom =
  | "everything"
  | "cluster"
  | "brokers"
  | "controller"
  | "broker"
  | "clients"
  | "service";

/** Where a consumer goes on reading. */
export interface Seek {
  readonly to: "beginning" | "end" | "offset" | "time";
  readonly offset: number;
  /** On the run's clock. */
  readonly timeMs: number;
}

export interface Fault<F extends Fields = Fields> {
  /** What documents save in `intervention.kind`. */
  readonly kind: string;
  /** The button, e.g. "Crash". */
  readonly title: string;
  /** One sentence: what happens, in the field's words. */
  readonly summary: string;
  /** Kinds of node that it can happen to. */
  readonly targets: readonly string[];
  /** True where it happens to one instance: the config then has `instance`, counted from 1. */
  readonly perInstance: boolean;
  /** True where it brings back what is down, and can do nothing to what runs. */
  readonly revives?: boolean;
  readonly fields: F;
  /** Path data of its symbol on a 24 × 24 grid. */
  readonly glyph: string;
  /** Lets it happen. `config` is complete. */
  apply(host: FaultHost, config: ConfigOf<F>): void;
}

/** Keeps the exact field types of a fault while it is written; in the registry they are all alike. */
export function defineFault<const F extends Fields>(fault: Fault<F>): Fault {
  return fault as unknown as Fault;
}

/** The field of every fault that happens to one instance. */
export const instanceField = {
  type: "number",
  label: "Instance",
  unit: "none",
  min: 1,
  max: 64,
  whole: true,
  initial: 1,
  section: "Where",
  help: "Number of the instance, from 1.",
} as const;

/** The field of every fault that happens to one broker. */
export const brokerField = {
  type: "number",
  label: "Broker",
  unit: "none",
  min: 1,
  max: 9,
  whole: true,
  initial: 1,
  section: "Where",
  help: "Number of the broker, from 1.",
} as const;
