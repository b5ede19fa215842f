import type { ConfigOf, Fields } from "#scenario/fields.ts";
import { defineKind } from "./kind.ts";

const publishing = { field: "publishes", is: ["constant", "poisson", "burst", "ramp", "diurnal", "per-message"] } as const;
const keyed = { field: "keys", is: ["uniform", "zipf", "hot-key"] } as const;

const fields = {
  instances: {
    type: "number", label: "Instances", unit: "count", min: 1, max: 64, whole: true, initial: 1, section: "Instances",
    help: "Copies of the service that run side by side; each is a member of its consumer group.",
  },
  publishes: {
    type: "choice", label: "Publishes", initial: "none", section: "Publishing",
    options: {
      none: "nothing", constant: "at a constant rate", poisson: "at random (Poisson)", burst: "in bursts", ramp: "at a rising rate",
      diurnal: "by day and night", "per-message": "for each message processed",
    },
    help: "When an instance hands a new message to its producer, once for every topic that the service is wired to.",
  },
  ratePerSecond: {
    type: "number", label: "Rate", unit: "per second", min: 0.001, max: 1_000_000, whole: false, initial: 5, section: "Publishing",
    when: { field: "publishes", is: ["constant", "poisson", "ramp", "diurnal"] },
    help: "Messages a second of each instance; where the rate changes, the rate at the start (ramp) or at the peak (day and night).",
  },
  burstMessages: {
    type: "number", label: "Messages a burst", unit: "count", min: 1, max: 100_000, whole: true, initial: 20, section: "Publishing",
    when: { field: "publishes", is: ["burst"] }, help: "How many messages come at once.",
  },
  burstEveryMs: {
    type: "number", label: "A burst every", unit: "ms", min: 1, max: 86_400_000, whole: false, initial: 10_000, section: "Publishing",
    when: { field: "publishes", is: ["burst"] }, help: "Time from one burst to the next.",
  },
  rampToPerSecond: {
    type: "number", label: "Rises to", unit: "per second", min: 0.001, max: 1_000_000, whole: false, initial: 50, section: "Publishing",
    when: { field: "publishes", is: ["ramp"] }, help: "The rate at the end of the ramp; it stays there.",
  },
  rampOverMs: {
    type: "number", label: "Rises over", unit: "ms", min: 1, max: 86_400_000, whole: false, initial: 60_000, section: "Publishing",
    when: { field: "publishes", is: ["ramp"] }, help: "How long the ramp takes.",
  },
  troughPerSecond: {
    type: "number", label: "Rate at night", unit: "per second", min: 0.001, max: 1_000_000, whole: false, initial: 1, section: "Publishing",
    when: { field: "publishes", is: ["diurnal"] }, help: "The lowest rate of the day; a day starts here.",
  },
  dayMs: {
    type: "number", label: "Length of a day", unit: "ms", min: 1_000, max: 86_400_000, whole: false, initial: 60_000, section: "Publishing",
    when: { field: "publishes", is: ["diurnal"] }, help: "From night to night, as short as it is good to watch.",
  },
  messagesEach: {
    type: "number", label: "Messages for each processed", unit: "count", min: 1, max: 100, whole: true, initial: 1, section: "Publishing",
    when: { field: "publishes", is: ["per-message"] }, help: "How many messages follow from one that was processed.",
  },
  keys: {
    type: "choice", label: "Keys", initial: "uniform", section: "Keys", when: publishing,
    options: {
      none: "no key", uniform: "evenly from a set", zipf: "some often, most seldom (Zipf)", "hot-key": "one key far more than the rest",
      unique: "a new key for each message", inherit: "the key of the message processed",
    },
    help: "Messages of one key go to one partition, in order. Without a key the producer fills one partition for a while, then another.",
  },
  keyName: {
    type: "choice", label: "Key is", initial: "order", section: "Keys", when: { field: "keys", is: ["uniform", "zipf", "hot-key", "unique"] },
    options: { order: "orderId (order-17)", customer: "customerId (customer-17)", device: "deviceId (device-17)", key: "key-17" },
    help: "How the key reads; its bytes decide the partition (murmur2).",
  },
  keyCount: {
    type: "number", label: "Different keys", unit: "count", min: 1, max: 1_000_000, whole: true, initial: 50, section: "Keys", when: keyed,
    help: "Size of the set that keys are drawn from.",
  },
  zipfExponent: {
    type: "number", label: "Zipf exponent", unit: "none", min: 0.1, max: 4, whole: false, initial: 1, section: "Keys",
    when: { field: "keys", is: ["zipf"] }, help: "The n-th most frequent key comes 1/n^s as often as the first; larger is more uneven.",
  },
  hotKeyPercent: {
    type: "number", label: "Share of the hot key", unit: "percent", min: 0, max: 100, whole: false, initial: 60, section: "Keys",
    when: { field: "keys", is: ["hot-key"] }, help: "How many of a hundred messages carry the one hot key.",
  },
  valueBytes: {
    type: "number", label: "Message size", unit: "bytes", min: 0, max: 1_000_000, whole: true, initial: 200, section: "Producer",
    when: publishing, help: "Bytes of a message's value.",
  },
  lingerMs: {
    type: "number", label: "Linger", unit: "ms", min: 0, max: 60_000, whole: false, initial: 5, section: "Producer", configName: "linger.ms",
    when: publishing, advanced: true, help: "How long the producer waits for more messages before it sends a batch.",
  },
  batchSizeBytes: {
    type: "number", label: "Batch size", unit: "bytes", min: 1, max: 10_000_000, whole: true, initial: 16_384, section: "Producer",
    configName: "batch.size", when: publishing, advanced: true, help: "A batch that is this full is sent at once.",
  },
  serviceTime: {
    type: "choice", label: "Service time", initial: "exponential", section: "Processing",
    options: { constant: "constant", exponential: "exponential", lognormal: "lognormal" },
    help: "How the time that one message takes varies around its mean.",
  },
  serviceTimeMs: {
    type: "number", label: "Mean service time", unit: "ms", min: 0, max: 3_600_000, whole: false, initial: 50, section: "Processing",
    help: "Mean time from taking a message in hand to being done with it.",
  },
  serviceTimeSpread: {
    type: "number", label: "Spread", unit: "none", min: 0.01, max: 2, whole: false, initial: 0.5, section: "Processing",
    when: { field: "serviceTime", is: ["lognormal"] }, help: "Sigma of the logarithm: 0.5 is moderate, above 1 a few messages take very long.",
  },
  failurePercent: {
    type: "number", label: "Failures", unit: "percent", min: 0, max: 100, whole: false, initial: 0, section: "Processing",
    help: "How many of a hundred attempts fail; the next attempt may succeed.",
  },
  slowInstance: {
    type: "number", label: "Slow instance", unit: "none", min: 0, max: 64, whole: true, initial: 0, section: "Processing", advanced: true,
    help: "Number of an instance that is slower than the others; 0 for none.",
  },
  slowFactor: {
    type: "number", label: "Slower by", unit: "factor", min: 1, max: 1000, whole: false, initial: 4, section: "Processing", advanced: true,
    when: { field: "slowInstance", is: Array.from({ length: 64 }, (_, i) => i + 1) }, help: "How many times longer the slow instance takes.",
  },
} as const satisfies Fields;

export type ServiceConfig = ConfigOf<typeof fields>;

/** A program that publishes messages, processes them, or both, in one or more instances. */
export const service = defineKind({
  kind: "service",
  title: "Service",
  summary: "A program that publishes or processes messages, in one or more instances.",
  fields,
  namePrefix: "service",
  glyph: "M4 6.5 12 2.5l8 4v11l-8 4-8-4z M4 6.5l8 4 8-4 M12 10.5v11",
  wires: { publishes: ["topic"] },
});
