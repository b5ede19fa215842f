/** `$ref`: what a reference leads to, in the same text or in another one. */
import type { JsonNode } from "#schema/json-text.ts";
import type { Builder, Defined, PendingRef } from "./build.ts";
import { emptyNode, headOf, withoutFragment, type MutableNode } from "./draft-node.ts";
import { isMetaSchema } from "./dialects.ts";
import { nearest } from "./near.ts";
import { quoted, type Problems } from "./problems.ts";
import { resolveUrl } from "./url.ts";

/** A document that is built, with what built it: parts behind unknown keywords are built when something refers to them. */
export interface Built {
  readonly defined: Defined;
  readonly builder: Builder;
}

/** Finds another document by its URL; undefined where none was given, null where it cannot be read (told already). */
export type FindDocument = (names: readonly string[], ref: PendingRef) => Built | null | undefined;

/** Resolves all `$ref`s of a document; those that lead nowhere are told. New ones may appear meanwhile. */
export function resolveRefs(built: Built, problems: Problems, find: FindDocument): void {
  const { pending } = built.defined;
  for (let next = 0; next < pending.length; next++) {
    const ref = pending[next];
    if (ref === undefined) continue;
    const target = targetOf(built, ref, find);
    if (target === undefined) tellUnresolved(built, ref, problems);
    else if (target === ref.node) {
      problems.error("ref-to-itself", ref.range, "This $ref leads to itself.", "Refer to another schema.");
    } else if (target !== null) ref.node.ref = target;
  }
}

/** null: there is a document of that name, but it is ill-formed, which is told. */
function targetOf(built: Built, ref: PendingRef, find: FindDocument): MutableNode | null | undefined {
  if (isMetaSchema(ref.text)) return anything(built);
  const absolute = ref.text.startsWith("#") ? ref.base + ref.text : resolveUrl(ref.base, ref.text);
  const url = withoutFragment(absolute);
  const fragment = decoded(absolute.slice(url.length + 1));
  const here = built.defined.byUrl.get(url);
  if (here !== undefined) return within(built, here, url, fragment);
  const anchored = built.defined.byAnchor.get(absolute);
  if (anchored !== undefined) return anchored;
  const other = find([withoutFragment(ref.text), url], ref);
  if (other === undefined || other === null) return other;
  return within(other, other.defined.document.root as MutableNode, rootUrl(other), fragment);
}

function rootUrl({ defined }: Built): string {
  return [...defined.byUrl].find(([url, node]) => url !== "" && node === defined.document.root)?.[0] ?? "";
}

function within(built: Built, root: MutableNode, url: string, fragment: string): MutableNode | undefined {
  if (fragment === "") return root;
  const { byPointer, byAnchor, document } = built.defined;
  if (!fragment.startsWith("/")) return byAnchor.get(`${url}#${fragment}`) ?? byAnchor.get(`#${fragment}`);
  const pointer = root.pointer + fragment;
  const known = byPointer.get(pointer) ?? byPointer.get(`#${fragment}`);
  if (known !== undefined) return known;
  const place = jsonAt(document.tree, `#${fragment}`) ?? jsonAt(document.tree, pointer);
  return place === undefined
    ? undefined
    : (built.builder.schema(place, `#${fragment}`, headOf(place), url) ?? undefined);
}

/** The value that a JSON pointer leads to. */
function jsonAt(tree: JsonNode, pointer: string): JsonNode | undefined {
  let current: JsonNode | undefined = tree;
  for (const token of pointer.split("/").slice(1)) {
    const name = token.replaceAll("~1", "/").replaceAll("~0", "~");
    if (current?.kind === "object") current = current.members.findLast(({ key }) => key === name)?.value;
    else if (current?.kind === "array")
      current = /^\d+$/.test(name) ? current.items[Number(name)] : undefined;
    else return undefined;
  }
  return current;
}

function decoded(fragment: string): string {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}

function anything({ defined }: Built): MutableNode {
  const { root } = defined.document;
  const node = emptyNode(defined.document, root.range, root.nameRange, root.pointer);
  node.always = true;
  return node;
}

function tellUnresolved({ defined }: Built, { text, range }: PendingRef, problems: Problems): void {
  const known = [
    ...[...defined.byPointer.keys()].filter((pointer) => /^#\/(?:\$defs|definitions)\/[^/]+$/.test(pointer)),
    ...[...defined.byAnchor.keys()].map((anchor) => anchor.slice(anchor.indexOf("#"))),
    ...[...defined.byUrl.keys()].filter((url) => url !== ""),
  ];
  const meant = meantBy(text, known);
  problems.error(
    "unresolved-ref",
    range,
    `${quoted(text)} leads nowhere.`,
    meant === undefined
      ? text.startsWith("#")
        ? "Define it, e.g. under definitions or $defs."
        : "Add the schema to the references of this version, under this very name."
      : `Did you mean ${quoted(meant)}?`,
    meant === undefined
      ? undefined
      : { title: `Change to ${quoted(meant)}`, edits: [{ range, text: JSON.stringify(meant) }] },
  );
}

/** Also where only the keyword is mixed up: `#/$defs/A` for `#/definitions/A`. */
function meantBy(text: string, known: readonly string[]): string | undefined {
  const name = text.slice(text.lastIndexOf("/") + 1);
  const byName = nearest(
    name,
    known.map((pointer) => pointer.slice(pointer.lastIndexOf("/") + 1)),
  );
  const same = known.find((pointer) => byName !== undefined && pointer.endsWith(`/${byName}`));
  return same ?? nearest(text, known);
}
