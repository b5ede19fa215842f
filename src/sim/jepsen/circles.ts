/** Circles in what comes before what: a read comes after its write, a write after the one before it in the log. */
import type { Circle } from "./findings.ts";
import { readsOf, sendsOf, type History, type Key, type Op, type Value } from "./history.ts";
import type { LogOrders } from "./log-order.ts";

type Graph = Map<Op, Set<Op>>;

function link(graph: Graph, from: Op | undefined, to: Op): void {
  if (from === undefined || from === to) return;
  const next = graph.get(from);
  if (next === undefined) graph.set(from, new Set([to]));
  else next.add(to);
}

type Writers = ReadonlyMap<Key, ReadonlyMap<Value, Op>>;

/** Which operation tried to write a value. */
export function writersOf(history: History): Writers {
  const writers = new Map<Key, Map<Value, Op>>();
  for (const op of history) {
    if (op.outcome === "attempt") continue;
    for (const [key, sends] of sendsOf(op)) {
      let of = writers.get(key);
      if (of === undefined) writers.set(key, (of = new Map()));
      for (const { value } of sends) of.set(value, op);
    }
  }
  return writers;
}

/** From a write to the one that follows it in the log. */
function addWrites(graph: Graph, writers: Writers, { orders }: LogOrders): void {
  for (const [key, of] of writers) {
    const { byIndex } = orders.get(key) ?? { byIndex: [] };
    for (let at = 1; at < byIndex.length; at++) {
      const after = of.get(byIndex[at]!);
      if (after !== undefined) link(graph, of.get(byIndex[at - 1]!), after);
    }
  }
}

/** From a write to whoever read it. */
function addReads(graph: Graph, history: History, writers: Writers): void {
  for (const op of history) {
    if (op.outcome === "attempt") continue;
    for (const [key, reads] of readsOf(op))
      for (const { value } of reads) link(graph, writers.get(key)?.get(value), op);
  }
}

/** Circles of writes alone. Usual in Kafka, whose transactions do not keep others from writing between. */
export function writeCircles(history: History, orders: LogOrders): readonly Circle[] {
  const graph: Graph = new Map();
  addWrites(graph, writersOf(history), orders);
  return circlesIn(graph);
}

/** Circles of writes and reads; `withWrites` counts the order of writes as well, which Kafka does not promise. */
export function flowCircles(history: History, orders: LogOrders, withWrites: boolean): readonly Circle[] {
  const writers = writersOf(history);
  const graph: Graph = new Map();
  addReads(graph, history, writers);
  if (withWrites) addWrites(graph, writers, orders);
  return circlesIn(graph);
}

/** One circle for each set of operations that all come before each other (Tarjan's components, without recursion). */
function circlesIn(graph: Graph): readonly Circle[] {
  const number = new Map<Op, number>();
  const low = new Map<Op, number>();
  const isOpen = new Set<Op>();
  const open: Op[] = [];
  const found: Circle[] = [];
  for (const root of graph.keys()) {
    if (number.has(root)) continue;
    const walk: { readonly op: Op; readonly next: Iterator<Op> }[] = [];
    const enter = (op: Op): void => {
      number.set(op, number.size);
      low.set(op, number.get(op)!);
      open.push(op);
      isOpen.add(op);
      walk.push({ op, next: (graph.get(op) ?? new Set<Op>()).values() });
    };
    enter(root);
    for (let top = walk.at(-1); top !== undefined; top = walk.at(-1)) {
      const { op, next } = top;
      const step = next.next();
      if (step.done !== true) {
        if (!number.has(step.value)) enter(step.value);
        else if (isOpen.has(step.value)) low.set(op, Math.min(low.get(op)!, number.get(step.value)!));
        continue;
      }
      walk.pop();
      const parent = walk.at(-1)?.op;
      if (parent !== undefined) low.set(parent, Math.min(low.get(parent)!, low.get(op)!));
      if (low.get(op) !== number.get(op)) continue;
      const ops = open.splice(open.indexOf(op));
      for (const each of ops) isOpen.delete(each);
      if (ops.length > 1) found.push({ ops: ops.toSorted((a, b) => a.index - b.index) });
    }
  }
  return found;
}
