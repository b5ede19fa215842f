/** Numbers of fields: which are free. */
import type { NumberRange, ProtoMessage } from "./schema.ts";

/** Protobuf keeps these to itself. */
export const INTERNAL_FIRST = 19_000;
export const INTERNAL_LAST = 19_999;

export function isIn(ranges: readonly NumberRange[], number: number): boolean {
  return ranges.some(({ start, end }) => start <= number && number <= end);
}

/**
 * A number that no field has and that is neither reserved nor for extensions: the one above all in use, so that it was
 * never used in an older version that only lacks its reservation.
 */
export function nextNumber(message: ProtoMessage, also?: ProtoMessage): number {
  const messages = also === undefined ? [message] : [message, also];
  let next = 1;
  for (const { fields } of messages) {
    for (const { number } of fields) if (number >= next && number < INTERNAL_FIRST) next = number + 1;
  }
  const taken = messages.flatMap(({ reservedNumbers, extensions }) => [...reservedNumbers, ...extensions]);
  for (const { start, end } of taken.toSorted((a, b) => a.start - b.start)) {
    if (start <= next && next <= end) next = end + 1;
  }
  return next >= INTERNAL_FIRST && next <= INTERNAL_LAST ? INTERNAL_LAST + 1 : next;
}
