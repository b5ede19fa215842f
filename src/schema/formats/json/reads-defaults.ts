/** Defaults of missing properties, put in before a document is validated, as Confluent's Java deserializer does. */
import type { JsonValue } from "#schema/payload.ts";
import { isList, isObject, memberPath } from "./reads-values.ts";
import type { SchemaNode } from "./schema.ts";

export interface Filled {
  readonly value: JsonValue;
  /** What was put in, in the order of the schema. */
  readonly added: readonly { readonly path: string; readonly value: JsonValue }[];
}

const PARTS_MAX = 50_000;
const DEPTH_MAX = 200;

/** Looks at what always applies: properties, items, what `$ref` and `allOf` lead to; not at alternatives. */
export function withDefaults(node: SchemaNode, value: JsonValue): Filled {
  const filler = new Filler();
  const filled = filler.fill(node, value, "", 0);
  return { value: filled, added: filler.added };
}

class Filler {
  readonly added: { path: string; value: JsonValue }[] = [];
  #partsLeft = PARTS_MAX;

  fill(node: SchemaNode, value: JsonValue, path: string, depth: number): JsonValue {
    this.#partsLeft -= 1;
    if (this.#partsLeft < 0 || depth > DEPTH_MAX) return value;
    let filled = value;
    if (node.ref !== null) filled = this.fill(node.ref, filled, path, depth + 1);
    if (node.ref !== null && node.refOnly) return filled;
    for (const part of node.allOf) filled = this.fill(part, filled, path, depth + 1);
    if (isObject(filled)) return this.#object(node, filled, path, depth);
    if (!isList(filled)) return filled;
    const parts = filled.map((item, index) => {
      const schema = node.prefixItems[index] ?? node.items;
      return schema === null ? item : this.fill(schema, item, `${path}[${index}]`, depth + 1);
    });
    return parts.every((part, index) => part === filled[index]) ? filled : parts;
  }

  #object(
    node: SchemaNode,
    value: Readonly<Record<string, JsonValue>>,
    path: string,
    depth: number,
  ): JsonValue {
    let changed = false;
    const members = new Map(Object.entries(value));
    for (const [name, schema] of node.properties) {
      const at = memberPath(path, name);
      const present = members.get(name);
      if (present !== undefined) {
        const filled = this.fill(schema, present, at, depth + 1);
        if (filled !== present) [changed] = [true, members.set(name, filled)];
      } else if (schema.default !== null) {
        changed = true;
        members.set(name, schema.default.value);
        this.added.push({ path: at, value: schema.default.value });
      }
    }
    return changed ? Object.fromEntries(members) : value;
  }
}
