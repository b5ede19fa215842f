/** JSON values as JSON Schema sees them: types, equality, places. */
import type { JsonValue } from "#schema/payload.ts";
import type { TypeName } from "./schema.ts";

export type JsonObject = Readonly<Record<string, JsonValue>>;

export function isObject(value: JsonValue): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** The narrowest type: whole numbers are integers, also when written as 1.0. */
export function typeOf(value: JsonValue): TypeName {
  if (value === null) return "null";
  if (isList(value)) return "array";
  switch (typeof value) {
    case "boolean":
      return "boolean";
    case "string":
      return "string";
    case "number":
      return Number.isInteger(value) ? "integer" : "number";
    default:
      return "object";
  }
}

export function isOfType(value: JsonValue, type: TypeName): boolean {
  const own = typeOf(value);
  return own === type || (own === "integer" && type === "number");
}

/** One text for equal values: the order of an object's members does not matter. */
export function canonicalText(value: JsonValue): string {
  if (isList(value)) return `[${value.map(canonicalText).join(",")}]`;
  if (!isObject(value)) return JSON.stringify(value === 0 ? 0 : value);
  const members = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, part]) => `${JSON.stringify(key)}:${canonicalText(part)}`).join(",")}}`;
}

export function isEqual(one: JsonValue, other: JsonValue): boolean {
  return one === other || canonicalText(one) === canonicalText(other);
}

/** The member of an object, undefined if it has none of its own. */
export function memberValue(object: JsonObject, name: string): JsonValue | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/** The place of a member, e.g. `customer.name`; names that are no words in brackets. */
export function memberPath(path: string, name: string): string {
  if (!/^[\w$-]+$/.test(name)) return `${path}[${JSON.stringify(name)}]`;
  return path === "" ? name : `${path}.${name}`;
}

/** A value in a sentence: as JSON, cut short. */
export function shownValue(value: JsonValue): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
