import { describe, expect, it } from "vitest";
import type { Config, Scenario } from "#scenario/document.ts";
import { callsOf, chain, runOf } from "./calls.fixture.ts";
import { compile } from "./compile.ts";
import { advance, startRun } from "./run.ts";

const SHOP = { publishes: "constant", ratePerSecond: 10 };

describe("a chain of calls", () => {
  it("takes the sum of its services' times and of the ways", () => {
    const { shop, payment, stock } = callsOf(runOf(chain({ shop: SHOP, payment: {}, stock: {} })));
    // Three times 10 ms of work, and two calls of 1 ms there and 1 ms back.
    expect(shop!.p50Us).toBeGreaterThanOrEqual(34_000);
    expect(shop!.p50Us).toBeLessThan(35_100);
    expect(shop).toMatchObject({ completed: 599, failed: 0, made: 599, late: 0 });
    expect([payment!.served, stock!.served]).toEqual([599, 599]);
  });

  it("is as slow as its slowest service, which stalls the others' threads and then refuses", () => {
    const { shop, payment } = callsOf(
      runOf(
        chain({
          shop: { ...SHOP, ratePerSecond: 50, threads: 5, requestQueue: 10, callTimeoutMs: 60_000 },
          payment: { threads: 1, serviceTimeMs: 200 },
        }),
      ),
    );
    expect(payment!.served).toBeLessThan(301);
    expect(shop!.refused).toBeGreaterThan(2_000);
  });

  it("fails where a call has no answer in time, though the work is done for nobody", () => {
    const { shop, payment } = callsOf(
      runOf(chain({ shop: { ...SHOP, callTimeoutMs: 50 }, payment: { serviceTimeMs: 80 } })),
    );
    expect(shop).toMatchObject({ completed: 0, timedOut: 599 });
    expect(payment!.served).toBeGreaterThan(590);
    expect(shop!.late).toBeGreaterThan(590);
  });

  it("multiplies attempts along the way: three at each of two services make nine at the last", () => {
    const run = runOf(
      chain({
        shop: {
          publishes: "burst",
          burstMessages: 1,
          burstEveryMs: 86_400_000,
          callAttempts: 3,
          callTimeoutMs: 60_000,
        },
        payment: { callAttempts: 3 },
        bank: { failurePercent: 100 },
      }),
    );
    const { shop, payment, bank } = callsOf(run);
    expect([shop!.made, payment!.made, bank!.errors]).toEqual([3, 9, 9]);
    expect(shop!.failed).toBe(1);
  });

  it("goes on without an answer where there is a fallback", () => {
    const { shop } = callsOf(
      runOf(chain({ shop: { ...SHOP, withoutAnswer: "go-on" }, payment: { failurePercent: 100 } })),
    );
    expect(shop).toMatchObject({ completed: 599, failed: 0 });
  });
});

describe("what goes down", () => {
  it("answers nobody, which callers learn at once when its connections break", () => {
    const run = runOf(
      chain(
        { shop: { ...SHOP, ratePerSecond: 100, callTimeoutMs: 30_000 }, payment: { serviceTimeMs: 100 } },
        [{ atMs: 10_000, kind: "crash", target: "payment", config: { instance: 1 } }],
      ),
    );
    const { shop } = callsOf(run);
    expect(shop!.timedOut).toBe(0);
    // Half of the requests of the first ten seconds were answered; from then on there is nobody to ask.
    expect(shop!.completed).toBeLessThan(1_000);
    expect(shop!.notMade).toBeGreaterThan(4_900);
  });

  it("is stood in for by the other instances, in turn", () => {
    const { shop, payment } = callsOf(
      runOf(
        chain({ shop: SHOP, payment: { instances: 2 } }, [
          { atMs: 30_000, kind: "crash", target: "payment", config: { instance: 1 } },
        ]),
      ),
    );
    expect(shop!.failed).toBeLessThan(2);
    expect(payment!.served).toBeGreaterThan(596);
  });

  it("finishes what it has in hand when it is stopped in order", () => {
    const run = runOf(
      chain({ shop: SHOP, payment: { serviceTimeMs: 500 } }, [
        { atMs: 10_000, kind: "stop", target: "payment", config: { instance: 1 } },
      ]),
    );
    const { shop } = callsOf(run);
    expect(shop!.made - shop!.completed).toBe(0);
  });
});

