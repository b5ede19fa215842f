/**
 * Apicurio Registry 3's own rules for JSON Schema, after JsonSchemaDiffLibrary and its visitors (Apache-2.0): they too
 * look at everit's classes, but match keyword by keyword and know no content models as Confluent's do.
 */
import { compareObjects } from "./apicurio-object.ts";
import { Finder, type ApicurioFound } from "./apicurio-found.ts";
import { compareArrays } from "./apicurio-array.ts";
import { isRefusedByApicurio, type ApicurioSided } from "./apicurio-types.ts";
import { isMultiple } from "./confluent-scalar.ts";
import {
  dereferenced,
  schemaKey,
  valueKey,
  type Everit,
  type EveritCombined,
  type EveritConditional,
  type EveritNumber,
  type EveritString,
} from "./everit.ts";
import { bare, enumOf } from "./everit-parts.ts";
import { everitView } from "./everit-view.ts";
import { anchoredHere } from "./found.ts";
import type { JsonSchema } from "./schema.ts";

/** A pair that is looked up costs 1, one that is compared 10. */
const EFFORT_MAX = 2_000_000;
/** Pair in pair: the parser lets 400 through on each side. */
const DEPTH_MAX = 600;

/** What the rules for single classes need of the whole. */
export interface ApicurioComparer {
  compare(original: Everit, update: Everit): readonly ApicurioFound[];
  isCompatible(original: Everit, update: Everit): boolean;
}

/** All differences that Apicurio's rules see, save those that say that nothing changed. */
export function apicurioDifferences(original: JsonSchema, update: JsonSchema): readonly ApicurioFound[] {
  return new Comparison().compare(everitView(original.root), everitView(update.root));
}

class Comparison implements ApicurioComparer {
  readonly #memo = new Map<Everit, Map<Everit, readonly ApicurioFound[]>>();
  #effort = 0;
  #depth = 0;

  isCompatible(original: Everit, update: Everit): boolean {
    return this.compare(original, update).every(({ code }) => !isRefusedByApicurio(code));
  }

  /** A pair inside itself finds nothing: Apicurio stops at a `$ref` that it is in already. */
  compare(originalOrRef: Everit, updateOrRef: Everit): readonly ApicurioFound[] {
    const original = dereferenced(originalOrRef);
    const update = dereferenced(updateOrRef);
    let ofOriginal = this.#memo.get(original);
    if (ofOriginal === undefined) this.#memo.set(original, (ofOriginal = new Map()));
    let found = ofOriginal.get(update);
    this.#effort++;
    if (found === undefined) {
      ofOriginal.set(update, []);
      this.#depth++;
      const finder = new Finder(original, update);
      this.#effort += 10;
      if (this.#effort > EFFORT_MAX || this.#depth > DEPTH_MAX) finder.tell("NOT_COMPARED", "");
      else this.#visit(finder, original, update);
      found = finder.found;
      this.#depth--;
      ofOriginal.set(update, found);
    }
    return originalOrRef.kind === "ref" || updateOrRef.kind === "ref"
      ? anchoredHere(found, originalOrRef.node, updateOrRef.node)
      : found;
  }

  #visit(finder: Finder, whole: Everit, update: Everit): void {
    if (update.kind === "empty") {
      if (whole.kind !== "empty") finder.tell("SUBSCHEMA_TYPE_CHANGED_TO_EMPTY_OR_TRUE", "", "type");
      return;
    }
    if (whole.kind === "false") return;
    const original = comparablePart(whole, update);
    if (original.kind === "string" && update.kind === "string") compareStrings(finder, original, update);
    else if (original.kind === "number" && update.kind === "number") compareNumbers(finder, original, update);
    else if (original.kind === "enum" && update.kind === "enum") {
      finder.names("ENUM_TYPE_VALUES", "enum", original.values.keys(), update.values.keys());
    } else if (original.kind === "const" && update.kind === "const") {
      if (valueKey(original.value) !== valueKey(update.value)) {
        finder.tell("CONST_TYPE_VALUE_CHANGED", "const", "const");
      }
    } else if (original.kind === "object" && update.kind === "object") {
      compareObjects(this, finder, original, update);
    } else if (original.kind === "array" && update.kind === "array") {
      compareArrays(this, finder, original, update);
    } else if (original.kind === "combined" && update.kind === "combined") {
      this.#compareCombined(finder, original, update);
    } else if (original.kind === "conditional" && update.kind === "conditional") {
      this.#compareConditional(finder, original, update);
    } else if (original.kind === "not" && update.kind === "not") {
      this.#compareSided(finder, "NOT_TYPE_SCHEMA", "not", original.inner, update.inner);
    } else if (original.kind !== update.kind) finder.tell("SUBSCHEMA_TYPE_CHANGED", "", "type");
  }

