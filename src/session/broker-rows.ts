/** The brokers of the cluster as the inspector, the outline and the pickers list them, read from one frame. */
import { DISK_STATES } from "#sim/facts.ts";
import { BROKER_STATES, BROKER_STRIDE, BrokerAt, type Frame } from "#sim/frame.ts";
import { brokerName, type Layout } from "#sim/layout.ts";
import type { Tone } from "./live-rows.ts";

export interface BrokerRow {
  /** From 1, as people and faults count. */
  readonly number: number;
  readonly name: string;
  /** In the words of an instance's health, so that both can be broken by the same form. */
  readonly health: "up" | "stopping" | "stopped";
  readonly state: string;
  readonly tone: Tone;
  /** Partitions that it leads, and replicas that it keeps. */
  readonly leads: number;
  readonly replicas: number;
  readonly bytes: number;
}

const STATE_WORDS = {
  up: "up",
  down: "down",
  fenced: "fenced",
  cut: "cut off",
  stopping: "stopping",
} as const satisfies Record<(typeof BROKER_STATES)[number], string>;

/** The brokers in order; none where the run has no cluster. */
export function brokerRows(layout: Layout, frame: Frame): readonly BrokerRow[] {
  if (layout.cluster === null) return [];
  return Array.from({ length: layout.brokers }, (_, broker) => {
    const at = (column: number): number => frame.brokers[broker * BROKER_STRIDE + column] ?? 0;
    const state = BROKER_STATES[at(BrokerAt.state)] ?? "up";
    const disk = DISK_STATES[at(BrokerAt.disk)] ?? "normal";
    return {
      number: broker + 1,
      name: brokerName(broker),
      health: state === "down" ? "stopped" : state === "stopping" ? "stopping" : "up",
      state: disk === "normal" ? STATE_WORDS[state] : `${STATE_WORDS[state]}, disk ${disk}`,
      tone:
        state === "down" || state === "fenced"
          ? "bad"
          : state === "up" && disk === "normal"
            ? "plain"
            : "waiting",
      leads: at(BrokerAt.leads),
      replicas: at(BrokerAt.replicas),
      bytes: at(BrokerAt.bytes),
    };
  });
}
