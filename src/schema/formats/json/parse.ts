/** JSON Schema text to a schema, with all its problems at their places. */
import type { Parsed } from "#schema/difference.ts";
import type { ParseOptions } from "#schema/format.ts";
import { parseJsonText, type JsonNode } from "#schema/json-text.ts";
import { SCHEMA_DEPTH_MAX, SCHEMA_TEXT_MAX } from "#schema/limits.ts";
import { Builder, type Defined } from "./build.ts";
import { dialectOf } from "./dialects.ts";
import { emptyNode, headOf, withoutFragment } from "./draft-node.ts";
import { Problems, quoted } from "./problems.ts";
import { resolveRefs, type Built, type FindDocument } from "./refs.ts";
import { resolveUrl } from "./url.ts";
import type { JsonSchema, SchemaDocument, SchemaNode } from "./schema.ts";

/** A schema in a schema takes two levels of JSON: `properties`, then the schema itself. */
const JSON_DEPTH_MAX = 2 * SCHEMA_DEPTH_MAX + 8;
/** Schema in schema, by `$ref` too, each not met before. */
const PATH_MAX = 400;
const REFERENCES_MAX = 100;

/** Reads a schema. Never throws; time is linear in the length of the texts. */
export function parse(text: string, options: ParseOptions): Parsed<JsonSchema> {
  const problems = new Problems();
  const built = buildDocument("", text, problems);
  if (built === null) return { schema: null, problems: problems.inOrder() };
  const references = new References(options.references ?? new Map(), problems);
  resolveRefs(built, problems, references.find);
  references.resolveAll();
  if (!problems.hasErrors) checkDepth(built.defined.document.root, problems);
  if (options.isNew) checkReserved(built.defined.document.root, problems);
  const { document } = built.defined;
  return {
    schema: problems.hasErrors
      ? null
      : { text, document, root: document.root, references: references.documents() },
    problems: problems.inOrder(),
  };
}

function buildDocument(name: string, text: string, problems: Problems): Built | null {
  if (text.length > SCHEMA_TEXT_MAX) {
    problems.error(
      "too-long",
      { start: SCHEMA_TEXT_MAX, end: text.length },
      `The text has ${String(text.length)} characters; up to ${String(SCHEMA_TEXT_MAX)} are read.`,
      "Split it and refer to the parts with $ref.",
    );
    return null;
  }
  const { root, flaws } = parseJsonText(text, { depthMax: JSON_DEPTH_MAX, comments: false });
  for (const { code, range, says, tryThis } of flaws) {
    if (code === "json-duplicate-key") problems.warning(code, range, says, tryThis);
    else problems.error(code, range, says, tryThis);
  }
  return root === null ? null : buildTree(name, text, root, problems);
}

function buildTree(name: string, text: string, tree: JsonNode, problems: Problems): Built | null {
  if (tree.kind !== "object" && tree.kind !== "boolean") {
    problems.error(
      "no-schema",
      headOf(tree),
      "A schema is an object, true or false.",
      'Write e.g. {"type": "object"}.',
    );
    return null;
  }
  const { dialect, isWritten, unknown } = dialectOf(tree);
  const document: { -readonly [Key in keyof SchemaDocument]: SchemaDocument[Key] } = {
    name,
    text,
    tree,
    dialect,
    isDialectWritten: isWritten,
    // Replaced below; a document and its root know each other.
    root: undefined as unknown as SchemaNode,
  };
  document.root = emptyNode(document, tree.range, headOf(tree), "#");
  const defined: Defined = {
    document,
    byPointer: new Map(),
    byUrl: new Map(),
    byAnchor: new Map(),
    pending: [],
  };
  const builder = new Builder(defined, problems, resolveUrl);
  const root = builder.schema(tree, "#", headOf(tree), "");
  if (root === null) return null;
  document.root = root;
  defined.byUrl.set("", root);
  if (unknown !== null) tellDialect(root, unknown, problems);
  return { defined, builder };
}

function tellDialect(root: SchemaNode, unknown: string, problems: Problems): void {
  problems.warning(
    "unknown-dialect",
    root.keywords.get("$schema")?.value.range ?? root.nameRange,
    `${quoted(unknown)} is no known dialect; the schema is read as draft 7.`,
    'Write e.g. "http://json-schema.org/draft-07/schema#" or "https://json-schema.org/draft/2020-12/schema".',
  );
}

/** Other texts by name, built when something refers to them. */
class References {
  readonly #texts: ReadonlyMap<string, string>;
  readonly #problems: Problems;
  readonly #built = new Map<string, Built | null>();
  readonly #byUrl = new Map<string, string>();