  #compareSided(
    finder: Finder,
    name: ApicurioSided,
    path: string,
    original: Everit | null,
    update: Everit | null,
  ): void {
    if (update === null) return;
    if (original === null) {
      finder.tell(`${name}_ADDED`, path, path);
      return;
    }
    const backward = this.isCompatible(original, update);
    const forward = this.isCompatible(update, original);
    if (backward && forward) return;
    const sides = backward ? "BACKWARD_NOT_FORWARD" : forward ? "FORWARD_NOT_BACKWARD" : "NONE";
    finder.tell(`${name}_COMPATIBLE_${sides}`, path, path);
  }

  #compareConditional(finder: Finder, original: EveritConditional, update: EveritConditional): void {
    this.#compareSided(finder, "CONDITIONAL_TYPE_IF_SCHEMA", "if", original.if, update.if);
    this.#compareSided(finder, "CONDITIONAL_TYPE_THEN_SCHEMA", "then", original.whenTrue, update.whenTrue);
    this.#compareSided(finder, "CONDITIONAL_TYPE_ELSE_SCHEMA", "else", original.whenFalse, update.whenFalse);
  }

  #compareCombined(finder: Finder, original: EveritCombined, update: EveritCombined): void {
    const keyword = update.generated ? null : update.criterion;
    if (original.criterion !== update.criterion) {
      const change =
        update.criterion === "anyOf" ? "EXTENDED" : original.criterion === "anyOf" ? "NARROWED" : "CHANGED";
      finder.tell(`COMBINED_TYPE_CRITERION_${change}`, "[criterion]", keyword);
      return;
    }
    const before = original.subschemas;
    const after = update.subschemas;
    if (before.length !== after.length) {
      const name = ({ allOf: "ALL_OF", anyOf: "ANY_OF", oneOf: "ONE_OF" } as const)[update.criterion];
      const change = before.length < after.length ? "INCREASED" : "DECREASED";
      finder.tell(`COMBINED_TYPE_${name}_SIZE_${change}`, "[size]", keyword);
    }
    if (before.length > after.length) return;
    const fits = new Map<string, Set<string>>();
    for (const one of before) {
      const compatible = fits.get(schemaKey(one)) ?? new Set();
      fits.set(schemaKey(one), compatible);
      for (const other of after) if (this.isCompatible(one, other)) compatible.add(schemaKey(other));
    }
    for (let lonely = unmatched(fits); lonely > 0; lonely--) {
      finder.tell("COMBINED_TYPE_SUBSCHEMA_NOT_COMPATIBLE", "", keyword);
    }
  }
}

/**
 * How many old alternatives get no new one. Apicurio serves the one with the fewest choices first, and goes on giving
 * to it until it has no choice left: where everything fits everything, it refuses more than it must.
 */
function unmatched(fits: Map<string, Set<string>>): number {
  let lonely = 0;
  while (fits.size > 0) {
    let [key, choices] = [...fits][0] ?? ["", new Set<string>()];
    for (const [other, set] of fits) if (set.size < choices.size) [key, choices] = [other, set];
    const [taken] = choices;
    if (taken === undefined) lonely++;
    else for (const set of fits.values()) set.delete(taken);
    if (choices.size === 0) fits.delete(key);
  }
  return lonely;
}

