/** The question that only a store of events can answer: what was an aggregate at a moment, and which events led there? */
import type { Micros } from "#base/units.ts";
import type { AggregateHistory, HistoryEvent } from "#sim/aggregate.ts";
import { keyText } from "#sim/bus/log/keys.ts";
import type { Run } from "#sim/run.ts";
import { evolve, NOTHING } from "./event-log.ts";
import { storeOf } from "./store-process.ts";

/** Events and aggregates that are listed. */
const EVENTS_MAX = 100;
const AGGREGATES_MAX = 500;

/**
 * What aggregate `aggregate` of store `store` was at `atUs`, as a run knows it that stands at `atUs` or later. A pure function of the
 * store. `aggregate` -2: the one with the lowest number. Null: there is no such store.
 */
export function aggregateHistory(
  { kernel, program, atUs: nowUs }: Run,
  store: number,
  aggregate: number,
  atUs: Micros,
): AggregateHistory | null {
  if (program.sourcing?.stores[store] === undefined) return null;
  const { log, plan } = storeOf(kernel, store);
  const keys = [...log.aggregates].sort((a, b) => a - b);
  const of = aggregate === -2 ? (keys[0] ?? -1) : aggregate;
  const thenUs = Math.min(atUs, Math.max(0, nowUs));
  const isSourced = plan.config.keeps === "events";
  const state = isSourced ? log.load(of, thenUs) : null;
  const events = isSourced ? log.history(of, thenUs) : [];
  let folded = NOTHING;
  const told = events.map((event): HistoryEvent => {
    folded = evolve(folded, event);
    const { version, amountCents, by, cause, is } = event;
    return { version, atUs: event.atUs, amountCents, balanceCents: folded.balanceCents, by, cause, is };
  });
  return {
    key: keyText(of),
    aggregate: of,
    atUs: thenUs,
    state,
    now: log.load(of),
    events: told.slice(-EVENTS_MAX),
    earlier: Math.max(0, told.length - EVENTS_MAX),
    aggregates: keys.slice(0, AGGREGATES_MAX).map((each) => ({ aggregate: each, key: keyText(each) })),
    aggregateCount: keys.length,
  };
}
