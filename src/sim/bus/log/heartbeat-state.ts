/** What a client of the consumer protocol remembers of its heartbeats. Plain data. */
import type { Micros } from "#base/units.ts";

export interface HeartbeatState {
  /** Number of the last one. */
  number: number;
  /** When it was sent while its answer is awaited, -1 otherwise. One is under way at most. */
  sentUs: Micros;
  /** When the next ordinary one is due, and when its call in the calendar comes, -1 for none. */
  dueUs: Micros;
  callUs: Micros;
  /** Whether the next one goes as soon as none is under way: something was given up or taken on. */
  isUrgent: boolean;
  /** What the next one has to say anew: what is owned now, or everything, because an answer may have been lost. */
  tells: "nothing" | "owned" | "everything";
}

/** None sent yet. */
export function createHeartbeats(): HeartbeatState {
  return { number: 0, sentUs: -1, dueUs: 0, callUs: -1, isUrgent: false, tells: "nothing" };
}
