/**
 * What becomes of records whose schema changes while they flow. In each sketch the topic "orders" carries Avro records
 * of the subject "orders-value": the service "shop" writes them, the group "workers" reads them.
 */
import { describe, expect, it } from "vitest";
import { frameOf } from "./frame-of.ts";
import { play, type Played, type Sketch } from "./scenario.fixture.ts";
import { SCHEMA_ERRORS } from "./schema-port.ts";
import { ID, NEEDS_TOTAL, order, rollout, said, V1, versionsOf } from "./schemas.fixture.ts";
import { FACT_NAMES, STORY_FACTS } from "./facts.ts";
import { causeText, Explainer } from "./explain.ts";

const DEPLOY_SHOP = [10_000, "deploy", "shop", { version: 3, downMs: 500 }] as const;
const DEPLOY_WORKERS = [4_000, "deploy", "workers", { version: 3, downMs: 500, pauseMs: 1_000 }] as const;

describe("a new version under BACKWARD", () => {
  it("breaks the old readers at the first offset that is written with it, where its writers were deployed first", () => {
    const run = play(rollout({ deeds: [DEPLOY_SHOP] }));
    for (const on of ["0", "1"]) {
      const broken = run.first("deserializationFailed", { on });
      expect(versionsOf(broken.extra)).toBe("v2 reads v3");
      expect(broken.timeUs).toBeGreaterThan(10_500_000);
      // poll() throws at that offset again and again: nothing behind it is ever worked on, nothing past it committed.
      expect(run.count("processed", { on, offset: broken.offset - 1 })).toBe(1);
      expect(run.count("processed", { on, offset: broken.offset })).toBe(0);
      expect(Math.max(...run.all("committed", { on }).map(({ offset }) => offset))).toBe(broken.offset);
    }
    const { schemas } = frameOf(run.run);
    expect(schemas?.blocked.map(({ reader, writer }) => `${reader} ${writer}`)).toEqual(["2 3", "2 3"]);
    expect(said(run, "deserializationFailed")).toMatch(
      /^worker-\d cannot read orders \d at offset \d+: it was written with v3, the reader has v2 of orders-value \(RecordDeserializationException\)\. .*note/,
    );
  });

  it("breaks nobody where its readers were deployed first", () => {
    const run = play(rollout({ deeds: [DEPLOY_WORKERS, DEPLOY_SHOP] }));
    expect(run.count("deserializationFailed")).toBe(0);
    expect(run.group.lag).toBeLessThan(20);
    expect(frameOf(run.run).schemas?.subjects[0]?.registered.map(({ version }) => version)).toEqual([
      1, 2, 3,
    ]);
  });

  it("runs beside the old one meanwhile: instances get it one after the other", () => {
    const run = play(rollout({ deeds: [DEPLOY_WORKERS] }));
    const [first, second] = run.all("deployed");
    expect([first?.who, second?.who]).toEqual([run.subject(1), run.subject(2)]);
    expect(second!.timeUs - first!.timeUs).toBe(1_500_000);
    expect(said(run, "deployed")).toBe("worker-1 begins with a new program: it reads with v3 from now on.");
  });

  it("is refused where it cannot read what is there, with what a client gets; the new process fails at every send", () => {
    const run = play(
      rollout({
        subjects: { "orders-value": { mode: "BACKWARD", versions: [V1, NEEDS_TOTAL] } },
        shop: { writerVersion: 1 },
        group: { readerVersion: 1 },
        deeds: [[10_000, "deploy", "shop", { version: 2, downMs: 500 }]],
      }),
    );
    expect(said(run, "schemaRefused")).toMatch(
      /^The schema registry refuses v2 of orders-value, which shop-1 writes with: it does not go with v1 \(409, error code 40901\)\. .*total/,
    );
    expect(run.count("serializationFailed")).toBeGreaterThan(100);
    expect(SCHEMA_ERRORS[run.first("serializationFailed").extra]).toBe("incompatible");
    expect(run.count("produced", { afterMs: 10_500 })).toBe(0);
    expect(run.count("deserializationFailed")).toBe(0);
  });

  it.each([
    ["confluent", "409, error code 40901"],
    ["confluent-8.3", "409, error code 40901"],
    ["apicurio", "409, RuleViolationException"],
    ["glue", "the version gets the status FAILURE"],
  ])("is refused by %s in its own way", (profile, answer) => {
    const run = play(
      rollout({
        registry: { profile },
        subjects: { "orders-value": { versions: [V1, NEEDS_TOTAL] } },
        shop: { writerVersion: 1 },
        group: { readerVersion: 1 },
        deeds: [[10_000, "deploy", "shop", { version: 2, downMs: 500 }]],
      }),
    );
    expect(said(run, "schemaRefused")).toContain(`it does not go with v1 (${answer})`);
  });

  it("is taken under NONE, and then breaks its own readers on what is there already", () => {
    const run = play(
      rollout({
        subjects: { "orders-value": { mode: "BACKWARD", versions: [V1, NEEDS_TOTAL] } },
        shop: { writerVersion: 1 },
        group: { readerVersion: 1 },
        deeds: [
          [3_000, "set-compatibility", "orders", { subject: "orders-value", mode: "NONE" }],
          [5_000, "deploy", "workers", { version: 2 }],
        ],
      }),
    );
    expect(versionsOf(run.first("deserializationFailed").extra)).toBe("v2 reads v1");
  });
});

