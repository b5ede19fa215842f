/** Finds in a history what must not be (see `findings.ts`), from the outside alone. */
import { flowCircles, writeCircles, writersOf } from "./circles.ts";
import type { Findings, LostWrite } from "./findings.ts";
import { readsOf, sendsOf, type History, type Key, type Op, type Value } from "./history.ts";
import { jumpsBetweenPolls, jumpsBetweenSends, jumpsWithinPolls, jumpsWithinSends } from "./jumps.ts";
import {
  firstIndexes,
  hasTakenEffect,
  lastAt,
  logOrders,
  valuesRead,
  valuesSent,
  type LogOrders,
  type Values,
} from "./log-order.ts";

/** All findings. `withWrites`: counts the order of writes in G1c, which Kafka does not promise. */
export function analyse(history: History, withWrites = false): Findings {
  const read = valuesRead(history, "ok");
  const found = logOrders(history, read);
  const withinPolls = jumpsWithinPolls(history, found.orders);
  const withinSends = jumpsWithinSends(history, found.orders);
  const polls = jumpsBetweenPolls(history, found.orders);
  return {
    "inconsistent-offsets": found.conflicts,
    duplicate: duplicates(found),
    "lost-write": lostWrites(history, found, read),
    unseen: unseen(history, read),
    G1a: abortedReads(history),
    "precommitted-read": precommittedReads(history),
    "int-poll-skip": withinPolls.skip,
    "int-nonmonotonic-poll": withinPolls.back,
    "poll-skip": polls.skip,
    "nonmonotonic-poll": polls.back,
    "int-send-skip": withinSends.skip,
    "int-nonmonotonic-send": withinSends.back,
    "nonmonotonic-send": jumpsBetweenSends(history, found.orders).back,
    G0: writeCircles(history, found),
    G1c: flowCircles(history, found, withWrites),
  };
}

function duplicates({ orders }: LogOrders): Findings["duplicate"] {
  const found: { key: Key; value: Value; offsets: readonly number[] }[] = [];
  for (const [key, { log }] of orders) {
    const offsets = new Map<Value, number[]>();
    log.forEach((values, offset) => {
      for (const value of values ?? []) offsets.set(value, [...(offsets.get(value) ?? []), offset]);
    });
    for (const [value, at] of offsets) if (at.length > 1) found.push({ key, value, offsets: at });
  }
  return found;
}

/** What was acknowledged, stands before something that was read, and was read by nobody. */
function lostWrites(history: History, { orders }: LogOrders, read: Values): LostWrite[] {
  const writers = writersOf(history);
  const lost: LostWrite[] = [];
  for (const [key, values] of read) {
    const order = orders.get(key);
    if (order === undefined) continue;
    const first = firstIndexes(order.log);
    const last = lastAt(order.log);
    let readUpTo = -1;
    for (const value of values) readUpTo = Math.max(readUpTo, first.get(value) ?? -1);
    const witness = last[readUpTo]?.find((value) => values.has(value)) ?? last[readUpTo]?.[0];
    let reader: Op | undefined;
    for (const value of last.slice(0, readUpTo + 1).flat()) {
      if (values.has(value)) continue;
      const writer = writers.get(key)?.get(value);
      if (writer === undefined || !hasTakenEffect(writer, read)) continue;
      reader ??= history.find((op) => op.outcome !== "attempt" && hasRead(op, key, witness));
      lost.push({ key, value, index: first.get(value) ?? -1, readUpTo, writer, reader });
    }
  }
  return lost;
}

function hasRead(op: Op, key: Key, value: Value | undefined): boolean {
  return op.steps.some(
    (step) => step.is === "poll" && step.reads.some((read) => read.key === key && read.value === value),
  );
}

function unseen(history: History, read: Values): Findings["unseen"] {
  return [...valuesSent(history, "ok")].flatMap(([key, sent]) => {
    const values = [...sent].filter((value) => read.get(key)?.has(value) !== true);
    return values.length === 0 ? [] : [{ key, values }];
  });
}

function abortedReads(history: History): Findings["G1a"] {
  const failed = valuesSent(history, "failed");
  if (failed.size === 0) return [];
  const writers = writersOf(history);
  return history
    .filter((op) => op.outcome === "ok")
    .flatMap((reader) =>
      [...readsOf(reader)].flatMap(([key, reads]) =>
        reads
          .filter(({ value }) => failed.get(key)?.has(value) === true)
          .flatMap(({ value }) => {
            const writer = writers.get(key)?.get(value);
            return writer === undefined ? [] : [{ key, value, writer, reader }];
          }),
      ),
    );
}

function precommittedReads(history: History): Findings["precommitted-read"] {
  const found: { key: Key; value: Value; op: Op }[] = [];
  for (const op of history) {
    if (op.does !== "transaction") continue;
    const reads = readsOf(op);
    for (const [key, sends] of sendsOf(op)) {
      const sent = new Set(sends.map(({ value }) => value));
      const own = reads.get(key)?.find(({ value }) => sent.has(value));
      if (own !== undefined) found.push({ key, value: own.value, op });
    }
  }
  return found;
}
