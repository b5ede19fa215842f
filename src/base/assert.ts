/** Our own mistake: a condition that the code promises was broken. Caught only at the worker boundary and by React's error boundary. */
export class InvariantViolation extends Error {
  override readonly name = "InvariantViolation";
}

/** Throws InvariantViolation unless `condition` holds; `expected` reads on from "expected ", e.g. "a member to own the partition". */
export function assert(condition: boolean, expected: string): asserts condition {
  if (!condition) throw new InvariantViolation(`expected ${expected}`);
}

/** The value, or an InvariantViolation where it is missing. */
export function present<T>(value: T | undefined | null, expected: string): T {
  if (value === undefined || value === null) throw new InvariantViolation(`expected ${expected}`);
  return value;
}

/** Ends an exhaustive switch: a new case of the union fails to compile here. */
export function unreachable(value: never): never {
  throw new InvariantViolation(`expected no such case: ${String(value)}`);
}
