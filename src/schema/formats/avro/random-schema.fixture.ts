/** Random schemas, versions of them as people make them, and random records. All from one number. */
import type { JsonValue, Random } from "#schema/payload.ts";
import { jsonOfBranch } from "./reads-json.ts";
import type { AvroType } from "./schema.ts";

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Mulberry32: uniform in [0, 1). */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

class Dice {
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  below(count: number): number {
    return Math.floor(this.#random() * count);
  }

  pick<T>(list: readonly T[]): T {
    const picked = list[this.below(list.length)];
    if (picked === undefined) throw new Error("nothing to pick");
    return picked;
  }

  chance(probability: number): boolean {
    return this.#random() < probability;
  }
}

const PRIMITIVES = ["boolean", "int", "long", "float", "double", "string", "bytes"] as const;
const LOGICAL: readonly Json[] = [
  { type: "long", logicalType: "timestamp-millis" },
  { type: "long", logicalType: "timestamp-micros" },
  { type: "int", logicalType: "date" },
  { type: "bytes", logicalType: "decimal", precision: 6, scale: 2 },
  { type: "bytes", logicalType: "decimal", precision: 6, scale: 3 },
];
const FIELD_NAMES = ["a", "b", "c", "d", "e", "id", "name", "total", "constructor"];

/** An Avro schema that is a record, as JSON. */
export function randomSchema(random: Random): Json {
  return new Maker(new Dice(random)).record(0);
}

class Maker {
  readonly #dice: Dice;
  #names = 0;

  constructor(dice: Dice) {
    this.#dice = dice;
  }

