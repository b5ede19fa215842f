/** Gives a type another short name, at its definition and wherever the text refers to it. */
import type { Fix } from "#schema/difference.ts";
import type { TextEdit } from "#schema/text-range.ts";
import { quoted } from "./names.ts";
import { partsOf, type AvroSchema, type AvroType, type NamedType, type TypeUse } from "./schema.ts";

/** The namespace stays. Nothing for a type of another text. */
export function renameType(schema: AvroSchema, type: NamedType, name: string): readonly Fix[] {
  if (type.foreign || name === "") return [];
  const fullName = type.namespace === "" ? name : `${type.namespace}.${name}`;
  const edits: TextEdit[] = [{ range: type.nameRange, text: JSON.stringify(fullName) }];
  for (const use of usesOf(schema)) {
    if (use.type === type && !use.defines && !use.foreign) {
      edits.push({ range: use.range, text: JSON.stringify(fullName) });
    }
  }
  return [{ title: `Call it ${quoted(name)} again`, edits }];
}

/** All places where types are used, each once. */
export function usesOf(schema: AvroSchema): readonly TypeUse[] {
  const seen = new Set<AvroType>();
  const uses: TypeUse[] = [];
  const open: TypeUse[] = [schema.root];
  for (let use = open.pop(); use !== undefined; use = open.pop()) {
    uses.push(use);
    const { type } = use;
    if (seen.has(type)) continue;
    seen.add(type);
    open.push(...partsOf(type));
  }
  return uses;
}
