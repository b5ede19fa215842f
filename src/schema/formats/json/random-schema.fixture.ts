/** Random JSON Schemas and versions of them as people make them. All from one number. */
import type { Random } from "#schema/payload.ts";

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Members = { [key: string]: Json };

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

class Maker {
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  below(count: number): number {
    return Math.floor(this.#random() * count);
  }

  chance(probability: number): boolean {
    return this.#random() < probability;
  }

  pick<T>(list: readonly T[]): T {
    const picked = list[this.below(list.length)];
    if (picked === undefined) throw new Error("nothing to pick");
    return picked;
  }

  object(depth: number): Members {
    const names = ["id", "name", "price", "tags", "state", "customer"].filter(() => this.chance(0.5));
    const properties = Object.fromEntries(names.map((name) => [name, this.schema(depth + 1)]));
    const required = names.filter(() => this.chance(0.4));
    return {
      type: "object",
      properties,
      ...(required.length > 0 ? { required } : {}),
      ...(this.chance(0.4)
        ? { additionalProperties: this.pick<Json>([false, true, { type: "string" }]) }
        : {}),
      ...(this.chance(0.1) ? { patternProperties: { "^x-": { type: "string" } } } : {}),
      ...(this.chance(0.1) ? { minProperties: 1 } : {}),
      ...(this.chance(0.1) ? { maxProperties: 8 } : {}),
    };
  }

  schema(depth: number): Json {
    if (depth < 3) {
      const kind = this.below(12);
      if (kind === 0) return this.object(depth);
      if (kind === 1) return this.#list(depth);
      if (kind === 2)
        return { [this.pick(["anyOf", "oneOf"])]: [this.schema(depth + 1), this.schema(depth + 1)] };
      if (kind === 3) return { allOf: [this.schema(depth + 1), { title: "part" }] };
      if (kind === 4) return { type: ["null", "string"] };
      if (kind === 5) return { $ref: "#/definitions/shared" };
    }
    switch (this.below(5)) {
      case 0:
        return this.#number();
      case 1:
        return { enum: ["a", "b", 1, null].slice(0, 1 + this.below(4)) };
      case 2:
        return { type: "boolean" };
      case 3:
        return this.chance(0.2) ? { const: this.pick<Json>(["a", 1, { a: [1] }]) } : {};
      default:
        return this.#text();
    }
  }

  #list(depth: number): Members {
    return {
      type: "array",
      items: this.schema(depth + 1),
      ...(this.chance(0.3) ? { minItems: this.below(3) } : {}),
      ...(this.chance(0.3) ? { maxItems: 2 + this.below(3) } : {}),
      ...(this.chance(0.2) ? { uniqueItems: true } : {}),
      ...(this.chance(0.1) ? { contains: { type: "integer" } } : {}),
    };
  }

  #number(): Members {
    return {
      type: this.pick(["integer", "number"]),
      ...(this.chance(0.3) ? { minimum: this.below(10) } : {}),
      ...(this.chance(0.3) ? { maximum: 500 + this.below(1000) } : {}),
      ...(this.chance(0.1) ? { exclusiveMinimum: 1 } : {}),
      ...(this.chance(0.2) ? { multipleOf: this.pick([0.5, 2, 5, 0.1]) } : {}),
    };
  }

  #text(): Members {
    return {
      type: "string",
      ...(this.chance(0.2) ? { minLength: this.below(5) } : {}),
      ...(this.chance(0.2) ? { maxLength: 5 + this.below(10) } : {}),
      ...(this.chance(0.15) ? { pattern: this.pick(["^[a-z]", "^[A-Z]{2}-\\d+$", "e"]) } : {}),
      ...(this.chance(0.15) ? { format: this.pick(["date", "uuid", "date-time", "ipv4"]) } : {}),
    };
  }

  /** Changes one keyword somewhere. */
  change(schema: Json): void {
    const nodes: Members[] = [];
    collect(schema, nodes);
    const node = this.pick(nodes);
    const { properties, required } = node;
    const isObject = typeof properties === "object" && properties !== null && !Array.isArray(properties);
    if (!isObject) {
      const keys = Object.keys(node).filter((key) => key !== "$ref" && key !== "definitions");
      const key = keys[this.below(keys.length)];
      const other = this.#scalarChange(key, key === undefined ? null : (node[key] ?? null));
      if (key !== undefined && other !== undefined) node[key] = other;
      else if (key !== undefined && key !== "type" && this.chance(0.5)) delete node[key];
      return;
    }
    const names = Object.keys(properties);
    const name = names[this.below(names.length)];
    switch (this.below(5)) {
      case 0:
        properties["added"] = this.schema(3);
        return;
      case 1:
        properties["needed"] = { ...this.#text(), ...(this.chance(0.5) ? { default: "none" } : {}) };
        node["required"] = [...(Array.isArray(required) ? required : []), "needed"];
        return;
      case 2:
        if (name === undefined) return;
        delete properties[name];
        if (Array.isArray(required)) node["required"] = required.filter((one) => one !== name);
        return;
      case 3:
        node["additionalProperties"] = this.pick<Json>([false, true, { type: "integer" }]);
        return;
      default:
        if (name !== undefined) properties[name] = this.schema(2);
    }
  }

  #scalarChange(key: string | undefined, value: Json): Json | undefined {
    if (key === "type") return this.pick(["string", "integer", "number", "boolean"]);
    if (typeof value === "number") return Math.max(key === "multipleOf" ? 1 : 0, value + this.pick([-1, 1]));
    if (key === "enum" && Array.isArray(value)) return value.length > 1 ? value.slice(1) : [...value, "z"];
    return undefined;
  }
}

function collect(schema: Json, into: Members[]): void {
  if (Array.isArray(schema)) return schema.forEach((part) => collect(part, into));
  if (typeof schema !== "object" || schema === null) return;
  into.push(schema);
  for (const key of ["items", "allOf", "anyOf", "oneOf"])
    if (schema[key] !== undefined) collect(schema[key], into);
  for (const key of ["properties", "definitions"]) {
    const parts = schema[key];
    if (typeof parts === "object" && parts !== null)
      Object.values(parts).forEach((part) => collect(part, into));
  }
}

/** Draft 7, an object at the top. */
export function randomSchema(random: Random): Json {
  const maker = new Maker(random);
  const shared = maker.object(2);
  return { ...maker.object(0), definitions: { shared } };
}

/** One to three changes, harmless ones and others. */
export function changedSchema(schema: Json, random: Random): Json {
  const maker = new Maker(random);
  const copy = structuredClone(schema);
  const changes = 1 + maker.below(3);
  for (let i = 0; i < changes; i++) maker.change(copy);
  return copy;
}
