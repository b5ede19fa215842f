/** protobufjs made of closures against protobufjs as shipped; and our own reading of bytes against both. */
import { createRequire } from "node:module";
import fc from "fast-check";
import protobufjs from "protobufjs";
import { describe, expect, it } from "vitest";
import { diceOf, edited, parsed, randomFile, randomRecord, textOf } from "./codec-random.fixture.ts";
import { decodeTree } from "./decode-bytes.ts";
import { jsonOfTree } from "./decode-json.ts";
import { bytesOfTree } from "./encode-bytes.ts";
import { treeOfJson } from "./encode-json.ts";
import { reflectionOf } from "./protobufjs-reflection.ts";
import { messageOfTree, treeOfMessage } from "./protobufjs-values.ts";
import { protobufWithoutEval } from "./protobufjs-without-eval.ts";
import { type ProtoMessage, type ProtoSchema, mainMessage } from "./schema.ts";

type Protobufjs = typeof protobufjs;

/** protobufjs as its authors ship it: a second copy, which nothing has been replaced in. */
function asShipped(): Protobufjs {
  const require = createRequire(import.meta.url);
  for (const path of Object.keys(require.cache)) {
    if (path.includes("/node_modules/protobufjs/")) delete require.cache[path];
  }
  return require("protobufjs") as Protobufjs;
}

/** Whether code may be made of texts, as protobufjs does; the run with `--disallow-code-generation-from-strings` has it off. */
function mayGenerate(): boolean {
  try {
    protobufjs.util.codegen("a")("return a")()(1);
    return true;
  } catch {
    return false;
  }
}

const shipped = asShipped();
/** A key whose eight bytes are the characters 10000000. */
const DIGITS_KEY = "3472328296227680305";
/** As shipped, a message without fields takes an unknown group for a broken one, see below. */
const WITHOUT_FIELDS = /message \w+ \{\s*(extensions[^;]*;)?\s*(oneof one \{\s*\})?\s*\}/;
const RUNS = { numRuns: 500 };
const seeds = fc.integer({ min: 0, max: 2 ** 31 });

function main(schema: ProtoSchema): ProtoMessage {
  const message = mainMessage(schema);
  if (message === null) throw new Error("no message");
  return message;
}

/** All that a message of protobufjs holds, in its order, unknown fields too. */
function dump(value: unknown): unknown {
  if (value instanceof Uint8Array) return `bytes ${Buffer.from(value).toString("hex")}`;
  if (Array.isArray(value)) return value.map(dump);
  if (typeof value === "number") return Object.is(value, -0) ? "-0" : String(value);
  if (typeof value !== "object" || value === null) return value;
  if ("low" in value && "unsigned" in value) return `long ${(value as { toString(): string }).toString()}`;
  const unknowns = (value as { $unknowns?: unknown }).$unknowns;
  return [
    ...Object.keys(value).map((key) => [key, dump((value as Record<string, unknown>)[key])]),
    ["$unknowns", Object.hasOwn(value, "$unknowns") ? dump(unknowns) : []],
  ];
}

function outcome<T>(run: () => T): { ok: true; value: T } | { ok: false; says: string } {
  try {
    return { ok: true, value: run() };
  } catch (error) {
    return { ok: false, says: String(error) };
  }
}

/** Decodes with one copy of protobufjs and encodes again. */
function roundTrip(copy: Protobufjs, text: string, bytes: Uint8Array, discard: boolean): unknown {
  const { root } = copy.parse(text, new copy.Root(), { keepCase: true });
  const type = root.resolveAll().lookupType("shop.Order");
  return outcome(() => {
    const reader = copy.Reader.create(bytes);
    reader.discardUnknown = discard;
    const message = type.decode(reader);
    return {
      message: dump(message),
      again: Buffer.from(type.encode(message).finish()).toString("hex"),
      empty: outcome(() => dump(type.create({}))),
    };
  });
}

/** The bytes of one to three records behind each other: messages merge, the last member of a oneof wins. */
function merged(schema: ProtoSchema, dice: (below: number) => number): Uint8Array {
  const records = Array.from({ length: 1 + dice(3) }, () =>
    bytesOfTree(schema, treeOfJson(schema, main(schema), randomRecord(schema, dice))),
  );
  return Uint8Array.from(records.flatMap((bytes) => [...bytes]));
}

/** Well-formed bytes with a few mistakes: cut, flipped, put together. */
function broken(bytes: Uint8Array, dice: (below: number) => number): Uint8Array {
  const result = [...bytes];
  for (let i = dice(3); i >= 0; i--) {
    const at = dice(result.length + 1);
    const roll = dice(4);
    if (roll === 0) result.length = at;
    else if (roll === 1) result.splice(at, 0, dice(256));
    else if (roll === 2) result.splice(at, 1);
    else result[at] = dice(256);
  }
  return Uint8Array.from(result, (byte) => byte ?? 0);
}

