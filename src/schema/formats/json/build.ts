/** Schema nodes from a JSON tree: each keyword read once, with what is wrong with it. `$ref`s are left to refs.ts. */
import type { JsonMember, JsonNode } from "#schema/json-text.ts";
import { FIELDS_MAX, SCHEMA_DEPTH_MAX, SCHEMA_NODES_MAX } from "#schema/limits.ts";
import type { TextRange } from "#schema/text-range.ts";
import { checkSchema } from "./check-schema.ts";
import { emptyNode, escaped, headOf, withoutFragment, type MutableNode } from "./draft-node.ts";
import { isKnownIn, keywordNamed } from "./keywords.ts";
import type { Problems } from "./problems.ts";
import { readKeyword, type KeywordReader } from "./read-keyword.ts";
import type { Dialect, SchemaDocument } from "./schema.ts";

/** Alternatives in one `anyOf`, `oneOf`, `allOf` or tuple: comparing them takes the square of their number. */
const BRANCHES_MAX = 500;

/** A `$ref` still to be resolved. */
export interface PendingRef {
  readonly node: MutableNode;
  readonly text: string;
  readonly range: TextRange;
  readonly base: string;
}

/** What one document defines: filled while it is built, read when `$ref`s are resolved. */
export interface Defined {
  readonly document: SchemaDocument;
  /** By JSON pointer with its `#`. */
  readonly byPointer: Map<string, MutableNode>;
  /** Roots of resources by absolute URL without a fragment; "" is the document itself. */
  readonly byUrl: Map<string, MutableNode>;
  /** By absolute URL, `#` and name. */
  readonly byAnchor: Map<string, MutableNode>;
  readonly pending: PendingRef[];
}

export class Builder implements KeywordReader {
  readonly problems: Problems;
  readonly dialect: Dialect;
  readonly #defined: Defined;
  readonly #resolve: (base: string, url: string) => string;
  #nodes = 0;
  #depth = 0;

  constructor(defined: Defined, problems: Problems, resolve: (base: string, url: string) => string) {
    this.#defined = defined;
    this.problems = problems;
    this.#resolve = resolve;
    this.dialect = defined.document.dialect;
  }

  /** The node of a JSON value, or null where it is no schema, one too many or too deep (told then). */
  schema(json: JsonNode, pointer: string, nameRange: TextRange, base: string): MutableNode | null {
    if (json.kind !== "object" && json.kind !== "boolean") return null;
    if (!this.#hasRoom(json)) return null;
    const node = emptyNode(this.#defined.document, json.range, nameRange, pointer);
    this.#defined.byPointer.set(pointer, node);
    const written = node.document.text.slice(json.range.start, json.range.end);
    node.ownText = /[rR]ef"|\\/.test(written) ? null : written;
    if (json.kind === "boolean") {
      node.always = json.value;
      return node;
    }
    this.#depth++;
    const keywords = new Map<string, JsonMember>();
    for (const member of json.members) keywords.set(member.key, member);
    node.keywords = keywords;
    this.#readAll(node, this.#identify(node, base));
    checkSchema(node, this.problems);
    this.#depth--;
    return node;
  }

  list(member: JsonMember, pointer: string, base: string): MutableNode[] {
    if (member.value.kind !== "array") return [];
    if (this.#isTooMany(member, member.value.items.length, BRANCHES_MAX)) return [];
    return member.value.items.flatMap((item, index) => {
      const node = this.schema(item, `${pointer}/${String(index)}`, headOf(item), base);
      return node === null ? [] : [node];
    });
  }

  map(member: JsonMember, pointer: string, base: string): Map<string, MutableNode> {
    const nodes = new Map<string, MutableNode>();
    if (member.value.kind !== "object") return nodes;
    if (this.#isTooMany(member, member.value.members.length, FIELDS_MAX)) return nodes;
    for (const { key, keyRange, value } of member.value.members) {
      const node = this.schema(value, `${pointer}/${escaped(key)}`, keyRange, base);
      if (node !== null) nodes.set(key, node);
    }
    return nodes;
  }

  pending(node: MutableNode, text: string, range: TextRange, base: string): void {
    this.#defined.pending.push({ node, text, range, base });
  }

  #readAll(node: MutableNode, base: string): void {
    const refOnly = node.keywords.has("$ref") && !this.#allowsSiblings();
    node.refOnly = refOnly;
    for (const member of node.keywords.values()) {
      const keyword = keywordNamed(member.key);
      if (keyword === undefined || !isKnownIn(keyword, this.dialect)) continue;
      readKeyword(this, node, member, keyword.shape, base);
    }
  }

  #allowsSiblings(): boolean {
    return this.dialect === "2019-09" || this.dialect === "2020-12";
  }

  /** Registers `$id` and anchors; the base that URLs inside are relative to. */
  #identify(node: MutableNode, base: string): string {
    const id = textOf(node, this.dialect === "draft-04" ? "id" : "$id");
    let inside = base;
    if (id !== null) {
      node.id = id;
      if (id.startsWith("#")) this.#defined.byAnchor.set(base + id, node);
      else {
        inside = withoutFragment(this.#resolve(base, id));
        this.#defined.byUrl.set(inside, node);
      }
    }
    for (const keyword of ["$anchor", "$dynamicAnchor"]) {
      const anchor = textOf(node, keyword);
      if (anchor !== null) this.#defined.byAnchor.set(`${inside}#${anchor}`, node);
    }
    return inside;
  }

  #hasRoom(json: JsonNode): boolean {
    if (this.#depth > SCHEMA_DEPTH_MAX) {
      this.problems.error(
        "too-deep",
        headOf(json),
        `Schemas are more than ${String(SCHEMA_DEPTH_MAX)} deep inside each other here.`,
        "Move inner schemas to definitions and refer to them with $ref.",
      );
      return false;
    }
    if (this.#nodes === SCHEMA_NODES_MAX) {
      this.problems.error(
        "too-many-schemas",
        headOf(json),
        `There are more than ${String(SCHEMA_NODES_MAX)} schemas in this text; they are read up to here.`,
        "Split it and refer to the parts with $ref.",
      );
    }
    this.#nodes++;
    return this.#nodes <= SCHEMA_NODES_MAX;
  }

  #isTooMany({ key, keyRange }: JsonMember, count: number, max: number): boolean {
    if (count <= max) return false;
    this.problems.error(
      "too-many-members",
      keyRange,
      `${key} has ${String(count)} members; up to ${String(max)} are compared.`,
      "Split the schema and refer to the parts with $ref.",
    );
    return true;
  }
}

function textOf(node: MutableNode, key: string): string | null {
  const value = node.keywords.get(key)?.value;
  return value?.kind === "string" ? value.value : null;
}
