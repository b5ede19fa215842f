/** Plausible records of a schema: what a field's name tells decides what is in it. */
import { unreachable } from "#base/assert.ts";
import type { JsonValue, Random } from "#schema/payload.ts";
import { plausibleNumber, plausibleText } from "#schema/plausible.ts";
import { jsonOfBranch } from "./reads-json.ts";
import type { AvroType, UnionType } from "./schema.ts";

/** Below this depth lists are empty and unions take the branch that ends soonest. */
const DEPTH_FULL = 4;

const DEPTH_MAX = 500;

/** Parts of one record; records of records of records may have more than there is room for. */
const PARTS_MAX = 20_000;

class TooLarge extends Error {}

/** In Avro's JSON encoding; null, which is no record, where even the smallest one is too large. */
export function sampleOf(type: AvroType, random: Random): JsonValue {
  try {
    return new Sampler(random).value(type, "", 0);
  } catch (error) {
    if (error instanceof TooLarge) return null;
    throw error;
  }
}

const MILLIS_2026 = 1_767_225_600_000;
const DAY_2026 = 20_454;

class Sampler {
  readonly #random: Random;
  #partsLeft = PARTS_MAX;
  readonly #heights = new Map<AvroType, number>();

  constructor(random: Random) {
    this.#random = random;
  }

  value(type: AvroType, name: string, depth: number): JsonValue {
    this.#partsLeft -= 1;
    if (this.#partsLeft < 0 || depth > DEPTH_MAX) throw new TooLarge();
    switch (type.kind) {
      case "null":
        return null;
      case "boolean":
        return this.#random() < 0.5;
      case "int":
      case "long":
        return this.#integer(type, name);
      case "float":
      case "double":
        return plausibleNumber(name, this.#random);
      case "string":
        return type.logical?.name === "uuid"
          ? plausibleText("uuid", this.#random)
          : plausibleText(name, this.#random);
      case "bytes":
        return this.#bytes(type.logical?.name === "decimal" ? 2 : 1 + this.#below(4));
      case "fixed":
        return this.#bytes(type.size);
      case "enum":
        return type.symbols[this.#below(type.symbols.length)]?.name ?? "";
      case "array": {
        const length = depth >= DEPTH_FULL ? 0 : 1 + this.#below(2);
        return Array.from({ length }, () => this.value(type.items.type, name, depth + 1));
      }
      case "map": {
        const keys = depth >= DEPTH_FULL ? [] : ["a", "b"].slice(0, 1 + this.#below(2));
        return Object.fromEntries(keys.map((key) => [key, this.value(type.values.type, name, depth + 1)]));
      }
      case "union": {
        const branch = this.#branch(type, depth);
        return jsonOfBranch(branch, this.value(branch, name, depth + 1));
      }
      case "record":
        return Object.fromEntries(
          type.fields.map((field) => [field.name, this.value(field.type.type, field.name, depth + 1)]),
        );
      default:
        return unreachable(type);
    }
  }

  #below(count: number): number {
    return Math.floor(this.#random() * count);
  }

  #bytes(length: number): string {
    return Array.from({ length }, () => String.fromCharCode(this.#below(128))).join("");
  }

  #integer(type: AvroType, name: string): number {
    switch (type.logical?.name) {
      case "date":
        return DAY_2026 + this.#below(365);
      case "time-millis":
        return this.#below(86_400_000);
      case "time-micros":
        return this.#below(86_400_000) * 1000;
      case "timestamp-millis":
      case "local-timestamp-millis":
        return MILLIS_2026 + this.#below(31_536_000) * 1000;
      case "timestamp-micros":
      case "local-timestamp-micros":
        return (MILLIS_2026 + this.#below(31_536_000) * 1000) * 1000;
      default:
        return Math.round(plausibleNumber(name, this.#random));
    }
  }

  #branch(union: UnionType, depth: number): AvroType {
    const types = union.branches.map(({ type }) => type);
    if (depth < DEPTH_FULL) {
      // A value tells more than none does.
      const present = types.filter(({ kind }) => kind !== "null");
      const choice = this.#random() < 0.8 && present.length > 0 ? present : types;
      return choice[this.#below(choice.length)] ?? union;
    }
    return types.reduce(
      (one, other) => (this.#height(other) < this.#height(one) ? other : one),
      types[0] ?? union,
    );
  }

  /** How deep the flattest value of a type is; Infinity while it is being found out and for what has no end. */
  #height(type: AvroType): number {
    const known = this.#heights.get(type);
    if (known !== undefined) return known;
    this.#heights.set(type, Infinity);
    let height = 0;
    if (type.kind === "record") {
      height = 1 + Math.max(0, ...type.fields.map((field) => this.#height(field.type.type)));
    } else if (type.kind === "union") {
      height = 1 + Math.min(...type.branches.map((branch) => this.#height(branch.type)));
    }
    // What was met inside itself may be found flatter from elsewhere: only ends are remembered.
    if (height === Infinity) this.#heights.delete(type);
    else this.#heights.set(type, height);
    return height;
  }
}
