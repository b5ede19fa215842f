import type { FactName } from "#sim/facts.ts";

/** What the playhead can be sent on to. */
export const STEP_CHOICES: readonly {
  readonly id: string;
  readonly label: string;
  readonly facts: readonly FactName[];
}[] = [
  { id: "rebalance", label: "Rebalance", facts: ["rebalanceStarted"] },
  { id: "stable", label: "Group stable again", facts: ["stable"] },
  { id: "failure", label: "Failed attempt", facts: ["failed"] },
  { id: "dead-letter", label: "Dead letter", facts: ["deadLettered"] },
  { id: "duplicate", label: "Duplicate", facts: ["duplicated"] },
  { id: "loss", label: "Loss", facts: ["lost", "skipped", "dropped"] },
  { id: "crash", label: "Crash", facts: ["crashed"] },
  { id: "intervention", label: "Intervention", facts: ["intervened"] },
  { id: "commit", label: "Commit", facts: ["committed", "commitRefused"] },
  { id: "poll", label: "Records polled", facts: ["delivered"] },
  { id: "processed", label: "Message processed", facts: ["processed"] },
];

/** The next message: something is appended to a log. */
export const NEXT_MESSAGE: readonly FactName[] = ["appended"];

/** Speeds of the menu in simulated seconds per second. */
export const SPEEDS = [0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 50, 100, Number.POSITIVE_INFINITY] as const;

/** "2×"; endless speed is "max". */
export function speedText(speed: number): string {
  return speed === Number.POSITIVE_INFINITY ? "max" : `${speed}×`;
}
