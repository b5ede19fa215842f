/**
 * Queueing theory as a judge from outside: one producer, one partition and one consumer on a network that takes no time
 * are a single server queue, for which the mean time in the system is known.
 */
import { expect, it } from "vitest";
import { emptyScenario, type Config, type Scenario } from "#scenario/document.ts";
import { compile } from "./compile.ts";
import { Fact } from "./facts.ts";
import { exp } from "./kernel/math.ts";
import { advance, startRun } from "./run.ts";

const SEEDS = 40;
/** Student's t for 99.9 % on both sides with 39 degrees of freedom. */
const T_999 = 3.558;
const DURATION_MS = 1_000_000;
const WARM_UP_US = 100_000_000;
const ARRIVALS_PER_SECOND = 6;
const SERVICE_MS = 100;

function queue(seed: string, service: Config): Scenario {
  return {
    ...emptyScenario("queue"),
    seed,
    settings: { durationMs: DURATION_MS, networkLatencyMs: 0, networkJitterMs: 0 },
    nodes: [
      {
        id: "arrivals",
        kind: "service",
        name: "arrivals",
        config: { publishes: "poisson", ratePerSecond: ARRIVALS_PER_SECOND, lingerMs: 0, batchSizeBytes: 1 },
      },
      { id: "queue", kind: "topic", name: "queue", config: { partitions: 1 } },
      { id: "server", kind: "service", name: "server", config: { serviceTimeMs: SERVICE_MS, ...service } },
      {
        id: "servers",
        kind: "consumer-group",
        name: "servers",
        config: { service: "server", initialRebalanceDelayMs: 0 },
      },
    ],
    wires: [
      { id: "in", kind: "publishes", from: "arrivals", to: "queue" },
      { id: "out", kind: "consumes", from: "queue", to: "servers" },
    ],
  };
}

/** What one run shows after its warm-up; times in ms. */
function measure(seed: string, service: Config) {
  const compiled = compile(queue(seed, service));
  if (!compiled.ok) throw new Error(compiled.problems[0]?.says);
  const run = startRun(compiled.value, { keepAllRows: true, isForwardOnly: true });
  advance(run, compiled.value.durationUs);
  const { trace } = run.kernel;
  const arrivedUs = new Map<number, number>();
  let done = 0;
  let sojournsUs = 0;
  let everySojournUs = 0;
  let inSystem = 0;
  let areaUs = 0;
  let lateAreaUs = 0;
  let lastUs = 0;
  const goTo = (us: number): void => {
    areaUs += inSystem * (us - lastUs);
    lateAreaUs += inSystem * Math.max(0, us - Math.max(lastUs, WARM_UP_US));
    lastUs = us;
  };
  for (let at = 0; at < trace.rows; at++) {
    const { fact, timeUs, what } = trace.row(at);
    if (fact === Fact.produced) {
      goTo(timeUs);
      inSystem++;
      arrivedUs.set(what, timeUs);
    } else if (fact === Fact.processed) {
      goTo(timeUs);
      inSystem--;
      const sojournUs = timeUs - arrivedUs.get(what)!;
      arrivedUs.delete(what);
      everySojournUs += sojournUs;
      if (timeUs - sojournUs < WARM_UP_US) continue;
      done++;
      sojournsUs += sojournUs;
    }
  }
  goTo(compiled.value.durationUs);
  for (const us of arrivedUs.values()) everySojournUs += compiled.value.durationUs - us;
  return {
    meanMs: sojournsUs / done / 1000,
    ratePerMs: done / (DURATION_MS - WARM_UP_US / 1000),
    meanInSystem: lateAreaUs / (DURATION_MS * 1000 - WARM_UP_US),
    areaUs,
    everySojournUs,
  };
}

const load = (ARRIVALS_PER_SECOND * SERVICE_MS) / 1000;
const spread = 0.5;

/** Mean time in the system by Pollaczek and Khinchine; `squared`: mean of the squared service time over its mean squared. */
const pollaczekKhinchineMs = (squared: number): number =>
  SERVICE_MS + (load * SERVICE_MS * squared) / (2 * (1 - load));

it.each([
  { law: "M/M/1", service: { serviceTime: "exponential" }, dueMs: pollaczekKhinchineMs(2) },
  { law: "M/D/1", service: { serviceTime: "constant" }, dueMs: pollaczekKhinchineMs(1) },
  {
    law: "M/G/1 with lognormal service",
    service: { serviceTime: "lognormal", serviceTimeSpread: spread },
    dueMs: pollaczekKhinchineMs(exp(spread * spread)),
  },
])(
  "the mean time in an $law queue lies in its 99.9 % interval around $dueMs ms",
  ({ law, service, dueMs }) => {
    const means = Array.from({ length: SEEDS }, (_, seed) => measure(`${law} ${seed}`, service).meanMs);
    const mean = means.reduce((sum, each) => sum + each, 0) / SEEDS;
    const variance = means.reduce((sum, each) => sum + (each - mean) * (each - mean), 0) / (SEEDS - 1);
    const halfWidth = T_999 * Math.sqrt(variance / SEEDS);
    expect(Math.abs(mean - dueMs), `mean ${mean} ms`).toBeLessThan(halfWidth);
    // An interval that holds everything would show nothing.
    expect(halfWidth).toBeLessThan(dueMs * 0.05);
  },
);

it("keeps Little's law: messages in the system = rate × time in the system, and as an identity to the microsecond", () => {
  const { areaUs, everySojournUs, meanInSystem, ratePerMs, meanMs } = measure("little", {});
  expect(areaUs).toBe(everySojournUs);
  expect(Math.abs(meanInSystem / (ratePerMs * meanMs) - 1)).toBeLessThan(0.01);
});
