/** How marks look and what they are called. Shape and colour both tell the kind. */
import type { MarkerKind } from "#sim/markers.ts";

interface MarkLook {
  /** Path data on a 16 × 16 grid. */
  readonly shape: string;
  readonly filled: boolean;
  readonly one: string;
  readonly many: string;
}

export const MARKS: Readonly<Record<MarkerKind, MarkLook>> = {
  crash: { shape: "M4 4l8 8 M12 4l-8 8", filled: false, one: "crash", many: "crashes" },
  loss: { shape: "M2.5 4h11L8 13.5z", filled: true, one: "loss", many: "losses" },
  "dead-letter": {
    shape: "M2.5 4h11v8.5h-11z M2.5 4.5 8 9l5.5-4.5",
    filled: false,
    one: "dead letter",
    many: "dead letters",
  },
  fault: {
    shape: "M9.5 1.5 3.5 9h4l-1 5.5 6-7.5h-4z",
    filled: true,
    one: "intervention",
    many: "interventions",
  },
  rebalance: { shape: "M8 2.5 13.5 8 8 13.5 2.5 8z", filled: true, one: "rebalance", many: "rebalances" },
  duplicate: {
    shape: "M6 9.5a3.5 3.5 0 1 1 0-.1z M13.5 9.5a3.5 3.5 0 1 1 0-.1z",
    filled: false,
    one: "duplicate",
    many: "duplicates",
  },
  reorder: {
    shape: "M3 5.5h9.5l-3-3 M13 10.5H3.5l3 3",
    filled: false,
    one: "reordering",
    many: "reorderings",
  },
  wrong: {
    shape: "M3 6h10 M3 10.5h10 M10.5 2.5 5.5 13.5",
    filled: false,
    one: "wrong state",
    many: "wrong states",
  },
  stall: { shape: "M5.5 3.5v9 M10.5 3.5v9", filled: false, one: "stall", many: "stalls" },
  refusal: {
    shape: "M8 2.5a5.5 5.5 0 1 0 .1 0z M4.2 4.2l7.6 7.6",
    filled: false,
    one: "refusal",
    many: "refusals",
  },
};

/** "2 crashes". */
export function markText(kind: MarkerKind, count: number): string {
  return `${count} ${count === 1 ? MARKS[kind].one : MARKS[kind].many}`;
}
