import type { Frame } from "#sim/frame.ts";
import { BREAKER_STATES } from "#sim/calls-state.ts";
import { INSTANCES_MAX, type Layout } from "#sim/layout.ts";
import { countText, durationText } from "#ui/quantities.ts";
import { Figures, type Figure } from "./Figures.tsx";
import styles from "./Inspector.module.css";
import { useLive } from "./use-live.ts";

/** Synchronous calls of a service: its threads, what became of its requests, and its circuit breakers. */
export function CallFacts({ nodeId, name }: { readonly nodeId: string; readonly name: string }) {
  const figures = useLive((layout, frame) => figuresOf(layout, frame, nodeId));
  if (figures === null) return null;
  return (
    <section className={styles["section"]} aria-label={`Calls of ${name}`}>
      <h3>Calls</h3>
      <Figures list={figures} />
    </section>
  );
}

function figuresOf(layout: Layout, frame: Frame, nodeId: string): readonly Figure[] | null {
  const index = layout.services.findIndex((service) => service.nodeId === nodeId);
  const of = frame.calling?.services.find(({ service }) => service === index);
  if (frame.calling === undefined || of === undefined) return null;
  const own = frame.calling.instances.filter(({ subject }) => Math.floor(subject / INSTANCES_MAX) === index);
  const sum = (name: "busy" | "waiting" | "calling" | "awaiting"): number =>
    own.reduce((total, each) => total + each[name], 0);
  const count = (label: string, value: number, isBad = false): Figure => ({
    label,
    value: countText(value),
    bad: isBad && value > 0,
  });
  const asks = of.completed + of.failed > 0;
  return [
    {
      label: "Threads busy",
      value: `${countText(sum("busy"))} of ${countText(of.threads * own.length)}`,
      wide: true,
    },
    { label: "Threads that wait for others", value: countText(sum("calling")), wide: true },
    ...(of.awaited > 0
      ? [
          {
            label: "Threads that wait for their rate limiter",
            value: countText(sum("awaiting")),
            wide: true,
          },
        ]
      : []),
    count("Waiting", sum("waiting")),
    count("Refused", of.refused, true),
    ...(of.limited > 0 ? [{ ...count("Over its limit (429)", of.limited, true), wide: true }] : []),
    ...(asks ? [count("Completed", of.completed), count("Failed", of.failed, true)] : []),
    ...(of.served + of.errors > 0 ? [count("Answered", of.served), count("Errors", of.errors, true)] : []),
    ...(asks && of.p95Us >= 0
      ? [
          {
            label: "Latency p50, p95, p99",
            value: [of.p50Us, of.p95Us, of.p99Us].map((us) => durationText(us / 1000)).join(", "),
            wide: true,
          },
        ]
      : []),
    ...(of.made + of.notMade > 0
      ? [
          count("Calls made", of.made),
          count("Timed out", of.timedOut, true),
          count("Not made", of.notMade, true),
          ...(of.awaited > 0 ? [{ ...count("Held back by its rate limiter", of.awaited), wide: true }] : []),
          count("Done for nobody", of.late, true),
        ]
      : []),
    ...(of.calls.length > 1
      ? [
          count("All done", of.sagasCompleted),
          count("Half done", of.sagasHalfDone, true),
          count("Undone", of.sagasUndone),
          count("Nothing done", of.sagasFailed),
        ]
      : []),
    ...of.calls.map((callee, target): Figure => {
      const open = own.filter(({ breakers }) => breakers[target] !== 0);
      const states = [...new Set(open.map(({ breakers }) => BREAKER_STATES[breakers[target] ?? 0]))].join(
        ", ",
      );
      return {
        label: `Circuit breaker to ${layout.services[callee]?.name ?? "?"}`,
        value: open.length === 0 ? "closed" : `${states} (${countText(open.length)})`,
        bad: open.length > 0,
        wide: true,
      };
    }),
  ];
}
