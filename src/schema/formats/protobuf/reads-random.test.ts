/** What is said of readers and writers holds for random schemas, versions and records. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Difference } from "#schema/difference.ts";
import type { Understanding } from "#schema/payload.ts";
import { protobufCodec } from "./codec.ts";
import {
  type Dice,
  diceOf,
  edited,
  parsed,
  randomFile,
  randomRecord,
  textOf,
} from "./codec-random.fixture.ts";
import { compareProtobuf } from "./compare.ts";
import { protobufPayloads } from "./payloads.ts";
import { type ProtoSchema, mainMessage } from "./schema.ts";

const seeds = fc.integer({ min: 0, max: 2 ** 31 });

function versions(dice: Dice): { writer: ProtoSchema; reader: ProtoSchema } {
  const model = randomFile(dice);
  return { writer: parsed(textOf(model)), reader: parsed(textOf(edited(model, dice))) };
}

describe("random records", () => {
  it("have a span for every byte", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const dice = diceOf(seed);
        const schema = parsed(textOf(randomFile(dice)));
        const { bytes, spans } = protobufCodec.encode(schema, randomRecord(schema, dice));
        let at = 0;
        for (const { start, end } of spans) {
          expect(start).toBe(at);
          expect(end).toBeGreaterThan(start);
          at = end;
        }
        expect(at).toBe(bytes.length);
      }),
      { numRuns: 400 },
    );
  });

  it("are judged without the codec as with it, and taken as they are by their own schema", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const dice = diceOf(seed);
        const { writer, reader } = versions(dice);
        const record = randomRecord(writer, dice);
        const { bytes } = protobufCodec.encode(writer, record);
        const decoded = protobufCodec.decode(reader, writer, bytes);
        expect(protobufPayloads.reads(reader, writer, record)).toEqual(decoded.outcome);
        expect(decoded.outcome.kind === "failed").toBe(decoded.value === undefined);
        expect(decoded.steps.at(-1)?.action === "failed").toBe(decoded.value === undefined);
        const own = protobufCodec.decode(writer, writer, bytes);
        expect(own.outcome).toEqual({ kind: "same" });
        expect(own.steps.map(({ action }) => action)).not.toContain("changed");
        // What was decoded can be written again; entries of a map may come in another order.
        const again = protobufCodec.encode(writer, own.value ?? null);
        expect(protobufCodec.decode(writer, writer, again.bytes).value).toEqual(own.value);
      }),
      { numRuns: 600 },
    );
  });

  it("behave as is said of all records of their writer", () => {
    const counts: Record<Understanding, number> = { same: 0, differs: 0, "by-payload": 0, never: 0 };
    let suffering = 0;
    fc.assert(
      fc.property(seeds, (seed) => {
        const dice = diceOf(seed);
        const { writer, reader } = versions(dice);
        const understanding = protobufPayloads.understands(reader, writer);
        counts[understanding]++;
        const kinds = Array.from(
          { length: 12 },
          () => protobufPayloads.reads(reader, writer, randomRecord(writer, dice)).kind,
        );
        if (understanding === "same") expect(new Set(kinds)).toEqual(new Set(["same"]));
        if (understanding === "differs") expect(kinds).not.toContain("failed");
        if (understanding === "never") expect(new Set(kinds)).toEqual(new Set(["failed"]));
        if (understanding !== "same" && kinds.some((kind) => kind !== "same")) suffering++;
      }),
      { numRuns: 1500 },
    );
    expect(Math.min(...Object.values(counts))).toBeGreaterThan(10);
    expect(suffering).toBeGreaterThan(200);
  });

  it("samples are records, the same for the same numbers", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const schema = parsed(textOf(randomFile(diceOf(seed))));
        const random = () => {
          const dice = diceOf(seed + 1);
          return () => dice(1_000_000) / 1_000_000;
        };
        const record = protobufPayloads.sample(schema, random());
        expect(record).toEqual(protobufPayloads.sample(schema, random()));
        expect(protobufPayloads.reads(schema, schema, record)).toEqual({ kind: "same" });
      }),
      { numRuns: 400 },
    );
  });
});

describe("the registry's verdict and the bytes", () => {
  it("compatible and without a word on data: 20 random records are read as they were written", () => {
    let compatible = 0;
    fc.assert(
      fc.property(seeds, (seed) => {
        const dice = diceOf(seed);
        const { writer, reader } = versions(dice);
        const found = compareProtobuf(reader, writer, { rules: "confluent" });
        if (found.some(suffers)) return;
        compatible++;
        for (let i = 0; i < 20; i++) {
          const record = randomRecord(writer, dice);
          const { bytes } = protobufCodec.encode(writer, record);
          expect(protobufCodec.decode(reader, writer, bytes).outcome).toEqual({ kind: "same" });
        }
      }),
      { numRuns: 1500 },
    );
    expect(compatible).toBeGreaterThan(200);
  });

  it("not compatible, or compatible with a loss: counter-examples are really lost", () => {
    const counts = { proved: 0, none: 0 };
    fc.assert(
      fc.property(seeds, (seed) => {
        const { writer, reader } = versions(diceOf(seed));
        for (const difference of compareProtobuf(reader, writer, { rules: "confluent" })) {
          if (!suffers(difference)) continue;
          const example = protobufCodec.counterExample(reader, writer, difference);
          if (example === null) {
            counts.none++;
            continue;
          }
          counts.proved++;
          expect(example.decoded.outcome.kind).not.toBe("same");
          if (!example.says.startsWith(`${mainMessage(writer)?.name} `)) continue;
          expect(protobufCodec.decode(reader, writer, example.bytes)).toEqual(example.decoded);
        }
      }),
      { numRuns: 600 },
    );
    expect(counts.proved).toBeGreaterThan(counts.none);
  });
});

function suffers({ breaks, dataEffect }: Difference): boolean {
  return breaks || dataEffect !== undefined;
}
