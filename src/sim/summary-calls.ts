/** Synchronous calls in the summary of a run. */
import { CALL_COUNTS, type CallCounts } from "./calls-state.ts";
import type { Frame } from "./frame.ts";
import type { Layout } from "./layout.ts";

/** What became of a service's requests and calls; names as in `CallCounts`. */
export interface CallsSummary {
  /** Requests from its front. */
  readonly completed: number;
  readonly failed: number;
  /** Calls of other services. */
  readonly served: number;
  readonly errors: number;
  readonly refused: number;
  readonly limited: number;
  /** Its own calls. */
  readonly made: number;
  readonly timedOut: number;
  readonly notMade: number;
  readonly awaited: number;
  readonly late: number;
  /** How requests of several calls ended (SAGA_ENDS). */
  readonly sagasCompleted: number;
  readonly sagasUndone: number;
  readonly sagasHalfDone: number;
  readonly sagasFailed: number;
  /** From a request at its front to its answer, where that went well; null where there was none. */
  readonly latencyMs: {
    readonly p50: number | null;
    readonly p95: number | null;
    readonly p99: number | null;
  };
}

/** By name, services that take or make calls. */
export function callsSummary(frame: Frame, layout: Layout): Readonly<Record<string, CallsSummary>> {
  const ms = (us: number): number | null => (us < 0 ? null : us / 1000);
  return Object.fromEntries(
    (frame.calling?.services ?? []).map((of) => {
      const counts = Object.fromEntries(CALL_COUNTS.map((name) => [name, of[name]])) as unknown as CallCounts;
      const latencyMs = { p50: ms(of.p50Us), p95: ms(of.p95Us), p99: ms(of.p99Us) };
      return [layout.services[of.service]!.name, { ...counts, latencyMs }];
    }),
  );
}
