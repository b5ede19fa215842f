/** Values of a document as messages show them. */
import { isJsonObject } from "./migrations/migration.ts";

/** A value as it reads in a message: short, quoted, control characters escaped. */
export function found(value: unknown): string {
  if (typeof value === "string") return visible(shortened(value));
  if (Array.isArray(value)) return "a list";
  if (isJsonObject(value)) return "an object";
  if (typeof value === "number" || typeof value === "boolean" || value === null) return String(value);
  return value === undefined ? "missing" : typeof value;
}

/** Quoted, with every character escaped that would not show or would turn the line around. */
export function visible(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** Its first 40 characters. */
export function shortened(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
