/** Plausible documents of a schema: values that a name suggests within what the schema allows. */
import type { JsonValue, Random } from "#schema/payload.ts";
import { plausibleNumber } from "#schema/plausible.ts";
import { matches } from "./pattern.ts";
import { validate } from "./reads-validate.ts";
import { canonicalText, isList, isObject, memberPath } from "./reads-values.ts";
import { sampleText } from "./sample-text.ts";
import type { SchemaNode, TypeName } from "./schema.ts";
import { TYPE_NAMES } from "./schema.ts";

/** Below this depth only what is required is there. */
const DEPTH_FULL = 4;
const DEPTH_MAX = 60;
const PARTS_MAX = 5000;
/** Alternatives are drawn anew until they fit together. */
const TRIES = 12;

/** A document that is valid wherever one is found in a few tries. */
export function sampleDocument(root: SchemaNode, random: Random): JsonValue {
  let value: JsonValue = null;
  for (let i = 0; i < TRIES; i++) {
    value = new Sampler(random).value([root], "", 0);
    for (let again = 0; again < TRIES; again++) {
      const failure = validate(root, value);
      if (failure === null) return value;
      // What nothing fits may be something that can be left out.
      const rest = withoutPlace(value, failure.path);
      if (rest === undefined) break;
      value = rest;
    }
  }
  return value;
}

/** The document without the member at a place; undefined where there is none. */
function withoutPlace(value: JsonValue, place: string, path = ""): JsonValue | undefined {
  if (isObject(value)) {
    for (const [name, part] of Object.entries(value)) {
      const at = memberPath(path, name);
      const others = Object.entries(value);
      if (at === place) return Object.fromEntries(others.filter(([key]) => key !== name));
      if (!place.startsWith(at)) continue;
      const rest = withoutPlace(part, place, at);
      if (rest !== undefined) {
        return Object.fromEntries(others.map(([key, old]) => [key, key === name ? rest : old]));
      }
    }
  }
  if (!isList(value)) return undefined;
  for (const [index, item] of value.entries()) {
    const at = `${path}[${index}]`;
    if (at === place) return value.toSpliced(index, 1);
    const rest = place.startsWith(at) ? withoutPlace(item, place, at) : undefined;
    if (rest !== undefined) return value.with(index, rest);
  }
  return undefined;
}

class Sampler {
  readonly #random: Random;
  #partsLeft = PARTS_MAX;

  constructor(random: Random) {
    this.#random = random;
  }

