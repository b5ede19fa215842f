/**
 * Whether a document is valid: on our own tree of a schema, so that every `$ref` is already resolved, patterns of strangers
 * are only run where they take no time, and a failure has a place in both. Held to other validators by tests.
 */
import type { JsonValue } from "#schema/payload.ts";
import { matches } from "./pattern.ts";
import type { Miss } from "./reads-scalar.ts";
import { countMiss, miss, numberMiss, textMiss } from "./reads-scalar.ts";
import type { JsonObject } from "./reads-values.ts";
import {
  canonicalText,
  isEqual,
  isList,
  isObject,
  isOfType,
  memberPath,
  memberValue,
  shownValue,
  typeOf,
} from "./reads-values.ts";
import type { SchemaNode } from "./schema.ts";

/** The first thing about a document that a schema minds. */
export interface Failure {
  readonly keyword: string;
  /** JSON pointer of the schema that has the keyword, `#/properties/id`. */
  readonly pointer: string;
  /** In the document, e.g. `lines[0].price`; "" is the document as a whole. */
  readonly path: string;
  readonly says: string;
  /** The property that is asked for and absent. */
  readonly absent?: string;
}

/** Schemas applied to values in one validation; alternatives in alternatives multiply. */
const CHECKS_MAX = 100_000;
/** Schemas inside each other while none of them looks further into the document, by `$ref`. */
const DEPTH_MAX = 400;

/** null: the document is valid. */
export function validate(node: SchemaNode, value: JsonValue): Failure | null {
  return new Validator().check(node, value, "", new Seen(), null);
}

/** The first failures of a document, each at another place; alternatives count as one place. */
export function failuresOf(node: SchemaNode, value: JsonValue): readonly Failure[] {
  const validator = new Validator();
  const all: Failure[] = [];
  validator.all = all;
  const first = validator.check(node, value, "", new Seen(), null);
  return first === null || all.includes(first) ? all : [first, ...all];
}

const FAILURES_MAX = 100;

/** What other keywords have looked at, for the `unevaluated…` ones. */
class Seen {
  readonly names = new Set<string>();
  readonly indexes = new Set<number>();

  add(other: Seen): void {
    for (const name of other.names) this.names.add(name);
    for (const index of other.indexes) this.indexes.add(index);
  }
}

/** The schemas that are being applied to one value, the innermost first. */
interface Open {
  readonly node: SchemaNode;
  readonly outer: Open | null;
  readonly depth: number;
}

/** A schema that asks itself about the same value gets no answer. */
function isOpen(node: SchemaNode, open: Open | null): boolean {
  for (let one = open; one !== null; one = one.outer) if (one.node === node) return true;
  return false;
}

class Validator {
  /** Where failures are gathered instead of ending at the first; null inside of what may fail without harm. */
  all: Failure[] | null = null;
  #checksLeft = CHECKS_MAX;

  check(node: SchemaNode, value: JsonValue, path: string, seen: Seen, open: Open | null): Failure | null {
    this.#checksLeft -= 1;
    if (this.#checksLeft < 0 || isOpen(node, open) || (open?.depth ?? 0) > DEPTH_MAX) {
      return failure(
        node,
        path,
        miss("$ref", "The schema refers to itself in too many ways to say whether the document is valid."),
      );
    }
    if (node.always === true) return null;
    if (node.always === false) {
      return failure(node, path, miss("false", "No value is allowed here."));
    }
    // What stands beside this schema is not seen by it, what is in it is: merged only once all of it fits.
    const own = new Seen();
    const failed = this.#parts(node, value, path, own, { node, outer: open, depth: (open?.depth ?? 0) + 1 });
    if (failed === null) seen.add(own);
    return failed;
  }

  #parts(node: SchemaNode, value: JsonValue, path: string, seen: Seen, open: Open | null): Failure | null {
    if (node.ref !== null) {
      const failed = this.check(node.ref, value, path, seen, open);
      if (failed !== null || node.refOnly) return failed;
    }
    const own = valueMiss(node, value);
    if (own !== null) return failure(node, path, own);
    return (
      this.#combined(node, value, path, seen, open) ??
      (isObject(value) ? this.#object(node, value, path, seen, open) : null) ??
      (isList(value) ? this.#list(node, value, path, seen) : null)
    );
  }

  #passes(node: SchemaNode, value: JsonValue, path: string, seen: Seen, open: Open | null): boolean {
    const inner = new Seen();
    if (this.#tried(() => this.check(node, value, path, inner, open)) !== null) return false;
    seen.add(inner);
    return true;
  }

  /** Failures of what is only tried are nobody's. */
  #tried(check: () => Failure | null): Failure | null {
    const { all } = this;
    this.all = null;
    const failed = check();
    this.all = all;
    return failed;
  }

