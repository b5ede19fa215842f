/** The same shop twice, on the same orders and with the same slow service: once as a chain of calls, once by events. */
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { admit } from "#scenario/admit.ts";
import { playScenario, type Played } from "./scenario.fixture.ts";
import { summarise } from "./summary.ts";

function played(name: string, seed?: string): Played {
  const admitted = admit(readFileSync(new URL(`../../public/gallery/${name}.json`, import.meta.url)));
  if (!admitted.ok) throw new Error(JSON.stringify(admitted.problems));
  return playScenario(seed === undefined ? admitted.value : { ...admitted.value, seed });
}

it("one slow service stalls the chain and loses orders; by events it only lags, on every seed", () => {
  for (const seed of ["shop", "a", "b", "c", "d", "e", "f", "g"]) {
    const chain = played("calls-chain", seed);
    const { completed, failed, refused, timedOut } = summarise(chain.run, chain.scenario).calls[
      "order-service"
    ]!;
    expect(failed).toBeGreaterThan(50);
    expect(refused + timedOut).toBeGreaterThan(50);

    const events = played("calls-by-events", seed);
    const { groups, topics } = summarise(events.run, events.scenario);
    // The same orders: the schedule of order-service draws from its own stream.
    const orders = topics["orders-placed"]!.produced;
    expect(Math.abs(orders - completed - failed)).toBeLessThan(12);
    for (const group of ["stock", "payment", "mail"]) expect(groups[group]).toMatchObject({ lost: 0 });
    expect(groups["payment"]!.lag).toBeLessThan(20);
    expect(groups["payment"]!.latencyMs.p99).toBeGreaterThan(5_000);
    expect(groups["mail"]!.latencyMs.p99).toBeLessThan(1_000);
  }
});

it("with a circuit breaker and a bulkhead no thread waits in vain: more orders fail, at once, and the rest are quick", () => {
  for (const seed of ["shop", "a", "b", "c", "d", "e", "f", "g"]) {
    const of = (name: string) => {
      const { run, scenario } = played(name, seed);
      return summarise(run, scenario).calls["order-service"]!;
    };
    const [chain, guarded] = [of("calls-chain"), of("calls-breaker")];
    expect(chain.refused).toBeGreaterThan(20);
    expect(guarded.refused).toBe(0);
    expect(guarded.failed).toBeGreaterThan(chain.failed / 2);
    expect(chain.latencyMs.p99).toBeGreaterThan(3_000);
    expect(guarded.latencyMs.p99).toBeLessThan(chain.latencyMs.p99! / 2);
    expect(guarded.late).toBeLessThan(chain.late);
  }
});

it("the stall is the slow service's alone: before it, no order fails", () => {
  const chain = played("calls-chain");
  expect(chain.count("callFailed", { beforeMs: 20_000 })).toBe(0);
  expect(chain.count("callFailed", { afterMs: 20_000, beforeMs: 45_000 })).toBeGreaterThan(20);
  expect(chain.count("callFailed", { afterMs: 60_000 })).toBe(0);
  expect(chain.count("answeredLate")).toBeGreaterThan(10);
});

it("a rate limit: who hammers on fills the dead letter queue, who limits itself only lags, on every seed", () => {
  const of = (name: string, seed: string) => {
    const { run, scenario } = played(name, seed);
    const { calls, groups } = summarise(run, scenario);
    return { limited: calls["bank"]!.limited, ...groups["payment"]! };
  };
  for (const seed of ["limit", "a", "b", "c", "d", "e", "f", "g"]) {
    const hammered = of("rate-limit-hammered", seed);
    expect(hammered.limited).toBeGreaterThan(200);
    expect(hammered.deadLettered).toBeGreaterThan(20);
    const kept = of("rate-limit-kept", seed);
    expect(kept).toMatchObject({ limited: 0, deadLettered: 0, lost: 0, duplicates: 0 });
    expect(kept.lag).toBeLessThan(20);
    const seen = ({ processed, deadLettered, lag }: typeof kept) => processed + deadLettered + (lag ?? 0);
    expect(Math.abs(seen(kept) - seen(hammered))).toBeLessThan(3);
  }
});

it("trips: some are left half booked; as a saga, on the same seed, none is", () => {
  const endsOf = (name: string, seed: string) => {
    const trips = played(name, seed);
    return summarise(trips.run, trips.scenario).calls["trip-service"]!;
  };
  for (const seed of ["trip", "a", "b", "c", "d"]) {
    const left = endsOf("saga-half-done", seed);
    expect(left.sagasHalfDone).toBeGreaterThan(20);
    const saga = endsOf("saga-undone", seed);
    expect(saga.sagasHalfDone).toBe(0);
    expect(saga.sagasUndone).toBeGreaterThan(20);
    expect(saga.sagasCompleted).toBeGreaterThan(200);
  }
});

it("the crash of the one who books is undone when it comes back", () => {
  const saga = played("saga-undone");
  const back = saga.first("startedUp", { afterMs: 52_000 });
  const undone = saga.all("sagaUndoing").filter(({ timeUs }) => timeUs === back.timeUs);
  expect(undone.length).toBeGreaterThan(0);
});

it("what went wrong is explained, with the setting that would have prevented it", () => {
  const told = (name: string) => {
    const { run, scenario } = played(name);
    return summarise(run, scenario).anomalies.map(({ kind, cause }) => `${kind}: ${cause}`);
  };
  const chain = told("calls-chain");
  expect(chain.find((each) => each.startsWith("refused-request"))).toMatch(
    /its threads wait for the answers of .*payment-service.* → all 8 threads are busy, and 20 requests wait already → order-service-1 refuses \d+ requests \(503\)/,
  );
  expect(chain.some((each) => each.startsWith("work-for-nobody"))).toBe(true);
  expect(told("rate-limit-hammered").find((each) => each.startsWith("limited-request"))).toMatch(
    /bank admits 10 requests in 1 s.* → payment-service calls it whenever it likes → bank-1 turns \d+ requests away/,
  );
  expect(told("saga-half-done").some((each) => each.startsWith("half-done"))).toBe(true);
  expect(told("saga-undone").some((each) => each.startsWith("half-done"))).toBe(false);
});