  constructor(texts: ReadonlyMap<string, string>, problems: Problems) {
    this.#texts = texts;
    this.#problems = problems;
    for (const name of texts.keys()) this.#byUrl.set(withoutFragment(resolveUrl("", name)), name);
  }

  readonly find: FindDocument = (names, ref) => {
    const known = names
      .flatMap((name) => (this.#texts.has(name) ? [name] : [this.#byUrl.get(name) ?? []]))
      .flat();
    const name = known[0] ?? this.#endingLike(names);
    if (name === undefined || this.#built.size >= REFERENCES_MAX) return undefined;
    const before = this.#built.get(name);
    if (before !== undefined) return before;
    const problems = new Problems();
    const built = buildDocument(name, this.#texts.get(name) ?? "", problems);
    const flaw = problems.firstError;
    this.#built.set(name, flaw === undefined ? built : null);
    if (flaw === undefined) return built;
    this.#problems.error(
      "bad-reference",
      ref.range,
      `The schema ${quoted(name)} that this refers to is ill-formed: ${flaw.says}`,
      "Mend it in its own subject, or refer to another version.",
    );
    return null;
  };

  /** `$ref`s in other texts; what they lead to may again be another text. */
  resolveAll(): void {
    const done = new Set<string>();
    for (let more = true; more;) {
      more = false;
      for (const [name, built] of this.#built) {
        if (built === null || done.has(name)) continue;
        done.add(name);
        more = true;
        this.#resolveOne(name, built);
      }
    }
  }

  documents(): ReadonlyMap<string, SchemaDocument> {
    return new Map(
      [...this.#built].flatMap(([name, built]) => (built === null ? [] : [[name, built.defined.document]])),
    );
  }

  #resolveOne(name: string, built: Built): void {
    const problems = new Problems();
    resolveRefs(built, problems, this.find);
    const flaw = problems.firstError;
    if (flaw === undefined) return;
    this.#problems.error(
      "bad-reference",
      { start: 0, end: 1 },
      `The schema ${quoted(name)} that this refers to is ill-formed: ${flaw.says}`,
      "Mend it in its own subject, or refer to another version.",
    );
  }

  /** `address.json` where the schema's own `$id` made the URL `http://shop.example/address.json`. */
  #endingLike(names: readonly string[]): string | undefined {
    return [...this.#texts.keys()].find((name) =>
      names.some((wanted) => wanted.endsWith(`/${name.replace(/^\.\//, "")}`)),
    );
  }
}

/**
 * Chains of schemas so long that following them might not end well: walked as a comparison walks them, depth first, each
 * schema once, definitions only where something refers to them.
 */
function checkDepth(root: SchemaNode, problems: Problems): void {
  const seen = new Set<SchemaNode>([root]);
  const path: Iterator<SchemaNode>[] = [inwardsOf(root)];
  for (let inner = path.at(-1); inner !== undefined; inner = path.at(-1)) {
    const { value: next, done } = inner.next();
    if (done === true) path.pop();
    else if (!seen.has(next)) {
      seen.add(next);
      path.push(inwardsOf(next));
    }
    if (path.length <= PATH_MAX) continue;
    problems.error(
      "refs-too-deep",
      root.nameRange,
      `Schemas lead from one into the next more than ${String(PATH_MAX)} times by $ref.`,
      "Shorten the chain.",
    );
    return;
  }
}

function* inwardsOf(node: SchemaNode): Generator<SchemaNode, undefined> {
  if (node.ref !== null) yield node.ref;
  yield* childrenOf(node);
}

/** All schemas directly inside a schema; neither definitions nor what `$ref` leads to. */
function childrenOf(node: SchemaNode): readonly SchemaNode[] {
  const single = [
    node.additionalProperties,
    node.unevaluatedProperties,
    node.propertyNames,
    node.items,
    node.contains,
    node.unevaluatedItems,
    node.not,
    node.ifSchema,
    node.thenSchema,
    node.elseSchema,
  ].filter((child) => child !== null);
  return [
    ...node.properties.values(),
    ...node.patternProperties.map(({ schema }) => schema),
    ...node.dependentSchemas.values(),
    ...node.prefixItems,
    ...node.allOf,
    ...node.anyOf,
    ...node.oneOf,
    ...single,
  ];
}

/** Confluent's `validate(strict)`: names that start with `$$` are its own. */
function checkReserved(root: SchemaNode, problems: Problems): void {
  for (const [name, property] of root.properties) {
    if (!name.startsWith("$$")) continue;
    problems.error(
      "reserved-name",
      property.nameRange,
      `${quoted(name)}: a registry keeps names that start with $$ for itself.`,
      "Give the property another name.",
    );
  }
}
