/**
 * What clients saw of a bus, as Jepsen writes it down: operations of processes, each an attempt and how it ended, made of
 * sends and polls. Nothing in here knows how the bus works inside.
 *
 * The ideas (what an operation is, which anomalies there are, when an attempt counts) are those of Jepsen's workload for
 * systems like Kafka (jepsen.tests.kafka, Kyle Kingsbury); the code is our own.
 */

/** A message. Every value is sent once. */
export type Value = string | number;
/** A partition of a topic. */
export type Key = string | number;

export interface Send {
  readonly is: "send";
  readonly key: Key;
  readonly value: Value;
  /** -1: not known, as without an acknowledgement or with acks=0. */
  readonly offset: number;
}

export interface Read {
  readonly key: Key;
  readonly value: Value;
  /** -1: not known. */
  readonly offset: number;
}

/** One call of poll(). */
export interface Poll {
  readonly is: "poll";
  readonly reads: readonly Read[];
}

export type Step = Send | Poll;

/** `unknown`: it failed in a way that does not tell whether it took effect (a timeout, a crash). */
export type Outcome = "attempt" | "ok" | "failed" | "unknown";

export interface Op {
  /** Orders the operations. */
  readonly index: number;
  /** When, in any unit. */
  readonly time: number;
  readonly process: number;
  readonly outcome: Outcome;
  /** `subscribe` and `assign` say which keys a process reads from then on. */
  readonly does: "send" | "poll" | "transaction" | "subscribe" | "assign";
  readonly steps: readonly Step[];
  /** Of `subscribe` and `assign`. */
  readonly keys: readonly Key[];
  /** Keys that changed hands during the operation: nothing is expected of their order. */
  readonly rebalanced?: ReadonlySet<Key>;
}

export type History = readonly Op[];

/** What an operation read of each key, in order. */
export function readsOf(op: Op): ReadonlyMap<Key, readonly Read[]> {
  const byKey = new Map<Key, Read[]>();
  for (const step of op.steps) {
    if (step.is !== "poll") continue;
    for (const read of step.reads) {
      const reads = byKey.get(read.key);
      if (reads === undefined) byKey.set(read.key, [read]);
      else reads.push(read);
    }
  }
  return byKey;
}

/** What an operation sent to each key, in order. */
export function sendsOf(op: Op): ReadonlyMap<Key, readonly Send[]> {
  const byKey = new Map<Key, Send[]>();
  for (const step of op.steps) {
    if (step.is !== "send") continue;
    const sends = byKey.get(step.key);
    if (sends === undefined) byKey.set(step.key, [step]);
    else sends.push(step);
  }
  return byKey;
}

/** The highest offset of each key that an operation has to do with: proof that the log goes that far. */
export function highestOffsets(op: Op): ReadonlyMap<Key, number> {
  const highest = new Map<Key, number>();
  if (op.outcome !== "ok" && op.outcome !== "unknown") return highest;
  const see = ({ key, offset }: { readonly key: Key; readonly offset: number }): void => {
    if (offset >= 0) highest.set(key, Math.max(highest.get(key) ?? -1, offset));
  };
  for (const step of op.steps) {
    if (step.is === "send") see(step);
    else step.reads.forEach(see);
  }
  return highest;
}
