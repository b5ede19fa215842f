/** Schemas of an order in several versions, a service that writes them and a group that reads them, for tests. */
import type { FactName } from "./facts.ts";
import type { Played, Sketch } from "./scenario.fixture.ts";
import { unpackSchemas } from "./schema-port.ts";
import { sentenceOf } from "./sentences.ts";
import { startStory } from "./story-context.ts";

export type Field = readonly [name: string, type: unknown, initial?: unknown];

/** A record schema; a field with a third part has that default. */
export function order(...fields: readonly Field[]): string {
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

export const ID: Field = ["id", "string"];
export const NOTE: Field = ["note", "string"];
export const V1 = order(ID, NOTE);
/** A field more, with a default: reads what was written with v1, and v1 reads it. */
export const V2 = order(ID, NOTE, ["coupon", ["null", "string"], null]);
/** A field less: reads what was written before, but whoever still has v2 cannot read it. */
export const V3 = order(ID, ["coupon", ["null", "string"], null]);

export const NEEDS_TOTAL = order(ID, NOTE, ["total", "int"]);

/** The shop writes with v2 and the workers read with v2, in two instances; v3 is ready. */
export function rollout(sketch: Sketch = {}): Sketch {
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

/** The first row of a fact in words. */
export function said(run: Played, fact: FactName): string {
  const story = startStory(run.program.layout, run.scenario);
  const row = run.first(fact);
  return sentenceOf({ ...row, fact }, run.program.layout, story);
}

/** "v2 reads v3" of a pair of schemas in a row. */
export const versionsOf = (extra: number) => {
  const { reader, writer } = unpackSchemas(extra);
  return `v${reader} reads v${writer}`;
};
