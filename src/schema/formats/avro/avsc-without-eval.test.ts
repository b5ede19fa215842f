/** avsc made of closures against avsc as shipped: same bytes, values, resolvers, refusals and error paths. */
import { createRequire } from "node:module";
import type { AvscType } from "avsc/etc/browser/avsc-types.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { avscWithoutEval } from "./avsc-without-eval.ts";

type Avsc = typeof avscWithoutEval;

/** avsc as its authors ship it: a second copy, which nothing has been replaced in. */
function asShipped(): Avsc {
  const require = createRequire(import.meta.url);
  for (const path of Object.keys(require.cache)) {
    if (path.includes("/node_modules/avsc/")) delete require.cache[path];
  }
  return require("avsc/etc/browser/avsc-types.js") as Avsc;
}

/** An Avro schema as JSON, with names of its own for every named type. */
const schemas: fc.Arbitrary<unknown> = fc
  .letrec<{ type: unknown; record: unknown }>((tie) => ({
    type: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      fc.constantFrom("null", "boolean", "int", "long", "float", "double", "string", "bytes"),
      fc.constantFrom(
        { type: "int", logicalType: "date" },
        { type: "bytes", logicalType: "decimal", precision: 4, scale: 2 },
      ),
      fc.constant({ type: "enum", name: "E", symbols: ["A", "B", "C"] }),
      fc.integer({ min: 1, max: 9 }).map((size) => ({ type: "fixed", name: "F", size })),
      tie("type").map((items) => ({ type: "array", items })),
      tie("type").map((values) => ({ type: "map", values })),
      fc.subarray(["null", "int", "string", "bytes", "double"], { minLength: 1 }),
      tie("record").map((record) => ["null", record]),
      tie("record"),
    ),
    record: fc.record({
      type: fc.constantFrom("record", "error"),
      name: fc.constantFrom("R", "ns.R", "S"),
      aliases: fc.subarray(["T", "ns.R"]),
      fields: fc
        .uniqueArray(
          fc.record({
            name: fc.constantFrom("a", "b", "c", "stack", "constructor", "toString"),
            type: tie("type"),
            aliases: fc.subarray(["x", "y", "a"], { maxLength: 1 }),
          }),
          { selector: ({ name }) => name, maxLength: 4 },
        )
        .chain((fields) =>
          fc
            .array(fc.boolean(), { minLength: fields.length, maxLength: fields.length })
            .map((ints) =>
              fields.map((field, i) => (ints[i] ? { ...field, type: "int", default: i } : field)),
            ),
        ),
    }),
  }))
  .record.map(withOwnNames);

const NAMED = new Set<unknown>(["record", "error", "enum", "fixed"]);

/** A second type of one name is a mistake: numbers tell them apart, in the order in which they are met. */
function withOwnNames(schema: unknown): unknown {
  let count = 0;
  const visit = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(visit);
    if (typeof node !== "object" || node === null) return node;
    const named = NAMED.has((node as { type?: unknown }).type);
    const entries = Object.entries(node).map(([key, value]) => {
      if (named && key === "name" && count++ > 0) return [key, `${String(value)}${count}`];
      return [key, key === "aliases" || key === "symbols" ? value : visit(value)];
    });
    return Object.fromEntries(entries) as unknown;
  };
  return visit(schema);
}

interface Random {
  random(): unknown;
}

/** What a call gives or says; records of two copies are compared by what they hold. */
function outcome(call: () => unknown): unknown {
  try {
    return { value: plain(call()) };
  } catch (error) {
    return { error: words((error as Error).message) };
  }
}

/** How Node shows a list, and how avsc falls over a writer that is no record, is not asked of us. */
function words(message: string): string {
  return message
    .replace(/(ambiguous aliasing for \S+).*/s, "$1")
    .replace(/Cannot read properties of undefined .*/, "no record to read");
}

function plain(value: unknown): unknown {
  return JSON.stringify(value, (_, part: unknown) => (typeof part === "bigint" ? `${part}n` : part));
}

function errorPaths(type: AvscType, value: unknown): unknown {
  const found: string[] = [];
  type.isValid(value, {
    errorHook: (path: string[], part: unknown, at: AvscType) =>
      found.push(`${path.join("/")} ${String(plain(part))} ${at.typeName}`),
  });
  return found;
}

