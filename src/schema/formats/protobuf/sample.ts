/** A plausible record of a message. */
import type { JsonValue, Random } from "#schema/payload.ts";
import { wellKnown } from "./codec-well-known.ts";
import { toBase64 } from "./codec-base64.ts";
import { fieldTable } from "./codec-tree.ts";
import {
  type ProtoField,
  type ProtoMessage,
  type ProtoSchema,
  type Scalar,
  type ValueType,
  mainMessage,
} from "./schema.ts";

/** Beyond it optional messages are left out. */
const DEPTH = 4;
/** Values of one record, so that wide and bushy schemas stay readable. */
const VALUES_MAX = 3000;
/** Required messages inside each other: a chain without end has no record. */
const REQUIRED_DEPTH = 60;

const NAMES = ["Ada", "Grace", "Linus", "Barbara", "Edsger"];
const CITIES = ["Berlin", "Lisbon", "Oslo", "Nairobi", "Lima"];
const WORDS = ["amber", "birch", "cedar", "delta", "ember", "fjord"];

/** `Payloads.sample`. The same numbers give the same record. */
export function sample(schema: ProtoSchema, random: Random): JsonValue {
  const message = mainMessage(schema);
  return message === null ? {} : new Sampler(schema, random).message(message, 0);
}

class Sampler {
  readonly #schema: ProtoSchema;
  readonly #random: Random;
  #left = VALUES_MAX;

  constructor(schema: ProtoSchema, random: Random) {
    this.#schema = schema;
    this.#random = random;
  }

  message(message: ProtoMessage, depth: number): JsonValue {
    if (message.fullName === "google.protobuf.Timestamp") return this.#time();
    if (message.fullName === "google.protobuf.Duration") return `${1 + this.#below(600)}s`;
    const { fields, keyOf } = fieldTable(this.#schema, message);
    const entries: [string, JsonValue][] = [];
    const chosen = new Map(
      message.oneofs.map((oneof) => [oneof, oneof.fields[this.#below(oneof.fields.length)]]),
    );
    for (const field of fields) {
      const { oneof } = field;
      const isSet =
        oneof === null || oneof.synthetic
          ? field.presence === "required" || this.#random() < 0.9
          : chosen.get(oneof) === field;
      if (!isSet) continue;
      const value = this.#content(field, depth);
      if (value !== null) entries.push([keyOf.get(field) ?? field.name, value]);
    }
    const plain = Object.fromEntries(entries);
    const form = wellKnown(message.fullName)?.json(plain);
    return form === undefined ? plain : form;
  }

  #time(): string {
    return `2026-0${1 + this.#below(9)}-1${this.#below(10)}T12:00:00Z`;
  }

  /** null: left out, as it would go too deep. */
  #content(field: ProtoField, depth: number): JsonValue | null {
    const { type } = field;
    const holdsMessages =
      type.kind === "map" ? type.value.kind === "message" : type.kind === "message" || type.kind === "group";
    const mayEnd = field.presence !== "required";
    if (mayEnd && holdsMessages && (depth >= DEPTH || this.#left <= 0)) return null;
    if (!mayEnd && depth >= REQUIRED_DEPTH) return null;
    if (mayEnd && this.#left <= -VALUES_MAX) return null;
    this.#left--;
    if (type.kind === "map") {
      const count = 1 + this.#below(2);
      return Object.fromEntries(
        Array.from({ length: count }, (_, i) => [
          this.#key(type.key, i),
          this.#value(field.name, type.value, depth),
        ]),
      );
    }
    const one = (): JsonValue =>
      type.kind === "group" ? this.message(type.message, depth + 1) : this.#value(field.name, type, depth);
    if (field.presence !== "repeated") return one();
    return Array.from({ length: 1 + this.#below(holdsMessages ? 2 : 3) }, one);
  }

  #value(name: string, type: ValueType, depth: number): JsonValue {
    switch (type.kind) {
      case "scalar":
        return this.#scalar(name.toLowerCase(), type.scalar);
      case "enum":
        return type.enum.constants[this.#below(type.enum.constants.length)]?.name ?? 0;
      case "message":
        return this.message(type.message, depth + 1);
    }
  }

  #key(type: Scalar, place: number): string {
    if (type === "bool") return place === 0 ? "true" : "false";
    if (type === "string") return `${this.#of(WORDS)}${place === 0 ? "" : place}`;
    return String(1 + place * 100 + this.#below(99));
  }

  #scalar(name: string, scalar: Scalar): JsonValue {
    switch (scalar) {
      case "bool":
        return this.#random() < 0.5;
      case "string":
        return this.#text(name);
      case "bytes":
        return toBase64(Uint8Array.from({ length: 4 }, () => this.#below(256)));
      case "float":
      case "double":
        return (1 + this.#below(79_999)) / 8;
      case "int64":
      case "uint64":
      case "sint64":
      case "fixed64":
      case "sfixed64":
        return String(this.#whole(name));
      default:
        return this.#whole(name) % 1_000_000_000;
    }
  }

  #whole(name: string): number {
    if (/(_at|time|timestamp|_ms|millis)$/.test(name)) return 1_760_000_000_000 + this.#below(1_000_000_000);
    if (/(count|quantity|qty)$/.test(name)) return 1 + this.#below(9);
    if (/(price|amount|total|cents)$/.test(name)) return 99 + this.#below(50_000);
    return 1 + this.#below(9999);
  }

  #text(name: string): string {
    if (name.includes("email")) return `${this.#of(NAMES).toLowerCase()}@example.com`;
    if (/(^|_)(id|key|uuid)$/.test(name) || /[a-z]id$/.test(name))
      return `${name.replace(/_?(id|key|uuid)$/, "") || "id"}-${1 + this.#below(9999)}`;
    if (name.includes("currency")) return this.#of(["EUR", "USD", "JPY"]);
    if (name.includes("city")) return this.#of(CITIES);
    if (name.includes("country")) return this.#of(["DE", "PT", "NO", "KE", "PE"]);
    if (name.includes("phone")) return `+49 30 ${100_000 + this.#below(899_999)}`;
    if (name.includes("url")) return `https://example.com/${this.#of(WORDS)}`;
    if (/(_at|time|date)$/.test(name)) return this.#time();
    if (name.includes("name")) return this.#of(NAMES);
    return this.#of(WORDS);
  }

  #below(count: number): number {
    return Math.floor(this.#random() * count);
  }

  #of(list: readonly string[]): string {
    return list[this.#below(list.length)] ?? "";
  }
}
