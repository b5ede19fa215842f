/** The order of each log as clients can know it: from the offsets in acknowledgements and polls. */
import { readsOf, sendsOf, type History, type Key, type Op, type Value } from "./history.ts";

/** What is known of one partition. */
export interface LogOrder {
  /** By offset: the values that were seen there, in the order in which they were; undefined: none was. */
  readonly log: readonly (ReadonlySet<Value> | undefined)[];
  /** One value for each offset where one was seen (the last, if there are several): offsets without their gaps. */
  readonly byIndex: readonly Value[];
  /** Where a value stands in `byIndex`; the last place, if there are several. */
  readonly byValue: ReadonlyMap<Value, number>;
}

/** Values by key. */
export type Values = ReadonlyMap<Key, ReadonlySet<Value>>;

/** One offset with several values. `index`: its place among the offsets that are known. */
export interface Conflict {
  readonly key: Key;
  readonly offset: number;
  readonly index: number;
  readonly values: readonly Value[];
}

export interface LogOrders {
  readonly orders: ReadonlyMap<Key, LogOrder>;
  readonly conflicts: readonly Conflict[];
}

/** Whether what an operation sent has surely taken effect: it was acknowledged, or a poll has seen part of it. */
export function hasTakenEffect(op: Op, read: Values): boolean {
  if (op.outcome === "ok") return true;
  if (op.outcome !== "unknown") return false;
  for (const [key, sends] of sendsOf(op)) {
    const seen = read.get(key);
    if (seen !== undefined && sends.some(({ value }) => seen.has(value))) return true;
  }
  return false;
}

/**
 * The order of every log. What was sent counts if it has surely taken effect; polls always count, since a consumer must
 * not give out what is not safe, whatever becomes of the operation around it.
 */
export function logOrders(history: History, read: Values): LogOrders {
  const logs = new Map<Key, (Set<Value> | undefined)[]>();
  const see = (key: Key, offset: number, value: Value): void => {
    if (offset < 0) return;
    let log = logs.get(key);
    if (log === undefined) logs.set(key, (log = []));
    const values = log[offset];
    if (values === undefined) log[offset] = new Set([value]);
    else {
      // The last one seen comes last.
      values.delete(value);
      values.add(value);
    }
  };
  for (const op of history) {
    const counts = hasTakenEffect(op, read);
    for (const step of op.steps) {
      if (step.is === "poll") for (const { key, offset, value } of step.reads) see(key, offset, value);
      else if (counts) see(step.key, step.offset, step.value);
    }
  }
  const conflicts: Conflict[] = [];
  const orders = new Map<Key, LogOrder>();
  for (const [key, log] of logs) orders.set(key, orderOf(key, log, conflicts));
  return { orders, conflicts };
}

function orderOf(
  key: Key,
  log: readonly (ReadonlySet<Value> | undefined)[],
  conflicts: Conflict[],
): LogOrder {
  const byIndex: Value[] = [];
  const byValue = new Map<Value, number>();
  for (let offset = 0; offset < log.length; offset++) {
    const values = log[offset];
    if (values === undefined) continue;
    const all = [...values];
    if (all.length > 1) conflicts.push({ key, offset, index: byIndex.length, values: all });
    const value = all.at(-1)!;
    byValue.set(value, byIndex.length);
    byIndex.push(value);
  }
  return { log, byIndex, byValue };
}

/** For each value the first index at which it was seen. */
export function firstIndexes(log: LogOrder["log"]): ReadonlyMap<Value, number> {
  const first = new Map<Value, number>();
  known(log).forEach((values, index) => {
    for (const value of values) if (!first.has(value)) first.set(value, index);
  });
  return first;
}

/** For each index the values that were seen there and nowhere later. */
export function lastAt(log: LogOrder["log"]): readonly (readonly Value[])[] {
  const last = new Map<Value, number>();
  const all = known(log);
  all.forEach((values, index) => {
    for (const value of values) last.set(value, index);
  });
  return all.map((values, index) => [...values].filter((value) => last.get(value) === index));
}

function known(log: LogOrder["log"]): ReadonlySet<Value>[] {
  const values: ReadonlySet<Value>[] = [];
  for (const at of log) if (at !== undefined) values.push(at);
  return values;
}

/** Values that operations of an outcome have read, by key. */
export function valuesRead(history: History, outcome: Op["outcome"]): Values {
  return collect(history, outcome, readsOf);
}

/** Values that operations of an outcome have sent, by key. */
export function valuesSent(history: History, outcome: Op["outcome"]): Values {
  return collect(history, outcome, sendsOf);
}

function collect(
  history: History,
  outcome: Op["outcome"],
  of: (op: Op) => ReadonlyMap<Key, readonly { readonly value: Value }[]>,
): Values {
  const byKey = new Map<Key, Set<Value>>();
  for (const op of history) {
    if (op.outcome !== outcome) continue;
    for (const [key, all] of of(op)) {
      let values = byKey.get(key);
      if (values === undefined) byKey.set(key, (values = new Set()));
      for (const { value } of all) values.add(value);
    }
  }
  return byKey;
}