/** avsc writes into it: a new one for each schema. */
const options = () => ({ wrapUnions: true });

describe("avsc made of closures", () => {
  const shipped = asShipped();

  it("refuses the same schemas, with the same words, and writes and reads the same bytes", () => {
    fc.assert(
      fc.property(schemas, (schema) => {
        const ours = outcome(() => avscWithoutEval.Type.forSchema(schema, options()).toString());
        expect(ours).toEqual(outcome(() => shipped.Type.forSchema(schema, options()).toString()));
        fc.pre("value" in (ours as object));
        const mine = avscWithoutEval.Type.forSchema(schema, options());
        const theirs = shipped.Type.forSchema(schema, options());
        const value = (theirs as AvscType & Random).random();
        const bytes = theirs.toBuffer(value);
        expect(Buffer.compare(mine.toBuffer(value), bytes)).toBe(0);
        expect(plain(mine.fromBuffer(bytes))).toBe(plain(theirs.fromBuffer(bytes)));
        expect(Object.keys(mine.fromBuffer(bytes) as object)).toEqual(
          Object.keys(theirs.fromBuffer(bytes) as object),
        );
      }),
      { numRuns: 500 },
    );
  });

  it("names the same places in values that do not fit", () => {
    fc.assert(
      fc.property(
        schemas,
        fc.object({ maxDepth: 2, key: fc.constantFrom("a", "b", "c") }),
        (schema, value) => {
          const mine = outcome(() => errorPaths(avscWithoutEval.Type.forSchema(schema, options()), value));
          const theirs = outcome(() => errorPaths(shipped.Type.forSchema(schema, options()), value));
          expect(mine).toEqual(theirs);
        },
      ),
      { numRuns: 500 },
    );
  });

  it("resolves the same versions to the same values, and refuses the same with the same words", () => {
    let read = 0;
    fc.assert(
      fc.property(schemas, schemas, fc.boolean(), (readerSchema, other, near) => {
        // As shipped it takes what Object.prototype has by these names for fields of the writer.
        fc.pre(!/"name":"(?:constructor|toString)"/.test(JSON.stringify([readerSchema, other])));
        const writerSchema = near ? changed(readerSchema) : other;
        const through = ({ Type }: Avsc, bytes: Uint8Array) =>
          outcome(() => {
            const reader = Type.forSchema(readerSchema, options());
            const writer = Type.forSchema(writerSchema, options());
            const resolver = reader.createResolver(writer);
            // With the check left out, fields at the end that nobody wants are not even skipped.
            return [reader.fromBuffer(bytes, resolver), reader.fromBuffer(bytes, resolver, true)];
          });
        let bytes: Uint8Array;
        try {
          const writer = shipped.Type.forSchema(writerSchema, options());
          bytes = writer.toBuffer((writer as AvscType & Random).random());
        } catch {
          return;
        }
        const mine = through(avscWithoutEval, bytes);
        if ("value" in (mine as object)) read += 1;
        const theirs = through(shipped, bytes);
        // As shipped it takes Object.prototype's "constructor" and "toString" for fields of the writer.
        fc.pre((theirs as { error?: string }).error !== "not a type: undefined");
        expect(mine).toEqual(theirs);
      }),
      { numRuns: 700 },
    );
    expect(read).toBeGreaterThan(50);
  });

  it("makes instances that know their type, and errors that are errors", () => {
    for (const { Type } of [avscWithoutEval, shipped]) {
      const type = Type.forSchema({
        type: "error",
        name: "a.Oops",
        fields: [{ name: "why", type: "string" }],
      });
      const value = type.fromBuffer(type.toBuffer({ why: "no" }));
      expect(value).toBeInstanceOf(Error);
      const { name } = value as Error;
      expect(name).toBe("Oops");
    }
  });
});

/** A version of a record as people make them: the last field goes, the first ones change places, one is new. */
function changed(schema: unknown): unknown {
  const record = schema as { fields: { name: string }[] };
  const fields = record.fields.slice(0, -1).toReversed();
  return { ...record, fields: [...fields, { name: "added", type: "string" }] };
}