describe.runIf(mayGenerate())("closures and generated code", () => {
  it("are two copies of protobufjs", () => {
    expect(shipped.Type).not.toBe(protobufjs.Type);
    expect(protobufjs.Type).toBe(protobufWithoutEval.Type);
    expect(Object.entries(shipped.Type)).not.toEqual(Object.entries(protobufjs.Type));
  });

  it("give the same messages, bytes and refusals, for records and for broken bytes", () => {
    let refused = 0;
    let read = 0;
    fc.assert(
      fc.property(seeds, fc.boolean(), fc.boolean(), (seed, breaks, discard) => {
        const dice = diceOf(seed);
        const model = randomFile(dice);
        const schema = parsed(textOf(model));
        const whole = merged(schema, dice);
        const bytes = breaks ? broken(whole, dice) : whole;
        const text = textOf(dice(4) === 0 ? model : edited(edited(model, dice), dice));
        // protobufjs knows no field of this name.
        if (WITHOUT_FIELDS.test(text.replace(/[^\n;{]+ __proto__ = [^;]*;/g, ""))) return;
        const expected = roundTrip(shipped, text, bytes, discard);
        expect(roundTrip(protobufjs, text, bytes, discard)).toEqual(expected);
        if ((expected as { ok: boolean }).ok) read++;
        else refused++;
      }),
      RUNS,
    );
    expect(read).toBeGreaterThan(50);
    expect(refused).toBeGreaterThan(20);
  });

  it("a message without fields passes over an unknown group, as it should; as shipped it does not", () => {
    const text = 'syntax = "proto2"; package shop; message Order {}';
    const group = Uint8Array.from([0x0b, 0x08, 0x01, 0x0c]);
    expect(roundTrip(protobufjs, text, group, true)).toMatchObject({ ok: true });
    expect(roundTrip(shipped, text, group, true)).toMatchObject({ ok: false });
  });

  it("our encoder writes what protobufjs as shipped writes", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const dice = diceOf(seed);
        const text = textOf(randomFile(dice)).replaceAll("__proto__", "proto");
        const schema = parsed(text);
        const record = randomRecord(schema, dice);
        // protobufjs writes another number for this key of a map, see below.
        if (JSON.stringify(record).includes(`"${DIGITS_KEY}":`)) return;
        const bytes = bytesOfTree(schema, treeOfJson(schema, main(schema), record));
        const { root } = shipped.parse(text, new shipped.Root(), { keepCase: true });
        const type = root.resolveAll().lookupType("shop.Order");
        const again = type.encode(type.decode(bytes)).finish();
        expect(Buffer.from(again).toString("hex")).toBe(Buffer.from(bytes).toString("hex"));
      }),
      RUNS,
    );
  });
});

describe("our reading of bytes and protobufjs", () => {
  it("a 64 bit key of a map whose bytes look like a decimal keeps its value with us", () => {
    const text = 'syntax = "proto3"; package shop; message Order { map<int64, bool> m = 1; }';
    const schema = parsed(text);
    const message = main(schema);
    const tree = treeOfJson(schema, message, { m: { [DIGITS_KEY]: true } });
    const bytes = reflectionOf(schema).encode(message, messageOfTree(schema, tree));
    const back = treeOfMessage(schema, message, reflectionOf(schema).decode(message, bytes));
    expect(jsonOfTree(schema, back)).toEqual({ m: { [DIGITS_KEY]: true } });
  });

  it("write the same bytes and read them back to the same record", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const dice = diceOf(seed);
        const schema = parsed(textOf(randomFile(dice)));
        const message = main(schema);
        const tree = treeOfJson(schema, message, randomRecord(schema, dice));
        const bytes = bytesOfTree(schema, tree);
        const theirs = reflectionOf(schema).encode(message, messageOfTree(schema, tree));
        expect(Buffer.from(theirs).toString("hex")).toBe(Buffer.from(bytes).toString("hex"));
        const read = decodeTree(schema, message, bytes);
        expect(read.ok && read.tree).toEqual(tree);
      }),
      RUNS,
    );
  });

  it("agree on records of other versions and on broken bytes", () => {
    const counts = { read: 0, refused: 0, stricter: 0, later: 0 };
    fc.assert(
      fc.property(seeds, fc.boolean(), (seed, breaks) => {
        const dice = diceOf(seed);
        const model = randomFile(dice);
        const writer = parsed(textOf(model));
        const reader = parsed(textOf(edited(model, dice)));
        const whole = merged(writer, dice);
        const bytes = breaks ? broken(whole, dice) : whole;
        const message = main(reader);
        const ours = decodeTree(reader, message, bytes);
        const theirs = outcome(() =>
          treeOfMessage(reader, message, reflectionOf(reader).decode(message, bytes)),
        );
        if (ours.ok && theirs.ok) {
          counts.read++;
          expect(jsonOfTree(reader, ours.tree)).toEqual(jsonOfTree(reader, theirs.value));
        } else if (!ours.ok && !theirs.ok) counts.refused++;
        else if (!ours.ok) {
          // protobufjs passes over varints of any length; the specification knows ten bytes at most.
          expect(ours.failure.message).toMatch(/longer than 10 bytes/);
          counts.stricter++;
        } else {
          // protobufjs asks for required fields of a message before all its parts have been merged.
          expect(theirs.ok || theirs.says).toMatch(/missing required/);
          counts.later++;
        }
      }),
      { numRuns: 1000 },
    );
    expect(counts.read).toBeGreaterThan(300);
    expect(counts.refused).toBeGreaterThan(50);
    expect(counts.stricter + counts.later).toBeLessThan(10);
  });

  it("agree on any bytes at all", () => {
    fc.assert(
      fc.property(seeds, fc.uint8Array({ maxLength: 24 }), (seed, bytes) => {
        const reader = parsed(textOf(randomFile(diceOf(seed))));
        const message = main(reader);
        const ours = decodeTree(reader, message, bytes);
        const theirs = outcome(() => reflectionOf(reader).decode(message, bytes));
        if (!ours.ok && theirs.ok) expect(ours.failure.message).toMatch(/longer than 10 bytes/);
        else if (ours.ok && !theirs.ok) expect(theirs.says).toMatch(/missing required/);
      }),
      { numRuns: 1000 },
    );
  });
});
