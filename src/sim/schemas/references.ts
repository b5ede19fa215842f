/** What a schema refers to, by reference name, with all that those refer to in their turn. */
import type { SchemaReference } from "#scenario/document.ts";

interface Referred {
  readonly id: string;
  readonly texts: readonly { readonly text: string; readonly references: readonly SchemaReference[] }[];
}

/** Texts by the names that they are referred to by. What is missing is left out: the parser says so at its place. */
export function referencesOf(
  subjects: readonly Referred[],
  references: readonly SchemaReference[],
): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const open = [...references];
  for (let reference = open.pop(); reference !== undefined; reference = open.pop()) {
    const { name, subject, version } = reference;
    if (found.has(name)) continue;
    const referred = subjects.find(({ id }) => id === subject)?.texts[version - 1];
    if (referred === undefined) continue;
    found.set(name, referred.text);
    open.push(...referred.references);
  }
  return found;
}
