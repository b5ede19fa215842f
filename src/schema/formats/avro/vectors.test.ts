/** What Java's classes say of pairs of schemas; where the pairs come from is told beside them. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { canDecode } from "./compare-grammar.ts";
import { compareAvro } from "./compare.ts";
import { parseAvro } from "./parse.ts";
import type { AvroSchema } from "./schema.ts";

interface Expected {
  readonly type: string;
  readonly location: string;
  readonly message: string;
}

interface Pair {
  readonly name: string;
  readonly reader: unknown;
  readonly writer: unknown;
  readonly compatible: boolean;
  readonly expectedTypes?: readonly string[];
  readonly expectedLocations?: readonly string[];
  readonly expectedMessages?: readonly string[];
  readonly incompatibilities?: readonly Expected[];
  /** The text of an exception where Java cannot make the grammar. */
  readonly javaGrammarCanRead?: boolean | string;
}

function vectors(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`__vectors__/${name}`, import.meta.url), "utf8"));
}

function schema(json: unknown): AvroSchema {
  const { schema: parsed, problems } = parseAvro(JSON.stringify(json), { isNew: false });
  if (parsed === null) throw new Error(problems[0]?.says);
  return parsed;
}

function refused(reader: unknown, writer: unknown): readonly Expected[] {
  return compareAvro(schema(reader), schema(writer), { rules: "confluent", policy: "STRICT" })
    .filter(({ breaks }) => breaks)
    .map(({ code, location, message }) => ({ type: code, location, message }));
}

function expectedOf(pair: Pair): readonly Expected[] {
  const { expectedTypes = [], expectedLocations = [], expectedMessages = [] } = pair;
  return (
    pair.incompatibilities?.map(({ type, location, message }) => ({ type, location, message })) ??
    expectedTypes.map((type, index) => ({
      type,
      location: expectedLocations[index] ?? "",
      message: expectedMessages[index] ?? "",
    }))
  );
}

describe.each(["avro-pairs.json", "avro-random-pairs.json"])("%s", (name) => {
  const pairs = vectors(name) as readonly Pair[];

  it("has the verdict, the types, the locations and the messages of Java's SchemaCompatibility", () => {
    for (const pair of pairs) {
      const found = refused(pair.reader, pair.writer);
      expect(found.length === 0, pair.name).toBe(pair.compatible);
      // Where Java throws, it lists nothing.
      const listed = found.filter(({ type }) => type !== "AMBIGUOUS_ALIAS");
      expect(listed, pair.name).toEqual(expectedOf(pair));
    }
  });

  it("is read by Java's decoding grammar where ours reads it", () => {
    for (const { name: pair, reader, writer, javaGrammarCanRead } of pairs) {
      if (javaGrammarCanRead === undefined) continue;
      expect(canDecode(schema(reader).root, schema(writer).root), pair).toBe(javaGrammarCanRead === true);
    }
  });
});

describe("Apicurio's own cases", () => {
  it("have its verdict in both directions", () => {
    interface Case {
      readonly id: string;
      readonly compatibility: string;
      readonly original: unknown;
      readonly updated: unknown;
    }
    for (const { id, compatibility, original, updated } of (
      vectors("apicurio-avro.json") as { readonly tests: readonly Case[] }
    ).tests) {
      const backward = refused(updated, original).length === 0;
      const forward = refused(original, updated).length === 0;
      const found = backward ? (forward ? "both" : "backward") : forward ? "forward" : "none";
      expect(found, id).toBe(compatibility);
    }
  });
});
