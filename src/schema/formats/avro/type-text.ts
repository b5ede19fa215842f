/** A type or field of one schema as text to be put into another one. */
import type { JsonNode } from "#schema/json-text.ts";
import {
  isNamed,
  typeTitle,
  type AvroField,
  type AvroSchema,
  type AvroType,
  type NamedType,
} from "./schema.ts";

/** Definitions and fields in a text that is put in; a larger one is no fix. */
const PARTS_MAX = 500;

/** The type as JSON; types that the target has are named only, others are written out once. null where it is too large. */
export function typeText(type: AvroType, target: AvroSchema): string | null {
  return new Writer(target).type(type);
}

/** The field as an object with all that was written in it. */
export function fieldText(field: AvroField, target: AvroSchema): string | null {
  const type = typeText(field.type.type, target);
  if (type === null) return null;
  const members = field.json.members.map(
    ({ key, value }) => `${JSON.stringify(key)}: ${key === "type" ? type : jsonText(value)}`,
  );
  return `{${members.join(", ")}}`;
}

/** JSON on one line, with a space after commas and colons. */
export function jsonText(node: JsonNode): string {
  switch (node.kind) {
    case "object":
      return `{${node.members.map(({ key, value }) => `${JSON.stringify(key)}: ${jsonText(value)}`).join(", ")}}`;
    case "array":
      return `[${node.items.map(jsonText).join(", ")}]`;
    case "number":
      return node.raw;
    case "string":
      return JSON.stringify(node.value);
    case "boolean":
      return String(node.value);
    case "null":
      return "null";
  }
}

class Writer {
  readonly #target: AvroSchema;
  readonly #written = new Set<NamedType>();
  #parts = 0;

  constructor(target: AvroSchema) {
    this.#target = target;
  }

  type(type: AvroType): string | null {
    this.#parts++;
    if (this.#parts > PARTS_MAX) return null;
    if (isNamed(type)) return this.#named(type);
    if (type.kind === "union") {
      const branches = type.branches.map((branch) => this.type(branch.type));
      return branches.includes(null) ? null : `[${branches.join(", ")}]`;
    }
    if (type.json === null) return JSON.stringify(type.kind);
    return this.#object(type);
  }

  #named(type: NamedType): string | null {
    if (this.#target.named.has(type.fullName) || this.#written.has(type)) {
      return JSON.stringify(type.fullName);
    }
    this.#written.add(type);
    return this.#object(type);
  }

  /** All members as they are written, inner types and the full name in their places. */
  #object(type: Exclude<AvroType, { kind: "union" }>): string | null {
    const members: string[] = [];
    for (const { key, value } of type.json?.members ?? []) {
      if (key === "namespace" && isNamed(type)) continue;
      const text = this.#member(type, key, value);
      if (text === null) return null;
      members.push(`${JSON.stringify(key)}: ${text}`);
    }
    return `{${members.join(", ")}}`;
  }

  #member(type: Exclude<AvroType, { kind: "union" }>, key: string, value: JsonNode): string | null {
    if (key === "items" && type.kind === "array") return this.type(type.items.type);
    if (key === "values" && type.kind === "map") return this.type(type.values.type);
    if (key === "name" && isNamed(type)) return JSON.stringify(type.fullName);
    if (key === "aliases" && isNamed(type)) return JSON.stringify(type.aliases);
    if (key !== "fields" || type.kind !== "record") return jsonText(value);
    const fields: string[] = [];
    for (const field of type.fields) {
      const inner = this.type(field.type.type);
      if (inner === null) return null;
      const members = field.json.members.map(
        (member) =>
          `${JSON.stringify(member.key)}: ${member.key === "type" ? inner : jsonText(member.value)}`,
      );
      fields.push(`{${members.join(", ")}}`);
    }
    return `[${fields.join(", ")}]`;
  }
}

/** A type's text in a title: short, or what it is called. */
export function shortTypeText(type: AvroType): string {
  const title = typeTitle(type);
  return title.length > 40 ? type.kind : title;
}
