/** What has become of a message, in few words for a cell. */
import { instanceName, partitionOf, type Layout } from "#sim/layout.ts";
import type { GroupAt, MessageRow, StateFilter } from "#sim/message-query.ts";
import { countText } from "#ui/quantities.ts";

export type Tone = "wait" | "work" | "good" | "warn" | "bad";

export interface StateWords {
  readonly text: string;
  readonly tone: Tone;
}

/** The state filters, as they are called in the menu. */
export const STATES: readonly { readonly id: StateFilter; readonly label: string }[] = [
  { id: "any", label: "Any state" },
  { id: "waiting", label: "Not dealt with yet" },
  { id: "failed", label: "Failing or given up" },
  { id: "duplicated", label: "Duplicated" },
  { id: "dead-lettered", label: "Dead-lettered" },
  { id: "lost", label: "Lost" },
];

/** Where it stands at a group. */
export function stateWords({ state, who, attempt, times }: GroupAt, layout: Layout): StateWords {
  const name = instanceName(layout, who);
  const again = times > 0 ? `duplicate in the making, ` : "";
  const twice = times > 1 ? `duplicate ×${times}` : "";
  switch (state) {
    case "waiting":
      return { text: "waiting", tone: "wait" };
    case "fetched":
      return { text: `fetched by ${name}`, tone: "wait" };
    case "in-hand":
      return { text: `at ${name}`, tone: "work" };
    case "working":
      return attempt > 1
        ? { text: `${again}attempt ${attempt} at ${name}`, tone: "warn" }
        : { text: `${again}in work at ${name}`, tone: again === "" ? "work" : "warn" };
    case "backing-off":
      return { text: `waits for attempt ${attempt} at ${name}`, tone: "warn" };
    case "processed":
      return twice === ""
        ? { text: "processed", tone: "good" }
        : { text: `${twice}, not committed`, tone: "warn" };
    case "committed":
      return twice === "" ? { text: "committed", tone: "good" } : { text: twice, tone: "warn" };
    case "dead-lettered":
      return { text: "dead-lettered", tone: "bad" };
    case "retried-later":
      return { text: "went to a retry topic", tone: "warn" };
    case "skipped":
      return { text: "given up", tone: "bad" };
    case "lost":
      return { text: "lost", tone: "bad" };
    case "unread":
      return { text: "never read", tone: "bad" };
  }
}

/** Where a message that is in no log is, or null. */
export function placeWords({ place }: MessageRow): StateWords | null {
  switch (place) {
    case "producer":
      return { text: "in its producer's batch", tone: "wait" };
    case "wire":
      return { text: "on its way to the topic", tone: "work" };
    case "dropped":
      return { text: "lost with its producer", tone: "bad" };
    case "retired":
    case "log":
      return null;
  }
}

/** "order-events · 2 @ 17". */
export function whereText({ partition, offset }: MessageRow, layout: Layout): string {
  if (partition < 0) return "–";
  const { topic, number } = partitionOf(layout, partition);
  return `${topic.name} · ${number}${offset < 0 ? "" : ` @ ${countText(offset)}`}`;
}

/** From its making to the last group's first processing of it, µs; null while one has not. */
export function latencyUs(row: MessageRow, processed: ReadonlyMap<string, number>): number | null {
  // What is known may lie after the playhead.
  const times = row.groups.map((at) =>
    at.times === 0 ? undefined : processed.get(`${row.message} ${at.group}`),
  );
  if (times.length === 0 || times.some((at) => at === undefined)) return null;
  return Math.max(...times.map((at) => at ?? 0)) - row.createdUs;
}
