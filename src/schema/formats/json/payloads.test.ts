/** Our validator against ajv and cfworker's; verdicts of the registry's rules against documents. */
import { Validator } from "@cfworker/json-schema";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonValue } from "#schema/payload.ts";
import { jsonCodec } from "./codec.ts";
import { compareJson } from "./compare.ts";
import { changedDocuments } from "./counter-example-values.ts";
import { schemaOf } from "./json.fixture.ts";
import { jsonPayloads } from "./payloads.ts";
import { changedSchema, randomFrom, randomSchema } from "./random-schema.fixture.ts";
import { withDefaults } from "./reads-defaults.ts";
import { validate } from "./reads-validate.ts";

/** A module of the old kind, whose default is the module. */
const formats = addFormats as unknown as (ajv: Ajv) => void;

/** Pairs of schemas, and documents of each; EVENTYARD_LONG=1 for the long run. */
const PAIRS = 80;
const DOCUMENTS = import.meta.env["EVENTYARD_LONG"] === undefined ? 100 : 1000;

function ajvOf(schema: unknown, fill = false): (value: unknown) => boolean {
  const ajv = new Ajv({ strict: false, useDefaults: fill });
  formats(ajv);
  const check = ajv.compile(schema as object);
  // ajv tells objects of different prototypes apart.
  return (value) => check(JSON.parse(JSON.stringify(value)));
}

function* first<T>(count: number, all: Iterable<T>): Generator<T, void, undefined> {
  let left = count;
  for (const one of all) {
    if (left-- <= 0) return;
    yield one;
  }
}

describe("documents of random schemas", () => {
  it("are judged as by ajv and by cfworker's validator", () => {
    const counts = { valid: 0, invalid: 0 };
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = randomFrom(seed);
        const json = randomSchema(random);
        const schema = schemaOf(json);
        const theirs = ajvOf(json);
        const other = new Validator(structuredClone(json) as object, "7");
        const sample = jsonPayloads.sample(schema, random);
        for (const document of first(DOCUMENTS, changedDocuments(sample, schema.root, schema.root))) {
          const failure = validate(schema.root, document);
          const says = `${JSON.stringify(json)} ${JSON.stringify(document)} ${JSON.stringify(failure)}`;
          expect(failure === null, says).toBe(theirs(document));
          expect(failure === null, says).toBe(other.validate(document).valid);
          counts[failure === null ? "valid" : "invalid"] += 1;
        }
      }),
      { numRuns: PAIRS },
    );
    expect(Math.min(counts.valid, counts.invalid)).toBeGreaterThan(1000);
  });

  it("are valid as samples, but for schemas that hardly allow any", () => {
    let valid = 0;
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = randomFrom(seed);
        const schema = schemaOf(randomSchema(random));
        if (validate(schema.root, jsonPayloads.sample(schema, random)) === null) valid += 1;
      }),
      { numRuns: 300 },
    );
    expect(valid).toBeGreaterThan(250);
  });
});

describe("a verdict under Confluent's rules", () => {
  it("holds for documents: accepted without remarks is valid for the reader, refused has a document that is not, or none is found", () => {
    const counts = { accepted: 0, shown: 0, none: 0 };
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = randomFrom(seed);
        const writerJson = randomSchema(random);
        const readerJson = changedSchema(writerJson, random);
        const [reader, writer] = [schemaOf(readerJson), schemaOf(writerJson)];
        const differences = compareJson(reader, writer, { rules: "confluent", policy: "STRICT" });
        const [forWriter, forReader] = [ajvOf(writerJson), ajvOf(readerJson, true)];
        for (const difference of differences.filter(({ breaks }) => breaks)) {
          const example = jsonCodec.counterExample(reader, writer, difference);
          if (example === null) {
            counts.none += 1;
            continue;
          }
          counts.shown += 1;
          expect(forWriter(example.value)).toBe(true);
          expect(forReader(example.value)).toBe(false);
          expect(jsonPayloads.reads(reader, writer, example.value)).toEqual(example.decoded.outcome);
        }
        if (differences.length > 0 || jsonPayloads.understands(reader, writer) !== "same") return;
        counts.accepted += 1;
        const sample = jsonPayloads.sample(writer, random);
        for (const document of first(DOCUMENTS, changedDocuments(sample, reader.root, writer.root))) {
          if (validate(writer.root, document) !== null) continue;
          const filled: JsonValue = withDefaults(reader.root, document).value;
          expect(
            validate(reader.root, filled),
            `${JSON.stringify(writerJson)} ${JSON.stringify(readerJson)} ${JSON.stringify(document)}`,
          ).toBeNull();
          expect(forReader(document)).toBe(true);
        }
      }),
      { numRuns: PAIRS },
    );
    expect(counts.shown).toBeGreaterThan(30);
    expect(counts.accepted).toBeGreaterThan(5);
  });
});
