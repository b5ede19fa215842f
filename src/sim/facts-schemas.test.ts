/**
 * What becomes of records whose schema changes while they flow. In each sketch the topic "orders" carries Avro records
 * of the subject "orders-value": the service "shop" writes them, the group "workers" reads them.
 */
import { describe, expect, it } from "vitest";
import { frameOf } from "./frame-of.ts";
import { play, type Played, type Sketch } from "./scenario.fixture.ts";
import { SCHEMA_ERRORS, unpackSchemas } from "./schema-port.ts";
import { sentenceOf } from "./sentences.ts";
import { startStory } from "./story-context.ts";
import { FACT_NAMES, STORY_FACTS } from "./facts.ts";
import { causeText, Explainer } from "./explain.ts";

type Field = readonly [name: string, type: unknown, initial?: unknown];

/** A record schema; a field with a third part has that default. */
function order(...fields: readonly Field[]): string {
  return JSON.stringify({
    type: "record",
    name: "Order",
    fields: fields.map((field) => ({
      name: field[0],
      type: field[1],
      ...(field.length === 3 ? { default: field[2] } : {}),
    })),
  });
}

const ID: Field = ["id", "string"];
const NOTE: Field = ["note", "string"];
const V1 = order(ID, NOTE);
/** A field more, with a default: reads what was written with v1, and v1 reads it. */
const V2 = order(ID, NOTE, ["coupon", ["null", "string"], null]);
/** A field less: reads what was written before, but whoever still has v2 cannot read it. */
const V3 = order(ID, ["coupon", ["null", "string"], null]);

const NEEDS_TOTAL = order(ID, NOTE, ["total", "int"]);

/** The shop writes with v2 and the workers read with v2, in two instances; v3 is ready. */
function rollout(sketch: Sketch = {}): Sketch {
  return {
    durationMs: 40_000,
    topics: { orders: { partitions: 2, valueSubject: "orders-value" } },
    subjects: { "orders-value": { mode: "BACKWARD", versions: [V1, V2, V3] } },
    ...sketch,
    shop: { instances: 1, writerVersion: 2, ratePerSecond: 20, ...sketch.shop },
    worker: { instances: 2, ...sketch.worker },
    group: { readerVersion: 2, commit: "after-record", autoOffsetReset: "earliest", ...sketch.group },
  };
}

const DEPLOY_SHOP = [10_000, "deploy", "shop", { version: 3, downMs: 500 }] as const;
const DEPLOY_WORKERS = [4_000, "deploy", "workers", { version: 3, downMs: 500, pauseMs: 1_000 }] as const;

/** The first row of a fact in words. */
function said(run: Played, fact: (typeof FACT_NAMES)[number]): string {
  const story = startStory(run.program.layout, run.scenario);
  const row = run.first(fact);
  return sentenceOf({ ...row, fact }, run.program.layout, story);
}

const versionsOf = (extra: number) => {
  const { reader, writer } = unpackSchemas(extra);
  return `v${reader} reads v${writer}`;
};

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

describe("a version in the topic's name", () => {
  it("is published side by side: each event once to each topic, each with the schema of its own, until nobody reads the first", () => {
    const run = play({
      durationMs: 20_000,
      topics: {
        "orders.v1": { partitions: 1, valueSubject: "orders.v1-value" },
        "orders.v2": { partitions: 1, valueSubject: "orders.v2-value" },
      },
      subjects: { "orders.v1-value": { versions: [V1] }, "orders.v2-value": { versions: [NEEDS_TOTAL] } },
      group: { autoOffsetReset: "earliest" },
    });
    const keysOn = (on: string) => run.all("produced", { on }).map(({ extra }) => extra);
    expect(keysOn("orders.v1-0")).toEqual(keysOn("orders.v2-0"));
    expect(keysOn("orders.v1-0").length).toBeGreaterThan(100);
    expect(run.count("deserializationFailed")).toBe(0);
    const writers = run.all("produced").map(({ what }) => run.run.kernel.writers?.value(what));
    expect(new Set(writers)).toEqual(new Set([1, 2]));
  });
});

describe("messages in an envelope", () => {
  const enveloped = (group: Sketch["group"]): Sketch =>
    rollout({
      topics: { orders: { partitions: 2, valueSubject: "orders-value", envelope: "eventyard" } },
      subjects: {
        "orders-value": { mode: "NONE", versions: [V1, NEEDS_TOTAL, order(ID, ["total", "int"])] },
      },
      shop: { writerVersion: 1 },
      worker: { instances: 1 },
      group: { readerVersion: 3, upcasters: true, upcastMs: 2, ...group },
    });

  it("are brought up to the reader's version step by step, each step taking its time, and nobody asks a registry", () => {
    const run = play(enveloped({}));
    expect(run.count("upcast")).toBe(run.count("processed"));
    const upcast = run.first("upcast");
    const started = run.first("started", { on: run.label(upcast.where), offset: upcast.offset });
    expect(upcast.timeUs - started.timeUs).toBe(1_000 + 2 * 2_000);
    expect(said(run, "upcast")).toMatch(/up by 2 steps: v1 → v2 → v3\.$/);
    expect(run.count("schemaFetched")).toBe(0);
  });

  it("are unknown to a reader whose version is older", () => {
    const newer = play({ ...enveloped({ readerVersion: 1 }), shop: { writerVersion: 2, ratePerSecond: 20 } });
    expect(versionsOf(newer.first("deserializationFailed").extra)).toBe("v1 reads v2");
    expect(said(newer, "deserializationFailed")).toMatch(/v2 is unknown to it|total/);
  });
});