describe("protection", () => {
  const broken = { failurePercent: 100 };

  it("a circuit breaker spares a service that only fails, and lets it be tried now and then", () => {
    const settings = {
      ...SHOP,
      circuitBreaker: true,
      slidingWindowCalls: 10,
      minimumCalls: 10,
      openStateMs: 5_000,
      halfOpenCalls: 2,
    };
    const { shop, payment } = callsOf(runOf(chain({ shop: settings, payment: broken })));
    // Ten until it opens, then two tries every five seconds or so.
    expect(payment!.errors).toBeGreaterThan(25);
    expect(payment!.errors).toBeLessThan(35);
    expect(shop!.notMade).toBe(599 - payment!.errors);
  });

  it("a circuit breaker closes again after nobody was there to be tried", () => {
    const settings = {
      ...SHOP,
      circuitBreaker: true,
      slidingWindowCalls: 10,
      minimumCalls: 10,
      openStateMs: 1_000,
      halfOpenCalls: 3,
    };
    const run = runOf(
      chain({ shop: settings, payment: {} }, [
        { atMs: 10_000, kind: "pause", target: "payment", config: { instance: 1, durationMs: 5_000 } },
        { atMs: 12_500, kind: "crash", target: "payment", config: { instance: 1 } },
        { atMs: 20_000, kind: "restart", target: "payment", config: { instance: 1 } },
      ]),
    );
    const { shop, payment } = callsOf(run);
    expect(shop!.notMade).toBeGreaterThan(80);
    // Ten requests a second, and ten seconds of them were lost, and one or two more until it was tried again.
    expect(payment!.served).toBeGreaterThan(475);
  });

  it("a full bulkhead is a failure to the circuit breaker around it, and takes no try of it away for good", () => {
    const settings = {
      ...SHOP,
      circuitBreaker: true,
      slidingWindowCalls: 10,
      minimumCalls: 10,
      openStateMs: 1_000,
      halfOpenCalls: 5,
      callBulkhead: 1,
      threads: 20,
    };
    const slow = [
      {
        atMs: 10_000,
        kind: "slow-down",
        target: "payment",
        config: { instance: 1, factor: 200, durationMs: 20_000 },
      },
    ];
    const { payment } = callsOf(runOf(chain({ shop: settings, payment: {} }, slow)));
    expect(payment!.served).toBeGreaterThan(350);
  });

  it("a bulkhead keeps a slow service from taking all threads", () => {
    const of = (callBulkhead: number) =>
      callsOf(
        runOf(
          chain({
            shop: {
              ...SHOP,
              ratePerSecond: 50,
              threads: 10,
              callBulkhead,
              withoutAnswer: "go-on",
              callTimeoutMs: 30_000,
            },
            payment: { serviceTimeMs: 1_000, threads: 2 },
          }),
        ),
      )["shop"]!;
    expect(of(0).completed).toBeLessThan(200);
    expect(of(5).completed).toBeGreaterThan(2_900);
  });
});

describe("a call inside a consumer", () => {
  const consumer = (payment: Config): Scenario => {
    const scenario = chain({ worker: { serviceTimeMs: 1 }, payment });
    return {
      ...scenario,
      nodes: [
        ...scenario.nodes,
        {
          id: "source",
          kind: "service",
          name: "source",
          config: { publishes: "constant", ratePerSecond: 10 },
        },
        { id: "orders", kind: "topic", name: "orders", config: { partitions: 1 } },
        {
          id: "group",
          kind: "consumer-group",
          name: "group",
          config: { service: "worker", maxAttempts: 3, afterLastAttempt: "skip", backoffMs: 10 },
        },
      ],
      wires: [
        ...scenario.wires,
        { id: "p", kind: "publishes", from: "source", to: "orders" },
        { id: "c", kind: "consumes", from: "orders", to: "group" },
      ],
    };
  };

  it("keeps its thread waiting: the group is as fast as the service that it calls", () => {
    const quick = runOf(consumer({ serviceTimeMs: 10 }));
    const slow = runOf(consumer({ serviceTimeMs: 300 }));
    expect(quick.kernel.ledger.count(0, 0)).toBeGreaterThan(500);
    expect(slow.kernel.ledger.count(0, 0)).toBeLessThan(200);
  });

  it("fails the record when the call fails, which is tried again and given up as any other", () => {
    const run = runOf(consumer({ failurePercent: 100 }));
    const { payment } = callsOf(run);
    expect(run.kernel.ledger.count(0, 0)).toBe(0);
    expect(payment!.errors).toBeGreaterThan(500);
  });
});

it.each<[string, Config, Config]>([
  ["chain", {}, {}],
  [
    "chain with limits on both sides",
    { rateLimiter: true, limitForPeriod: 9, whenLimited: "retry-after" },
    { admitsRequests: 9 },
  ],
])("the same %s and seed give the same trace, sliced and restored at any moment", (_, ofShop, ofPayment) => {
  const scenario = chain(
    {
      shop: { ...SHOP, publishes: "poisson", callAttempts: 3, callTimeoutMs: 30, ...ofShop },
      payment: { serviceTime: "exponential", serviceTimeMs: 20, threads: 2, ...ofPayment },
    },
    [
      { atMs: 20_000, kind: "crash", target: "payment", config: { instance: 1 } },
      { atMs: 30_000, kind: "restart", target: "payment", config: { instance: 1 } },
    ],
  );
  const straight = runOf(scenario);
  const program = compile(scenario);
  if (!program.ok) throw new Error("does not compile");
  const sliced = startRun(program.value);
  while (advance(sliced, 40_000_000, 777) === "paused");
  sliced.checkpoints!.restore(sliced, 12_345_678);
  while (advance(sliced, Infinity, 1_001) === "paused");
  expect(sliced.kernel.trace.hash).toBe(straight.kernel.trace.hash);
});

it("who calls each other in a circle is refused, and who takes no calls", () => {
  const scenario = chain({ shop: SHOP, payment: {} });
  const circle = {
    ...scenario,
    wires: [...scenario.wires, { id: "back", kind: "calls", from: "payment", to: "shop" }],
  };
  const codes = (each: Scenario) => {
    const program = compile(each);
    return program.ok ? [] : program.problems.map(({ code, path }) => `${code} ${path}`);
  };
  expect(codes(circle)).toEqual(["calls-in-a-circle wires[1]"]);
  expect(codes(chain({ shop: SHOP, payment: { http: false } }))).toEqual(["no-http wires[0]"]);
});