  /** For all of these schemas at once. */
  value(schemas: readonly SchemaNode[], name: string, depth: number): JsonValue {
    this.#partsLeft -= 1;
    if (depth > DEPTH_MAX || this.#partsLeft < 0) return null;
    const nodes = this.#flat(schemas);
    const fixed = nodes.find((node) => node.const !== null)?.const;
    if (fixed !== undefined && fixed !== null) return fixed.value;
    const listed = nodes.find((node) => node.enum !== null)?.enum;
    if (listed !== undefined && listed !== null) return this.#listed(nodes, listed);
    const example = this.#example(nodes);
    if (example !== undefined) return example;
    switch (this.#type(nodes, name, depth)) {
      case "null":
        return null;
      case "boolean":
        return this.#random() < 0.5;
      case "integer":
        return this.#number(nodes, name, true);
      case "number":
        return this.#number(nodes, name, false);
      case "string":
        return sampleText(nodes, name, this.#random);
      case "array":
        return this.#list(nodes, name, depth);
      case "object":
        return this.#object(nodes, depth);
    }
  }

  #below(count: number): number {
    return Math.floor(this.#random() * count);
  }

  /** All that applies: what `$ref`s and `allOf` lead to, and one alternative of each choice. */
  #flat(schemas: readonly SchemaNode[]): readonly SchemaNode[] {
    const found = new Set<SchemaNode>();
    const open = [...schemas];
    for (let node = open.pop(); node !== undefined && found.size < 500; node = open.pop()) {
      if (found.has(node)) continue;
      if (node.ref !== null) open.push(node.ref);
      if (node.ref !== null && node.refOnly) continue;
      found.add(node);
      open.push(...node.allOf);
      for (const choice of [node.anyOf, node.oneOf]) {
        const picked = choice[this.#below(choice.length)];
        if (picked !== undefined) open.push(picked);
      }
      if (node.ifSchema !== null) {
        const isSo = this.#random() < 0.5;
        if (isSo) open.push(node.ifSchema);
        const then = isSo ? node.thenSchema : node.elseSchema;
        if (then !== null) open.push(then);
      }
    }
    return [...found];
  }

  #listed(nodes: readonly SchemaNode[], listed: readonly JsonValue[]): JsonValue {
    const fitting = listed.filter((value) => nodes.every((node) => validate(node, value) === null));
    const choice = fitting.length > 0 ? fitting : listed;
    return choice[this.#below(choice.length)] ?? null;
  }

  #example(nodes: readonly SchemaNode[]): JsonValue | undefined {
    const examples = nodes.flatMap(({ examples: own }) => own);
    const example = examples[this.#below(examples.length)];
    if (example === undefined) return undefined;
    return nodes.every((node) => validate(node, example) === null) ? example : undefined;
  }

  #type(nodes: readonly SchemaNode[], name: string, depth: number): TypeName {
    const isAllowed = (type: TypeName) =>
      nodes.every(
        ({ types }) =>
          types === null || types.includes(type) || (type === "integer" && types.includes("number")),
      );
    const written = TYPE_NAMES.filter(
      (type) => isAllowed(type) && nodes.some(({ types }) => types?.includes(type) === true),
    );
    // A value tells more than none does.
    const told = written.filter((type) => type !== "null");
    const choice = depth < DEPTH_FULL && told.length > 0 ? told : written;
    return choice[this.#below(choice.length)] ?? guessedType(nodes, name);
  }

  #number(nodes: readonly SchemaNode[], name: string, whole: boolean): number {
    const step = nodes.find((node) => node.multipleOf !== null)?.multipleOf ?? (whole ? 1 : 0);
    const grain = step > 0 ? step : 0.01;
    const low = Math.max(
      ...nodes.map((node) => node.minimum ?? Number.NEGATIVE_INFINITY),
      ...nodes.map((node) => (node.exclusiveMinimum ?? Number.NEGATIVE_INFINITY) + grain),
    );
    const high = Math.min(
      ...nodes.map((node) => node.maximum ?? Number.POSITIVE_INFINITY),
      ...nodes.map((node) => (node.exclusiveMaximum ?? Number.POSITIVE_INFINITY) - grain),
    );
    const plain = plausibleNumber(name, this.#random);
    const spread = low + Math.min(high - low, 1000) * this.#random();
    const value = plain >= low && plain <= high ? plain : Number.isFinite(low) ? spread : high;
    if (step <= 0) return Number(value.toFixed(6));
    const count = Math.round(value / step);
    const fitting = [count, Math.ceil(low / step), Math.floor(high / step)].find(
      (times) => times * step >= low && times * step <= high,
    );
    return Number(((fitting ?? count) * step).toFixed(12));
  }

  #list(nodes: readonly SchemaNode[], name: string, depth: number): JsonValue {
    const min = Math.max(0, ...nodes.map((node) => node.minItems ?? 0));
    const max = Math.min(...nodes.map((node) => node.maxItems ?? Number.POSITIVE_INFINITY));
    const wanted = depth >= DEPTH_FULL ? 0 : 1 + this.#below(2);
    const tuple = Math.max(0, ...nodes.map((node) => (depth < DEPTH_FULL ? node.prefixItems.length : 0)));
    const length = Math.min(Math.max(min, wanted, tuple), max, 1000);
    const contained = nodes.flatMap(({ contains, minContains }) =>
      contains === null ? [] : Array.from({ length: Math.min(minContains ?? 1, 100) }, () => contains),
    );
    const items: JsonValue[] = [];
    const unique = nodes.some(({ uniqueItems }) => uniqueItems);
    const seen = new Set<string>();
    for (let i = 0; i < Math.max(length, Math.min(contained.length, max)); i++) {
      const schemas = nodes.flatMap((node) => node.prefixItems[i] ?? node.items ?? []);
      const extra = contained[i];
      const all = extra === undefined ? schemas : [...schemas, extra];
      if (all.some(({ always }) => always === false)) break;
      let item = this.value(all, name, depth + 1);
      for (let again = 0; unique && seen.has(canonicalText(item)) && again < 10; again++) {
        item = this.value(all, `${name} number`, depth + 1);
      }
      if (unique && seen.has(canonicalText(item)) && items.length >= min) break;
      seen.add(canonicalText(item));
      items.push(item);
    }
    return items;
  }

  #object(nodes: readonly SchemaNode[], depth: number): JsonValue {
    const required = new Set(nodes.flatMap((node) => [...node.required]));
    const known = new Set(nodes.flatMap((node) => [...node.properties.keys()]));
    const members = new Map<string, JsonValue>();
    for (const name of new Set([...known, ...required])) {
      const schemas = nodes.flatMap((node) => schemasOf(node, name));
      if (schemas.some(({ always }) => always === false)) continue;
      const wanted = required.has(name) || (depth < DEPTH_FULL && this.#random() < 0.8);
      if (wanted) members.set(name, this.value(schemas, name, depth + 1));
    }
    for (const node of nodes) {
      for (const [name, needed] of node.dependentRequired) {
        if (!members.has(name)) continue;
        for (const one of needed) {
          if (members.has(one)) continue;
          members.set(
            one,
            this.value(
              nodes.flatMap((other) => schemasOf(other, one)),
              one,
              depth + 1,
            ),
          );
        }
      }
    }
    const min = Math.max(0, ...nodes.map((node) => node.minProperties ?? 0));
    for (let i = 1; members.size < Math.min(min, 200) && i <= 400; i++) {
      const name = known.size > i - 1 ? ([...known][i - 1] ?? "") : `more${i}`;
      if (members.has(name)) continue;
      members.set(
        name,
        this.value(
          nodes.flatMap((node) => schemasOf(node, name)),
          name,
          depth + 1,
        ),
      );
    }
    return Object.fromEntries(members);
  }
}

/** What a schema asks of a member of this name. */
export function schemasOf(node: SchemaNode, name: string): readonly SchemaNode[] {
  const own = node.properties.get(name);
  const byPattern = node.patternProperties.filter(({ pattern }) => matches(pattern, name) === true);
  const found = [...(own === undefined ? [] : [own]), ...byPattern.map(({ schema }) => schema)];
  if (found.length > 0) return found;
  return node.additionalProperties === null ? [] : [node.additionalProperties];
}

/** Where no type is written, what the keywords are about. */
function guessedType(nodes: readonly SchemaNode[], name: string): TypeName {
  const has = (...keywords: readonly string[]) =>
    nodes.some((node) => keywords.some((keyword) => node.keywords.has(keyword)));
  if (has("properties", "required", "additionalProperties", "patternProperties", "minProperties"))
    return "object";
  if (has("items", "prefixItems", "minItems", "contains")) return "array";
  if (has("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")) return "number";
  return name === "" && nodes.length > 0 && !has("minLength", "maxLength", "pattern", "format")
    ? "object"
    : "string";
}