  #gathers(failed: Failure): boolean {
    if (this.all === null || this.all.length >= FAILURES_MAX) return false;
    if (!this.all.includes(failed)) this.all.push(failed);
    return true;
  }

  #combined(node: SchemaNode, value: JsonValue, path: string, seen: Seen, open: Open | null): Failure | null {
    for (const part of node.allOf) {
      const failed = this.check(part, value, path, seen, open);
      if (failed !== null) return failed;
    }
    for (const keyword of ["anyOf", "oneOf"] as const) {
      const failed = this.#choice(node, keyword, value, path, seen, open);
      if (failed !== null) return failed;
    }
    if (node.not !== null && this.#passes(node.not, value, path, new Seen(), open)) {
      return failure(node, path, miss("not", `${shownValue(value)} is what "not" forbids.`));
    }
    if (node.ifSchema === null) return null;
    const branch = this.#passes(node.ifSchema, value, path, seen, open) ? node.thenSchema : node.elseSchema;
    return branch === null ? null : this.check(branch, value, path, seen, open);
  }

  /** All alternatives are tried: each that fits tells what it has looked at. */
  #choice(
    node: SchemaNode,
    keyword: "anyOf" | "oneOf",
    value: JsonValue,
    path: string,
    seen: Seen,
    open: Open | null,
  ): Failure | null {
    const failures = node[keyword]
      .map((part) => this.#tried(() => this.check(part, value, path, seen, open)))
      .filter((failed) => failed !== null);
    const fitting = node[keyword].length - failures.length;
    if (node[keyword].length === 0 || fitting === 1 || (fitting > 1 && keyword === "anyOf")) return null;
    if (fitting > 1) {
      const says = `${shownValue(value)} fits ${fitting} alternatives, oneOf allows exactly one.`;
      return failure(node, path, miss("oneOf", says));
    }
    // Where only one alternative is of the value's type, what it minds says more.
    const deeper = failures.filter((one) => one.path !== path || one.keyword !== "type");
    const [only] = deeper;
    if (only !== undefined && deeper.length === 1) return only;
    return failure(node, path, miss(keyword, `${shownValue(value)} fits no alternative of ${keyword}.`));
  }

  #object(node: SchemaNode, value: JsonObject, path: string, seen: Seen, open: Open | null): Failure | null {
    const names = Object.keys(value);
    const own =
      countMiss(
        names.length,
        ["minProperties", node.minProperties],
        ["maxProperties", node.maxProperties],
        "properties",
      ) ?? missingMiss(node, value);
    if (own !== null) return failure(node, path, own);
    let first: Failure | null = null;
    for (const name of names) {
      const part = memberValue(value, name) ?? null;
      const at = memberPath(path, name);
      const failed = this.#member(node, name, part, at, seen, open);
      if (failed === null) continue;
      if (!this.#gathers(failed)) return failed;
      first ??= failed;
    }
    if (first !== null) return first;
    for (const [name, schema] of node.dependentSchemas) {
      if (!Object.hasOwn(value, name)) continue;
      const failed = this.check(schema, value, path, seen, open);
      if (failed !== null) return failed;
    }
    if (node.unevaluatedProperties === null) return null;
    for (const name of names) {
      if (seen.names.has(name)) continue;
      const at = memberPath(path, name);
      const part = memberValue(value, name) ?? null;
      const failed = this.#further(node.unevaluatedProperties, node, "unevaluatedProperties", name, part, at);
      if (failed !== null) return failed;
      seen.names.add(name);
    }
    return null;
  }

  #member(
    node: SchemaNode,
    name: string,
    value: JsonValue,
    path: string,
    seen: Seen,
    open: Open | null,
  ): Failure | null {
    if (node.propertyNames !== null) {
      const failed = this.check(node.propertyNames, name, path, new Seen(), open);
      if (failed !== null) {
        const says = `The name ${shownValue(name)} is not allowed: ${failed.says}`;
        return failure(node, path, miss("propertyNames", says));
      }
    }
    let known = false;
    const property = node.properties.get(name);
    if (property !== undefined) {
      known = true;
      const failed = this.check(property, value, path, new Seen(), null);
      if (failed !== null) return failed;
    }
    for (const { pattern, schema } of node.patternProperties) {
      // A pattern that is not run leaves open whether the name is meant.
      const match = matches(pattern, name);
      if (match !== false) known = true;
      if (match !== true) continue;
      const failed = this.check(schema, value, path, new Seen(), null);
      if (failed !== null) return failed;
    }
    if (!known && node.additionalProperties !== null) {
      known = true;
      const more = node.additionalProperties;
      const failed = this.#further(more, node, "additionalProperties", name, value, path);
      if (failed !== null) return failed;
    }
    if (known) seen.names.add(name);
    return null;
  }

  #further(
    schema: SchemaNode,
    node: SchemaNode,
    keyword: string,
    name: string,
    value: JsonValue,
    path: string,
  ): Failure | null {
    if (schema.always !== false) return this.check(schema, value, path, new Seen(), null);
    return failure(node, path, miss(keyword, `The property ${shownValue(name)} is not allowed.`));
  }

  #list(node: SchemaNode, value: readonly JsonValue[], path: string, seen: Seen): Failure | null {
    const own =
      countMiss(value.length, ["minItems", node.minItems], ["maxItems", node.maxItems], "items") ??
      doubleMiss(node, value);
    if (own !== null) return failure(node, path, own);
    let first: Failure | null = null;
    for (const [index, item] of value.entries()) {
      const schema = node.prefixItems[index] ?? node.items;
      if (schema === null) continue;
      seen.indexes.add(index);
      const failed = this.check(schema, item, `${path}[${index}]`, new Seen(), null);
      if (failed === null) continue;
      if (!this.#gathers(failed)) return failed;
      first ??= failed;
    }
    if (first !== null) return first;
    const contained = this.#contains(node, value, path, seen);
    if (contained !== null || node.unevaluatedItems === null) return contained;
    for (const [index, item] of value.entries()) {
      if (seen.indexes.has(index)) continue;
      const failed = this.check(node.unevaluatedItems, item, `${path}[${index}]`, new Seen(), null);
      if (failed !== null) return failed;
      seen.indexes.add(index);
    }
    return null;
  }

  #contains(node: SchemaNode, value: readonly JsonValue[], path: string, seen: Seen): Failure | null {
    const { contains } = node;
    if (contains === null) return null;
    let count = 0;
    for (const [index, item] of value.entries()) {
      if (!this.#passes(contains, item, `${path}[${index}]`, new Seen(), null)) continue;
      count += 1;
      if (node.document.dialect === "2020-12") seen.indexes.add(index);
    }
    const min = node.minContains ?? 1;
    const own = countMiss(
      count,
      [node.minContains === null ? "contains" : "minContains", min],
      ["maxContains", node.maxContains],
      "items that fit contains",
    );
    return own === null ? null : failure(node, path, own);
  }
}

