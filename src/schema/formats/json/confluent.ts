/**
 * Confluent's rules for JSON Schema: is everything that `original` (the writer) accepts still accepted by `update` (the
 * reader)? After SchemaDiff and its neighbours in the registry's json-schema-provider; differences are found in the same
 * order and at the same paths, save that properties come in the order of the text.
 */
import { acceptedUnder, type ConfluentCode } from "./confluent-types.ts";
import { compareArrays } from "./confluent-array.ts";
import { compareCombined } from "./confluent-combined.ts";
import { compareObjects } from "./confluent-object.ts";
import { compareConsts, compareEnums, compareNumbers, compareStrings } from "./confluent-scalar.ts";
import { dereferenced, valueKey, type Everit } from "./everit.ts";
import { everitView } from "./everit-view.ts";
import { anchoredHere, at, type Found } from "./found.ts";
import type { JsonSchema } from "./schema.ts";

export type ConfluentFound = Found<ConfluentCode>;

/**
 * Effort before giving up: some schemas refer to themselves so often, or have so many alternatives, that it would not
 * end. A pair that is looked up costs 1, one that is compared 10.
 */
const EFFORT_MAX = 2_000_000;
/** Pair in pair: the parser lets 400 through on each side. */
const DEPTH_MAX = 600;

/** What the rules for single classes need of the whole. */
export interface PairComparer {
  compare(original: Everit, update: Everit): readonly ConfluentFound[];
  isCompatible(found: readonly ConfluentFound[]): boolean;
}

/** All differences that Confluent's rules see, accepted ones too. */
export function confluentDifferences(
  original: JsonSchema,
  update: JsonSchema,
  policy: "STRICT" | "LENIENT",
): readonly ConfluentFound[] {
  return new Comparison(policy).compare(everitView(original.root), everitView(update.root));
}

class Comparison implements PairComparer {
  readonly #accepted: ReadonlySet<ConfluentCode>;
  readonly #memo = new Map<Everit, Map<Everit, readonly ConfluentFound[] | "in progress">>();
  #effort = 0;
  #depth = 0;

  constructor(policy: "STRICT" | "LENIENT") {
    this.#accepted = acceptedUnder(policy);
  }

  isCompatible(found: readonly ConfluentFound[]): boolean {
    return found.every(({ code }) => this.#accepted.has(code));
  }

  compare(original: Everit, update: Everit): readonly ConfluentFound[] {
    const found = this.#compareTargets(dereferenced(original), dereferenced(update));
    return original.kind === "ref" || update.kind === "ref"
      ? anchoredHere(found, original.node, update.node)
      : found;
  }

  /** A pair inside itself counts as compatible and is not remembered, as the registry has it. */
  #compareTargets(original: Everit, update: Everit): readonly ConfluentFound[] {
    if (++this.#effort > EFFORT_MAX || this.#depth > DEPTH_MAX)
      return [difference("NOT_COMPARED", original, update)];
    if (isScalar(original) && isScalar(update)) return this.#fresh(original, update);
    let ofOriginal = this.#memo.get(original);
    if (ofOriginal === undefined) this.#memo.set(original, (ofOriginal = new Map()));
    const known = ofOriginal.get(update);
    if (known === "in progress") return [];
    if (known !== undefined) return known;
    ofOriginal.set(update, "in progress");
    this.#effort += 10;
    this.#depth++;
    const found = this.#fresh(original, update);
    this.#depth--;
    ofOriginal.set(update, found);
    return found;
  }

  #fresh(original: Everit, update: Everit): readonly ConfluentFound[] {
    const special = this.#plainAndCombined(original, update);
    if (special !== null) return special;
    if (original.kind !== update.kind) {
      if (original.kind === "false" || update.kind === "empty" || areBytes(original, update)) return [];
      return [difference("TYPE_CHANGED", original, update)];
    }
    const metadata = compareMetadata(original, update);
    const content = this.#compareSameClass(original, update);
    return metadata.length === 0 ? content : [...metadata, ...content];
  }

  /** One schema where there were several, or the other way round; null where that decides nothing. */
  #plainAndCombined(original: Everit, update: Everit): readonly ConfluentFound[] | null {
    if (original.kind !== "combined" && update.kind === "combined") {
      const isSingleton = update.subschemas.length === 1;
      if (!isSingleton && update.criterion === "allOf") return null;
      for (const subschema of update.subschemas) {
        const found = this.compare(original, subschema);
        if (!this.isCompatible(found)) continue;
        return isSingleton ? found : [...found, difference("SUM_TYPE_EXTENDED", original, update)];
      }
    } else if (original.kind === "combined" && update.kind !== "combined") {
      const isSingleton = original.subschemas.length === 1;
      if (!isSingleton && original.criterion !== "allOf") return null;
      for (const subschema of original.subschemas) {
        const found = this.compare(subschema, update);
        if (!this.isCompatible(found)) continue;
        return isSingleton ? found : [...found, difference("PRODUCT_TYPE_NARROWED", original, update)];
      }
    }
    return null;
  }

  #compareSameClass(original: Everit, update: Everit): readonly ConfluentFound[] {
    if (original.kind === "string" && update.kind === "string") return compareStrings(original, update);
    if (original.kind === "number" && update.kind === "number") return compareNumbers(original, update);
    if (original.kind === "const" && update.kind === "const") return compareConsts(original, update);
    if (original.kind === "enum" && update.kind === "enum") return compareEnums(original, update);
    if (original.kind === "combined" && update.kind === "combined")
      return compareCombined(this, original, update);
    if (original.kind === "object" && update.kind === "object") return compareObjects(this, original, update);
    if (original.kind === "array" && update.kind === "array") return compareArrays(this, original, update);
    if (original.kind === "not" && update.kind === "not") {
      // What must not match is compared the other way round.
      const isWider = this.isCompatible(this.compare(update.inner, original.inner));
      const code = isWider ? "NOT_TYPE_NARROWED" : "NOT_TYPE_EXTENDED";
      return [{ code, path: "not", original: at(original.node, "not"), update: at(update.node, "not") }];
    }
    return [];
  }
}

function difference(code: ConfluentCode, original: Everit, update: Everit): ConfluentFound {
  const keyword = code === "TYPE_CHANGED" ? "type" : null;
  return { code, path: "", original: at(original.node, keyword), update: at(update.node, keyword) };
}

function isScalar({ kind }: Everit): boolean {
  return kind !== "object" && kind !== "array" && kind !== "combined" && kind !== "not";
}

/** Kafka Connect's decimals were once text, now numbers: both bytes by `connect.type`, both allowed. */
function areBytes(original: Everit, update: Everit): boolean {
  return [original, update].every(({ node }) => {
    const value = node.keywords.get("connect.type")?.value;
    return value?.kind === "string" && value.value === "bytes";
  });
}

function compareMetadata(original: Everit, update: Everit): ConfluentFound[] {
  const found: ConfluentFound[] = [];
  const tell = (code: ConfluentCode, keyword: string): void => {
    found.push({ code, path: "", original: at(original.node, keyword), update: at(update.node, keyword) });
  };
  if (original.id !== update.id) tell("ID_CHANGED", "$id");
  if (original.title !== update.title) tell("TITLE_CHANGED", "title");
  if (original.description !== update.description) tell("DESCRIPTION_CHANGED", "description");
  if (defaultKey(original) !== defaultKey(update)) tell("DEFAULT_CHANGED", "default");
  return found;
}

function defaultKey(schema: Everit): string {
  return schema.default === undefined ? "" : valueKey(schema.default);
}
