/** A default for a type, as JSON text: the plainest value that there is. */
import type { AvroType } from "./schema.ts";

/** Parts that a default is made of; a larger one helps nobody. */
const PARTS_MAX = 200;

/** null where a value would have no end, or is too large to be written. */
export function defaultTextFor(type: AvroType): string | null {
  return new Writer().text(type);
}

class Writer {
  #parts = 0;
  readonly #open = new Set<AvroType>();

  text(type: AvroType): string | null {
    this.#parts++;
    if (this.#parts > PARTS_MAX) return null;
    switch (type.kind) {
      case "null":
        return "null";
      case "boolean":
        return "false";
      case "int":
      case "long":
        return "0";
      case "float":
      case "double":
        return "0.0";
      case "bytes":
        return type.logical?.name === "decimal" ? String.raw`"\u0000"` : '""';
      case "string":
        return type.logical?.name === "uuid" ? '"00000000-0000-0000-0000-000000000000"' : '""';
      case "array":
        return "[]";
      case "map":
        return "{}";
      case "fixed":
        return type.size <= 64 ? `"${String.raw`\u0000`.repeat(type.size)}"` : null;
      case "enum": {
        const symbol = type.default?.symbol ?? type.symbols[0]?.name;
        return symbol === undefined ? null : JSON.stringify(symbol);
      }
      case "union": {
        const [first] = type.branches;
        return first === undefined ? null : this.text(first.type);
      }
      case "record":
        return this.#record(type);
    }
  }

  #record(type: Extract<AvroType, { kind: "record" }>): string | null {
    if (this.#open.has(type)) return null;
    this.#open.add(type);
    const members: string[] = [];
    for (const field of type.fields) {
      if (field.default !== null) continue;
      const value = this.text(field.type.type);
      if (value === null) return null;
      members.push(`${JSON.stringify(field.name)}: ${value}`);
    }
    this.#open.delete(type);
    return `{${members.join(", ")}}`;
  }
}