/** `path` says where in the document the failure is. */
function failure(node: SchemaNode, path: string, missed: Miss): Failure {
  return { ...missed, pointer: node.pointer, path };
}

/** Keywords that look at the value as a whole. */
function valueMiss(node: SchemaNode, value: JsonValue): Miss | null {
  if (node.types !== null && !node.types.some((type) => isOfType(value, type))) {
    return miss(
      "type",
      `${shownValue(value)} is of type ${typeOf(value)}, ${node.types.join(" or ")} is asked for.`,
    );
  }
  if (node.const !== null && !isEqual(node.const.value, value)) {
    return miss("const", `${shownValue(value)} is not ${shownValue(node.const.value)}.`);
  }
  if (node.enum !== null && !node.enum.some((one) => isEqual(one, value))) {
    const all = node.enum.slice(0, 8).map(shownValue).join(", ");
    return miss("enum", `${shownValue(value)} is none of ${all}${node.enum.length > 8 ? ", …" : ""}.`);
  }
  if (typeof value === "string") return textMiss(node, value);
  return typeof value === "number" ? numberMiss(node, value) : null;
}

function missingMiss(node: SchemaNode, value: JsonObject): Miss | null {
  for (const name of node.required) {
    if (!Object.hasOwn(value, name)) {
      return { ...miss("required", `The property ${shownValue(name)} is missing.`), absent: name };
    }
  }
  for (const [name, needed] of node.dependentRequired) {
    if (!Object.hasOwn(value, name)) continue;
    const absent = needed.find((one) => !Object.hasOwn(value, one));
    if (absent !== undefined) {
      const says = `The property ${shownValue(absent)} is missing, which ${shownValue(name)} asks for.`;
      return { ...miss("dependentRequired", says), absent };
    }
  }
  return null;
}

function doubleMiss(node: SchemaNode, value: readonly JsonValue[]): Miss | null {
  if (!node.uniqueItems) return null;
  const seen = new Set<string>();
  for (const item of value) {
    const text = canonicalText(item);
    if (seen.has(text)) return miss("uniqueItems", `${shownValue(item)} is there twice.`);
    seen.add(text);
  }
  return null;
}