describe("a record that could not be read", () => {
  const explained = (run: Played) => {
    const explainer = new Explainer(run.program.layout, run.scenario);
    for (const row of run.rows) {
      const fact = FACT_NAMES[row.fact]!;
      if (STORY_FACTS.includes(fact)) explainer.take({ ...row, fact });
    }
    return explainer.all().filter(({ kind }) => kind === "unreadable-record");
  };

  it("is explained by the deployment, the mode, the field and the rule, and by the order that would have prevented it", () => {
    const [anomaly] = explained(play(rollout({ deeds: [DEPLOY_SHOP], worker: { instances: 1 } })));
    expect(anomaly).toMatchObject({ topic: "orders", group: "workers", member: "worker-1" });
    expect(causeText(anomaly!)).toMatch(
      new RegExp(
        [
          "^shop-1 writes with v3 since its deployment at 0:10.500",
          "worker-1 reads with v2",
          "v3 was registered at 0:10.550: BACKWARD asks whether v3 reads the version before it, not whether that one reads v3",
          "Order.note: .* \\(READER_FIELD_MISSING_DEFAULT_VALUE\\)",
          "1 record of orders \\d from offset \\d+ on, written with v3 of orders-value \\(id 3\\), cannot be read with v2: poll\\(\\) throws there again and again, and the partition is blocked",
        ].join(" → "),
      ),
    );
    expect(anomaly!.setting).toMatchObject({ nodeId: "workers", field: "readerVersion", value: "2" });
    expect(anomaly!.prevention).toMatchObject({
      says: expect.stringMatching(/^Deploy v3 to workers before anybody writes with it/),
      setting: { nodeId: "workers", field: "readerVersion", value: "3" },
    });
  });

  it("is counted where it is skipped, and nobody is blamed where the order was right", () => {
    const [skipped] = explained(
      play(rollout({ deeds: [DEPLOY_SHOP], group: { deserializationError: "skip" } })),
    );
    expect(skipped?.count).toBeGreaterThan(100);
    expect(explained(play(rollout({ deeds: [DEPLOY_WORKERS, DEPLOY_SHOP] })))).toEqual([]);
  });
});

describe("old records", () => {
  it("meet today's reader again at a replay: one that is checked against the last version only may not read the first", () => {
    // v2 dropped the field and v3 has it again, without a default: v3 reads v2 is asked for, v3 reads v1 is not.
    const versions = [order(ID, ["n", "string"]), order(ID), order(ID, ["n", "int", 0])];
    const run = play(
      rollout({
        subjects: { "orders-value": { mode: "BACKWARD", versions } },
        shop: { writerVersion: 1 },
        group: { readerVersion: 1, commit: "after-batch" },
        worker: { instances: 1 },
        durationMs: 60_000,
        deeds: [
          [5_000, "deploy", "workers", { version: 2, downMs: 100 }],
          [15_000, "deploy", "shop", { version: 2, downMs: 100 }],
          [25_000, "deploy", "workers", { version: 3, downMs: 100 }],
          [40_000, "seek", "worker", { instance: 1, to: "beginning" }],
        ],
      }),
    );
    const failed = run.first("deserializationFailed");
    expect(run.count("deserializationFailed", { beforeMs: 40_000 })).toBe(0);
    expect(failed.offset).toBe(0);
    expect(versionsOf(failed.extra)).toBe("v3 reads v1");
  });
});

describe("a registry that is down", () => {
  const DOWN = [8_000, "registry-down", "registry"] as const;
  const UP = [20_000, "registry-up", "registry"] as const;

  it("stops nobody who knows all ids", () => {
    const run = play(rollout({ registry: { latencyMs: 10 }, deeds: [DOWN] }));
    expect(run.count("schemaFetchFailed")).toBe(0);
    expect(run.count("processed", { afterMs: 30_000 })).toBeGreaterThan(100);
  });

  it("keeps a consumer that restarts from reading until it is up again: its cache is gone", () => {
    const run = play(
      rollout({
        registry: { latencyMs: 10 },
        worker: { instances: 1 },
        deeds: [DOWN, UP, [10_000, "stop", "worker"], [11_000, "restart", "worker"]],
      }),
    );
    expect(run.count("schemaFetchFailed")).toBeGreaterThan(1);
    expect(run.count("processed", { afterMs: 11_000, beforeMs: 20_000 })).toBe(0);
    expect(run.count("processed", { afterMs: 21_500 })).toBeGreaterThan(100);
    expect(run.count("deserializationFailed")).toBe(0);
  });

  it("keeps a producer that restarts from sending", () => {
    const run = play(
      rollout({
        registry: { latencyMs: 10 },
        deeds: [DOWN, UP, [10_000, "crash", "shop"], [11_000, "restart", "shop"]],
      }),
    );
    expect(run.count("produced", { afterMs: 10_000, beforeMs: 20_000 })).toBe(0);
    expect(SCHEMA_ERRORS[run.first("serializationFailed").extra]).toBe("unreachable");
    expect(run.count("produced", { afterMs: 20_000 })).toBeGreaterThan(300);
  });
});

