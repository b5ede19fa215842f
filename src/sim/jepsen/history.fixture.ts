/** Histories in a few words, for tests. */
import type { History, Key, Op, Outcome, Step, Value } from "./history.ts";

const OUTCOMES: Readonly<Record<string, Outcome>> = {
  invoke: "attempt",
  ok: "ok",
  fail: "failed",
  info: "unknown",
};

/**
 * One operation a line: process, outcome (Jepsen's word), what it does, its steps. `x=a` sends a to x, `x=a@1` was
 * acknowledged at offset 1; `[x=a@1 x=b@2]` is one poll, `[]` one that brought nothing; `subscribe x y`, `assign x`.
 */
export function historyOf(text: string): History {
  const lines = text.split("\n").map((line) => line.trim());
  return lines.filter((line) => line !== "").map((line, index) => opOf(line, index));
}

function opOf(line: string, index: number): Op {
  const [process = "", outcome = "", does = "", ...rest] = line.split(/\s+/);
  const isKeys = does === "subscribe" || does === "assign";
  return {
    index,
    time: index,
    process: Number(process),
    outcome: OUTCOMES[outcome] ?? "ok",
    does: does === "txn" ? "transaction" : (does as Op["does"]),
    steps: isKeys ? [] : stepsOf(rest.join(" ")),
    keys: isKeys ? rest : [],
  };
}

function stepsOf(text: string): Step[] {
  return [...text.matchAll(/\[([^\]]*)\]|(\S+)/g)].map(([, polled, sent]): Step => {
    if (polled !== undefined) return { is: "poll", reads: polled.split(" ").filter(Boolean).map(recordOf) };
    return { is: "send", ...recordOf(sent ?? "") };
  });
}

function recordOf(text: string): { key: Key; value: Value; offset: number } {
  const [, key = "", value = "", offset] = /^(\w+)=(\w+)(?:@(\d+))?$/.exec(text) ?? [];
  return { key, value, offset: offset === undefined ? -1 : Number(offset) };
}
