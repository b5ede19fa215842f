/** Polls and sends that jump over part of a log, or go back in it. */
import type { Jump } from "./findings.ts";
import { readsOf, sendsOf, type History, type Key, type Op, type Value } from "./history.ts";
import type { LogOrder, LogOrders } from "./log-order.ts";

/** `skip`: something lies between; `back`: it is not further on. */
export interface Jumps {
  readonly skip: readonly Jump[];
  readonly back: readonly Jump[];
}

type Orders = LogOrders["orders"];
type ValuesOf = (op: Op) => ReadonlyMap<Key, readonly { readonly value: Value }[]>;

/** How far `to` stands from `from`; 1, as it should be, where one of them has no known place. */
function distance(order: LogOrder | undefined, from: Value, to: Value): number {
  const [start, end] = [order?.byValue.get(from), order?.byValue.get(to)];
  return start === undefined || end === undefined ? 1 : end - start;
}

class Finder {
  readonly skip: Jump[] = [];
  readonly back: Jump[] = [];
  readonly #orders: Orders;

  constructor(orders: Orders) {
    this.#orders = orders;
  }

  look(key: Key, values: readonly [Value, Value], ops: readonly Op[]): void {
    const order = this.#orders.get(key);
    const delta = distance(order, values[0], values[1]);
    if (delta === 1) return;
    const from = order?.byValue.get(values[0]) ?? 0;
    const skipped = delta > 1 ? (order?.byIndex.slice(from + 1, from + delta) ?? []) : [];
    (delta > 1 ? this.skip : this.back).push({ key, values, delta, skipped, ops });
  }
}

/** Within single operations. Keys that changed hands meanwhile are left out. */
function within(history: History, orders: Orders, valuesOf: ValuesOf): Jumps {
  const finder = new Finder(orders);
  for (const op of history) {
    if (op.outcome === "attempt") continue;
    for (const [key, all] of valuesOf(op)) {
      if (op.rebalanced?.has(key) === true) continue;
      for (let at = 1; at < all.length; at++) finder.look(key, [all[at - 1]!.value, all[at]!.value], [op]);
    }
  }
  return finder;
}

/** Two polls of one operation. */
export function jumpsWithinPolls(history: History, orders: Orders): Jumps {
  return within(history, orders, readsOf);
}

/** Two sends of one operation. */
export function jumpsWithinSends(history: History, orders: Orders): Jumps {
  return within(history, orders, sendsOf);
}

/** After a new subscription only the keys that are still in it have to go on where they were. */
function keepSubscribed(last: Map<Key, Op>, op: Op): void {
  if (op.outcome === "attempt" || op.outcome === "failed") return;
  for (const key of last.keys()) if (!op.keys.includes(key)) last.delete(key);
}

/** Between the operations of each process. `goesOn`: whether the next one must follow this one. */
function between(history: History, orders: Orders, valuesOf: ValuesOf, goesOn: (op: Op) => boolean): Jumps {
  const finder = new Finder(orders);
  const lastOf = new Map<number, Map<Key, Op>>();
  for (const op of history) {
    let last = lastOf.get(op.process);
    if (last === undefined) lastOf.set(op.process, (last = new Map()));
    if (op.does === "subscribe" || op.does === "assign") {
      keepSubscribed(last, op);
      continue;
    }
    if (op.outcome === "attempt") continue;
    for (const [key, all] of valuesOf(op)) {
      const before = last.get(key);
      const value = before === undefined ? undefined : valuesOf(before).get(key)?.at(-1)?.value;
      if (before !== undefined && value !== undefined) finder.look(key, [value, all[0]!.value], [before, op]);
      if (goesOn(op)) last.set(key, op);
    }
    for (const key of op.rebalanced ?? []) last.delete(key);
  }
  return finder;
}

/** From one poll of a process to its next. One that failed must begin again where the last good one ended. */
export function jumpsBetweenPolls(history: History, orders: Orders): Jumps {
  return between(history, orders, readsOf, (op) => op.outcome === "ok");
}

/** From one send of a process to its next. */
export function jumpsBetweenSends(history: History, orders: Orders): Jumps {
  return between(
    history.filter((op) => op.outcome !== "failed"),
    orders,
    sendsOf,
    () => true,
  );
}