describe("what cannot be read", () => {
  const broken = (group: Sketch["group"], hasDeadLetters = false) =>
    play(rollout({ deeds: [DEPLOY_SHOP], hasDeadLetters, ...(group === undefined ? {} : { group }) }));

  it("is skipped where the error handler says so: lost, and everything else goes on", () => {
    const run = broken({ deserializationError: "skip" });
    expect(run.count("skipped")).toBe(run.count("deserializationFailed"));
    expect(run.count("skipped")).toBeGreaterThan(100);
    expect(run.group.lag).toBeLessThan(20);
  });

  it("goes to the dead letter queue at the first attempt, and keeps the schema that it was written with", () => {
    const run = broken({ deserializationError: "dead-letter" }, true);
    const letters = run.all("deadLettered");
    expect(letters.length).toBeGreaterThan(100);
    expect(letters.every(({ extra }) => extra === 1)).toBe(true);
    expect(said(run, "deadLettered")).toMatch(
      /headers say .*kafka_dlt-original-topic = orders, .*-partition = \d, .*-offset = \d+/,
    );
    expect(run.run.kernel.writers?.value(letters[0]!.what)).toBe(3);
  });

  it("is tried again as often as the group does, then goes to the dead letter queue", () => {
    const run = broken({ deserializationError: "retry", maxAttempts: 3, backoffMs: 10 }, true);
    expect(run.first("deadLettered").extra).toBe(3);
  });

  it("holds its partition back for ever where it is tried again and no queue is wired", () => {
    const run = broken({
      deserializationError: "retry",
      maxAttempts: 3,
      backoffMs: 100,
      backoffFactor: 1,
      afterLastAttempt: "skip",
    });
    expect(run.count("skipped")).toBe(0);
    expect(run.count("failed", { on: "0", offset: run.first("failed", { on: "0" }).offset })).toBeGreaterThan(
      10,
    );
  });
});

describe("what is read differently", () => {
  it("is no error: a symbol that the reader does not have becomes its default, and it is told once a partition", () => {
    const status = (...symbols: string[]) => ({ type: "enum", name: "Status", symbols, default: "NEW" });
    const run = play(
      rollout({
        subjects: {
          "orders-value": {
            versions: [
              order(ID, ["status", status("NEW", "PAID")]),
              order(ID, ["status", status("NEW", "PAID", "REFUNDED")]),
            ],
          },
        },
        shop: { writerVersion: 2 },
        group: { readerVersion: 1 },
      }),
    );
    expect(run.count("deserializationFailed")).toBe(0);
    expect(run.count("processed")).toBeGreaterThan(500);
    expect(run.count("readDifferently")).toBe(2);
    expect(versionsOf(run.first("readDifferently").extra)).toBe("v1 reads v2");
    expect(said(run, "readDifferently")).toMatch(/no error, but not what was written/);
  });
});

describe("JSON documents", () => {
  const schema = (...required: string[]) =>
    JSON.stringify({
      type: "object",
      properties: { id: { type: "string" }, total: { type: "integer" } },
      required,
      additionalProperties: false,
    });
  const run = (validates: boolean) =>
    play(
      rollout({
        subjects: {
          "orders-value": { format: "json", mode: "NONE", versions: [schema("id"), schema("id", "total")] },
        },
        shop: { writerVersion: 1 },
        group: { readerVersion: 2, validates, deserializationError: "skip" },
      }),
    );

  it("are taken as they are where nobody holds them against the reader's schema, and that is told", () => {
    const taken = run(false);
    expect(taken.count("deserializationFailed")).toBe(0);
    expect(taken.count("readDifferently")).toBe(2);
  });

  it("fail one by one where they are validated: it depends on what each of them says", () => {
    const held = run(true);
    const failed = held.count("deserializationFailed");
    expect(failed).toBeGreaterThan(20);
    expect(held.count("processed")).toBeGreaterThan(20);
    expect(held.count("processed") + held.count("skipped")).toBeGreaterThan(700);
  });
});
