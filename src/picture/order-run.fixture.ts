/** The order system run to a moment, for tests of what is drawn; payment-service-1 crashes at 12 s. */
import type { Frame } from "#sim/frame.ts";
import { compile } from "#sim/compile.ts";
import { frameOf } from "#sim/frame-of.ts";
import type { Layout } from "#sim/layout.ts";
import { advance, startRun } from "#sim/run.ts";
import type { Scenario } from "#scenario/document.ts";
import { orderSystem } from "./order-system.fixture.ts";

export interface RunMoment {
  readonly scenario: Scenario;
  readonly layout: Layout;
  readonly frame: Frame;
}

/** Frames of one run at these moments, in seconds, in order. */
export function orderRun(
  seconds: readonly number[],
  change: (s: Scenario) => Scenario = (s) => s,
): RunMoment[] {
  const scenario = change({
    ...orderSystem(),
    interventions: [{ id: "i-1", atMs: 12_000, kind: "crash", target: "payment", config: { instance: 1 } }],
  });
  const compiled = compile(scenario);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
  const run = startRun(compiled.value);
  return seconds.map((at) => {
    advance(run, at * 1e6);
    return { scenario, layout: compiled.value.layout, frame: frameOf(run) };
  });
}
