import { describe, expect, it } from "vitest";
import { emptyScenario, type Config, type Scenario } from "#scenario/document.ts";
import { ACTIVITIES } from "#sim/frame.ts";
import { consumerCode } from "./consumer-code.ts";

function shop(
  service: Config,
  group: Config,
  wires: readonly (readonly [string, string, string])[] = [],
): Scenario {
  const node = (id: string, kind: string, config: Config) => ({ id, kind, name: id, config });
  return {
    ...emptyScenario("shop"),
    nodes: [
      node("payment", "service", service),
      node("payments", "consumer-group", { service: "payment", ...group }),
      node("orders", "topic", {}),
      node("paid", "topic", {}),
      node("dead", "dead-letter-queue", {}),
      node("bank", "service", { http: true }),
      node("ledger", "database", {}),
    ],
    wires: [["consumes", "orders", "payments"] as const, ...wires].map(([kind, from, to], i) => ({
      id: `w${i}`,
      kind,
      from,
      to,
    })),
  };
}

const textOf = (scenario: Scenario) =>
  consumerCode(scenario, scenario.nodes[0]!)!
    .map(({ text }) => text)
    .join("\n");

describe("a service as a program", () => {
  it("commits where its settings say", () => {
    expect(textOf(shop({}, { commit: "auto" }))).toContain("enable.auto.commit = true, every 5000 ms");
    expect(textOf(shop({}, { commit: "before-processing" }))).toMatch(
      /poll\(.*\n +consumer\.commitSync\(\);\n +for/,
    );
    expect(textOf(shop({}, { commit: "after-record" }))).toMatch(/ {4}consumer\.commitSync\(\);\n {2}}\n}$/);
    expect(textOf(shop({}, { commit: "after-batch", commitCall: "async" }))).toMatch(
      / {2}consumer\.commitAsync\(\);\n}$/,
    );
  });

  it("sends what failed for the last time to the dead letter queue", () => {
    const code = textOf(shop({}, { maxAttempts: 3 }, [["dead-letters", "payments", "dead"]]));
    expect(code).toContain('if (attempt(record) >= 3) producer.send(new ProducerRecord<>("dead", record));');
  });

  it("puts a rate limiter within its circuit breaker, and both around each attempt of a call", () => {
    const wires = [["calls", "payment", "bank"]] as const;
    const plain = { http: true, callTimeoutMs: 500 };
    expect(textOf(shop(plain, {}, wires))).toContain('http.call("bank", record).get(500, MILLISECONDS);');
    const guarded = { ...plain, rateLimiter: true, limitForPeriod: 8, circuitBreaker: true, callAttempts: 3 };
    expect(textOf(shop(guarded, {}, wires))).toMatch(
      /ofCallable\(.*\n +\.withRateLimiter\(limiter\("bank"\)\) \/\/ 8 in 1000 ms, .*\n +\.withCircuitBreaker\(.*\n +\.withRetry\(retry\(3\)\)\n +\.call\(\);/,
    );
    const lines = consumerCode(shop(guarded, {}, wires), shop(guarded, {}, wires).nodes[0]!)!;
    expect(lines.filter(({ at }) => at.includes("awaiting-permission"))).toHaveLength(1);
  });

  it("calls before it has an effect, and publishes after its transaction or from the outbox in it", () => {
    const wires = [
      ["calls", "payment", "bank"],
      ["stores", "payment", "ledger"],
      ["publishes", "payment", "paid"],
    ] as const;
    const service = { http: true, publishes: "per-message", effect: "add", deduplication: "table" };
    const dual = textOf(shop({ ...service, publication: "after-commit" }, {}, wires));
    expect(dual).toMatch(
      /http\.call\("bank".*\n.*inTransaction.*\n.*insertIfNew.*\n.*UPDATE balance.*\n +}\);\n.*producer\.send/,
    );
    const outbox = textOf(shop({ ...service, publication: "outbox-polling" }, {}, wires));
    expect(outbox).toMatch(/UPDATE balance.*\n.*insert\("outbox", "paid", result\);\n +}\);/);
    expect(outbox).not.toContain("producer.send");
  });

  it("is none of a service that reads nothing", () => {
    const scenario = shop({}, {});
    expect(consumerCode(scenario, scenario.nodes[5]!)).toBeNull();
  });

  it("as a step of a saga does, refuses and undoes by the request, and tells each in its transaction", () => {
    const wires = [
      ["stores", "payment", "ledger"],
      ["publishes", "payment", "paid"],
      ["publishes", "payment", "dead"],
    ] as const;
    const service = { sagaStep: true, publishes: "per-message", effect: "add", refusesPercent: 5 };
    const failures = (scenario: Scenario): Scenario => ({
      ...scenario,
      nodes: scenario.nodes.map((node) =>
        node.id === "dead" ? { ...node, kind: "topic", config: { tells: "failed" } } : node,
      ),
    });
    const keyed = textOf(failures(shop({ ...service, publication: "outbox-polling" }, {}, wires)));
    expect(keyed).toMatch(
      /tellsFailure\(\)[^]*insertIfNew\("failed", record.requestId\(\)\)[^]*amount - \?[^]*} else {[^]*isPossible[^]*"outbox", "dead", refused[^]*amount \+ \?[^]*"outbox", "paid", result/,
    );
    const without = textOf(failures(shop({ ...service, whenFailed: "nothing" }, {}, wires)));
    expect(without).not.toContain("amount - ?");
    expect(without).toMatch(
      /afterCommit.add\(new ProducerRecord<>\("paid", result\)\);[^]*afterCommit.forEach/,
    );
  });

  it("has a line that is lit for whatever an instance does", () => {
    const services: Config[] = [
      {},
      { transactional: true },
      { effect: "email" },
      { effect: "add", deduplication: "table", publication: "outbox-cdc" },
      { effect: "add", publication: "before-commit", publishes: "per-message" },
      { sagaStep: true, effect: "add" },
      { storeUse: "decides" },
      { rateLimiter: true, circuitBreaker: true, callAttempts: 3 },
    ];
    const wired = [
      [],
      [["stores", "payment", "ledger"]],
      [
        ["calls", "payment", "bank"],
        ["dead-letters", "payments", "dead"],
      ],
    ] as const;
    for (const service of services)
      for (const commit of ["auto", "before-processing", "after-batch", "after-record"])
        for (const wires of wired) {
          const scenario = shop(service, { commit }, wires);
          const lines = consumerCode(scenario, scenario.nodes[0]!)!;
          for (const activity of ACTIVITIES)
            expect(
              lines.some(({ at }) => at.includes(activity)),
              `${activity} of ${JSON.stringify(service)}`,
            ).toBe(true);
        }
  });

  it("lights the transaction while the database works, and poll() during an automatic commit", () => {
    const scenario = shop({ effect: "add" }, { commit: "auto" }, [["stores", "payment", "ledger"]]);
    const lines = consumerCode(scenario, scenario.nodes[0]!)!;
    const at = (activity: (typeof ACTIVITIES)[number]) =>
      lines.find((line) => line.at.includes(activity))?.text;
    expect(at("storing")).toContain("database.inTransaction");
    expect(at("committing")).toContain("consumer.poll(");
  });
});