  record(depth: number): Json {
    const name = `R${this.#names++}`;
    const names = FIELD_NAMES.filter(() => this.#dice.chance(0.4)).slice(0, 5);
    const fields: Json[] = (names.length > 0 ? names : ["a"]).map((field) => {
      const type = this.type(depth + 1);
      const fallback = this.#dice.chance(0.4) ? defaultOf(type) : undefined;
      return fallback === undefined ? { name: field, type } : { name: field, type, default: fallback };
    });
    if (this.#dice.chance(0.15)) fields.push({ name: "next", type: ["null", name], default: null });
    const namespace = this.#dice.chance(0.3) ? { namespace: this.#dice.pick(["shop", "lab.x"]) } : {};
    return { type: "record", name, ...namespace, fields };
  }

  type(depth: number): Json {
    const dice = this.#dice;
    const plain = depth > 3 || dice.chance(0.5);
    if (plain) return dice.chance(0.2) ? dice.pick(LOGICAL) : dice.pick(PRIMITIVES);
    switch (dice.below(6)) {
      case 0:
        return this.#enum();
      case 1:
        return { type: "fixed", name: `F${this.#names++}`, size: 1 + dice.below(4) };
      case 2:
        return { type: "array", items: this.type(depth + 1) };
      case 3:
        return { type: "map", values: this.type(depth + 1) };
      case 4:
        return this.#union(depth);
      default:
        return this.record(depth + 1);
    }
  }

  #enum(): Json {
    const symbols = ["A", "B", "C", "D"].slice(0, 1 + this.#dice.below(4));
    const fallback = this.#dice.chance(0.3) ? { default: this.#dice.pick(symbols) } : {};
    return { type: "enum", name: `E${this.#names++}`, symbols, ...fallback };
  }

  #union(depth: number): Json {
    const kinds: Json[] = PRIMITIVES.filter(() => this.#dice.chance(0.25));
    if (this.#dice.chance(0.6)) kinds.unshift("null");
    if (this.#dice.chance(0.4)) kinds.push(this.record(depth + 1));
    if (this.#dice.chance(0.2)) kinds.push(this.#enum());
    return kinds.length > 0 ? kinds : ["null", "string"];
  }
}

/** A default for types for which one is short. */
function defaultOf(type: Json): Json | undefined {
  if (Array.isArray(type)) return defaultOf(type[0] ?? "null");
  if (typeof type === "object" && type !== null) {
    if (type["type"] === "array") return [];
    if (type["type"] === "map") return {};
    if (type["type"] === "enum" && Array.isArray(type["symbols"])) return type["symbols"][0];
    return typeof type["type"] === "string" && type["logicalType"] !== undefined
      ? defaultOf(type["type"])
      : undefined;
  }
  switch (type) {
    case "null":
      return null;
    case "boolean":
      return true;
    case "int":
    case "long":
      return 7;
    case "float":
    case "double":
      return 1.5;
    case "string":
    case "bytes":
      return "x";
    default:
      return undefined;
  }
}

/** Another version of a schema: one to three changes, harmless ones and others. */
export function changedSchema(schema: Json, random: Random): Json {
  const dice = new Dice(random);
  const copy = structuredClone(schema);
  const changes = 1 + dice.below(3);
  for (let i = 0; i < changes; i++) changeOnce(copy, dice, i);
  return copy;
}

function changeOnce(schema: Json, dice: Dice, turn: number): void {
  const nodes: { [key: string]: Json }[] = [];
  collect(schema, nodes);
  const node = dice.pick(nodes);
  const { type } = node;
  if (type === "record") changeRecord(node, dice, turn);
  else if (type === "enum") changeEnum(node, dice);
  else if (type === "fixed") node["size"] = 1 + dice.below(4);
  else changeType(node, dice);
}

/** Records, enums, fixed and fields: what can be changed in its place. */
function collect(node: Json, into: { [key: string]: Json }[]): void {
  if (Array.isArray(node)) return node.forEach((part) => collect(part, into));
  if (typeof node !== "object" || node === null) return;
  if (node["name"] !== undefined) into.push(node);
  for (const key of ["type", "items", "values", "fields"]) {
    if (node[key] !== undefined) collect(node[key], into);
  }
}

function changeRecord(record: { [key: string]: Json }, dice: Dice, turn: number): void {
  const fields = record["fields"];
  if (!Array.isArray(fields)) return;
  switch (dice.below(6)) {
    case 0:
      fields.splice(dice.below(fields.length + 1), 0, { name: `new${turn}`, type: "string", default: "n" });
      return;
    case 1:
      fields.splice(dice.below(fields.length + 1), 0, { name: `must${turn}`, type: "int" });
      return;
    case 2:
      fields.splice(dice.below(fields.length), 1);
      return;
    case 3:
      fields.reverse();
      return;
    case 4: {
      const field = fields[dice.below(fields.length)];
      if (typeof field !== "object" || field === null || Array.isArray(field)) return;
      if (dice.chance(0.7)) field["aliases"] = [field["name"] ?? ""];
      field["name"] = `renamed${turn}`;
      return;
    }
    default:
      if (dice.chance(0.5)) record["namespace"] = "moved";
      else if (!JSON.stringify(fields).includes('"next"')) record["name"] = `Other${turn}`;
  }
}

function changeEnum(type: { [key: string]: Json }, dice: Dice): void {
  const symbols = type["symbols"];
  if (!Array.isArray(symbols)) return;
  if (dice.chance(0.5)) symbols.push("NEW");
  else if (symbols.length > 1 && symbols[symbols.length - 1] !== type["default"]) symbols.pop();
  type["symbols"] = [...new Set(symbols)];
}

function changeType(field: { [key: string]: Json }, dice: Dice): void {
  const type = field["type"] ?? "null";
  delete field["default"];
  if (Array.isArray(type)) {
    if (dice.chance(0.4)) type.reverse();
    else if (dice.chance(0.5) && type.length > 1) type.splice(dice.below(type.length), 1);
    else if (!type.includes("double")) type.push("double");
  } else if (typeof type === "string") {
    field["type"] = dice.chance(0.3) ? [...new Set(["null", type])] : dice.pick(PRIMITIVES);
  } else if (type !== null && typeof type === "object" && type["logicalType"] !== undefined) {
    field["type"] = dice.pick(LOGICAL);
  } else {
    field["type"] = ["null", type];
  }
}

/** `tame`: numbers that every kind of number holds exactly, bytes that are ASCII. */
export function randomValue(type: AvroType, random: Random, tame: boolean, depth = 0): JsonValue {
  const dice = new Dice(random);
  const inner = (of: AvroType) => randomValue(of, random, tame, depth + 1);
  const length = depth > 6 ? 0 : dice.below(3);
  switch (type.kind) {
    case "null":
      return null;
    case "boolean":
      return dice.chance(0.5);
    case "int":
      return tame ? dice.below(2 ** 20) - 2 ** 19 : dice.pick([0, -1, 2 ** 31 - 1, -(2 ** 31), 16_777_217]);
    case "long":
      return tame
        ? dice.below(2 ** 20) - 2 ** 19
        : dice.pick([0, 2 ** 40, "9007199254740993", "9223372036854775807", "-9223372036854775808"]);
    case "float":
      return tame ? dice.below(1000) / 8 : dice.pick([0.5, "NaN", "-Infinity", 2 ** 100]);
    case "double":
      return tame ? dice.below(1000) / 8 : dice.pick([0.1, "NaN", "Infinity", -1e300]);
    case "string":
      return dice.pick(tame ? ["", "Ada", "x".repeat(70)] : ["hé", "𝄞", "\u0000"]);
    case "bytes":
      return dice.pick(tame ? ["", "ab"] : ["\u00ff\u00fe", "\u0001"]);
    case "fixed":
      return "\u0041".repeat(type.size);
    case "enum":
      return dice.pick(type.symbols).name;
    case "array":
      return Array.from({ length }, () => inner(type.items.type));
    case "map":
      return Object.fromEntries(
        ["k", "constructor", "1"].slice(0, length).map((key) => [key, inner(type.values.type)]),
      );
    case "union": {
      const ends = type.branches.find((branch) => branch.type.kind === "null");
      const branch = depth > 6 && ends !== undefined ? ends : dice.pick(type.branches);
      return jsonOfBranch(branch.type, inner(branch.type));
    }
    case "record":
      return Object.fromEntries(type.fields.map((field) => [field.name, inner(field.type.type)]));
    default:
      throw new Error("no such type");
  }
}
