/**
 * What travels over wires that lead to no log: requests and their answers, transactions, events to and from an event
 * store. A frame lists what is under way, as the calendar has it: what arrives is a call that is pending.
 */
import type { Micros } from "#base/units.ts";
import type { WireLayout } from "./layout.ts";

/** Numbers per thing under way in `Frame.trips`. */
export const TRIP_STRIDE = 6;
export const TripAt = {
  /** Index into layout.wires. */
  wire: 0,
  departUs: 1,
  arriveUs: 2,
  /** Key number (colour) of an event, -1 for what has none. */
  key: 3,
  /** 1 where it goes back, from the wire's end to its start. */
  isBack: 4,
  /** 1 where it says that it was not done. */
  hasFailed: 5,
} as const;

/** At most so many of a wire are listed, the oldest: where there are more, dots would lie on each other. */
const TRIPS_A_WIRE_MAX = 60;

/** Whether what goes over such a wire is listed as a trip. */
export function leadsToNoLog(kind: WireLayout["kind"]): boolean {
  return kind === "calls" || kind === "appends" || kind === "projects" || kind === "stores";
}

/** Notes one thing that is under way; those on wires that are not drawn (-1) are left out. */
export type AddTrip = (
  wire: number,
  departUs: Micros,
  arriveUs: Micros,
  key: number,
  isBack: boolean,
  hasFailed: boolean,
) => void;

/** Collects what `look` finds, in the order of departure, so that a moment looks alike however it was reached. */
export function collectTrips(look: (add: AddTrip) => void): Float64Array {
  const trips: number[][] = [];
  look((wire, departUs, arriveUs, key, isBack, hasFailed) => {
    if (wire >= 0) trips.push([wire, departUs, arriveUs, key, isBack ? 1 : 0, hasFailed ? 1 : 0]);
  });
  trips.sort((a, b) => {
    for (const at of [TripAt.departUs, TripAt.wire, TripAt.arriveUs, TripAt.isBack, TripAt.key])
      if (a[at] !== b[at]) return a[at]! - b[at]!;
    return a[TripAt.hasFailed]! - b[TripAt.hasFailed]!;
  });
  const onWire = new Map<number, number>();
  const listed = trips.filter(([wire = -1]) => {
    const count = (onWire.get(wire) ?? 0) + 1;
    onWire.set(wire, count);
    return count <= TRIPS_A_WIRE_MAX;
  });
  return Float64Array.from(listed.flat());
}
