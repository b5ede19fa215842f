/**
 * What a person points at, by pointer or by focus, in whatever view: a row, a step, a sentence, a wire, a chart. Every
 * view lights what it shows of it. Nothing is remembered.
 */
import { create } from "zustand";
import type { Micros } from "#base/units.ts";

export type PointerSource =
  | "log"
  | "chart"
  | "canvas"
  | "messages"
  | "outline"
  | "timeline"
  | "group"
  | "partition"
  | "protocol";

export interface Pointer {
  /** Ids of the document's nodes and wires. */
  readonly nodes: readonly string[];
  readonly wires: readonly string[];
  /** The moment, where there is one. */
  readonly timeUs: Micros | null;
  /** Index into `storyRows()`. */
  readonly storyRow: number | null;
  readonly message: number | null;
  readonly from: PointerSource;
}

/** Hook and store. */
export const usePointing = create<{ readonly at: Pointer | null }>()(() => ({ at: null }));

/** Points at something, or at nothing. */
export function pointAt(at: Pointer | null): void {
  const before = usePointing.getState().at;
  if (before !== at && !(before !== null && at !== null && isSame(before, at))) usePointing.setState({ at });
}

/** Ends pointing from a view that goes away or is left; what another view points at stays. */
export function pointAway(from: PointerSource): void {
  if (usePointing.getState().at?.from === from) usePointing.setState({ at: null });
}

function isSame(a: Pointer, b: Pointer): boolean {
  return (
    a.from === b.from &&
    a.timeUs === b.timeUs &&
    a.storyRow === b.storyRow &&
    a.message === b.message &&
    a.nodes.join("\0") === b.nodes.join("\0") &&
    a.wires.join("\0") === b.wires.join("\0")
  );
}
