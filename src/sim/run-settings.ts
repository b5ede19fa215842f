import type { ConfigOf, Fields } from "#scenario/fields.ts";

/** Settings of the whole run (`scenario.settings`). */
export const runSettings = {
  durationMs: {
    type: "number",
    label: "Length of the run",
    unit: "ms",
    min: 1,
    max: 86_400_000,
    whole: true,
    initial: 180_000,
    section: "Run",
    help: "Simulated time after which the run ends.",
  },
  networkLatencyMs: {
    type: "number",
    label: "Network latency",
    unit: "ms",
    min: 0,
    max: 60_000,
    whole: false,
    initial: 2,
    section: "Network",
    help: "Shortest time that a request or an answer takes between a service and the bus, one way.",
  },
  networkJitterMs: {
    type: "number",
    label: "Network jitter",
    unit: "ms",
    min: 0,
    max: 60_000,
    whole: false,
    initial: 1,
    section: "Network",
    help: "Mean of the random (exponential) time that comes on top of the latency; a connection keeps its order.",
  },
  retentionCheckIntervalMs: {
    type: "number",
    label: "Retention check every",
    unit: "ms",
    min: 100,
    max: 86_400_000,
    whole: true,
    initial: 300_000,
    section: "Bus",
    configName: "log.retention.check.interval.ms",
    advanced: true,
    help: "How often the bus looks for segments that may be deleted.",
  },
} as const satisfies Fields;

export type RunSettings = ConfigOf<typeof runSettings>;