/**
 * What of the old schema is compared: of an allOf the one part of the new one's class (a text with an enum is an allOf
 * of both), of a constant the enum that it amounts to, and the other way round.
 */
function comparablePart(original: Everit, update: Everit): Everit {
  if (update.kind === "string" || update.kind === "number" || update.kind === "boolean") {
    if (original.kind !== "combined" || original.criterion !== "allOf") return original;
    const alike = original.subschemas.filter(({ kind }) => kind === update.kind);
    return (alike.length === 1 ? alike[0] : undefined) ?? original;
  }
  if (update.kind === "const" && original.kind === "enum" && original.values.size === 1) {
    const [value] = original.values.values();
    return { kind: "const", ...bare(original.node), value: value ?? null };
  }
  if (update.kind === "enum" && original.kind === "const") return enumOf(original.node, [original.value]);
  return original;
}

function compareStrings(finder: Finder, original: EveritString, update: EveritString): void {
  for (const [name, keyword] of [
    ["STRING_TYPE_CONTENT_ENCODING", "contentEncoding"],
    ["STRING_TYPE_CONTENT_MEDIA_TYPE", "contentMediaType"],
  ] as const) {
    finder.text(name, keyword, unprocessed(original, keyword), unprocessed(update, keyword));
  }
  if (update.minLength !== null) {
    finder.limit("STRING_TYPE_MIN_LENGTH", "minLength", original.minLength, update.minLength);
  }
  if (update.maxLength !== null) {
    finder.limit("STRING_TYPE_MAX_LENGTH", "maxLength", original.maxLength, update.maxLength);
  }
  if (update.pattern !== null)
    finder.text("STRING_TYPE_PATTERN", "pattern", original.pattern, update.pattern);
  if (update.format !== null) finder.text("STRING_TYPE_FORMAT", "format", original.format, update.format);
}

/** Keywords that the library does not know stay with the schema as a whole, not with a part of an allOf. */
function unprocessed(schema: EveritString, keyword: string): string | null {
  const value = schema.node.keywords.get(keyword)?.value;
  return value?.kind === "string" && everitView(schema.node) === schema ? value.value : null;
}

function compareNumbers(finder: Finder, original: EveritNumber, update: EveritNumber): void {
  finder.flag(
    "NUMBER_TYPE_INTEGER_REQUIRED",
    "type",
    original.isInteger || original.multipleOf === 1,
    update.isInteger,
  );
  const isSame = finder.limit(
    "NUMBER_TYPE_MINIMUM",
    "minimum",
    original.exclusiveMinimum ?? original.minimum,
    update.exclusiveMinimum ?? update.minimum,
  );
  if (isSame) {
    finder.flag(
      "NUMBER_TYPE_IS_MINIMUM_EXCLUSIVE",
      "exclusiveMinimum",
      original.exclusiveMinimum !== null || original.isMinimumExclusive,
      update.exclusiveMinimum !== null || update.isMinimumExclusive,
    );
  }
  const isSameMaximum = finder.limit(
    "NUMBER_TYPE_MAXIMUM",
    "maximum",
    original.exclusiveMaximum ?? original.maximum,
    update.exclusiveMaximum ?? update.maximum,
  );
  if (isSameMaximum) {
    finder.flag(
      "NUMBER_TYPE_IS_MAXIMUM_EXCLUSIVE",
      "exclusiveMaximum",
      original.exclusiveMaximum !== null || original.isMaximumExclusive,
      update.exclusiveMaximum !== null || update.isMaximumExclusive,
    );
  }
  const before = original.multipleOf;
  const after = update.multipleOf;
  if (before === null && after === null) return;
  const change =
    before === null
      ? "ADDED"
      : after === null
        ? "REMOVED"
        : isMultiple(before, after)
          ? "UPDATED_IS_DIVISIBLE"
          : "UPDATED_IS_NOT_DIVISIBLE";
  if (before !== after) finder.tell(`NUMBER_TYPE_MULTIPLE_OF_${change}`, "multipleOf", "multipleOf");
}
