/** Confluent's rules for texts, numbers, enums and constants. */
import type { ConfluentFound } from "./confluent.ts";
import type { ConfluentCode, LimitName } from "./confluent-types.ts";
import {
  valueKey,
  type Everit,
  type EveritConst,
  type EveritEnum,
  type EveritNumber,
  type EveritString,
} from "./everit.ts";
import { at } from "./found.ts";

export function keywordDifference(
  code: ConfluentCode,
  keyword: string,
  original: Everit,
  update: Everit,
): ConfluentFound {
  return { code, path: keyword, original: at(original.node, keyword), update: at(update.node, keyword) };
}

/** A limit that was added, removed, raised or lowered. */
export function compareLimit(
  found: ConfluentFound[],
  name: LimitName,
  keyword: string,
  original: Everit,
  update: Everit,
  before: number | null,
  after: number | null,
): void {
  if (before === after) return;
  const change =
    before === null ? "ADDED" : after === null ? "REMOVED" : before < after ? "INCREASED" : "DECREASED";
  found.push(keywordDifference(`${name}_${change}`, keyword, original, update));
}

export function compareStrings(original: EveritString, update: EveritString): ConfluentFound[] {
  const found: ConfluentFound[] = [];
  compareLimit(found, "MAX_LENGTH", "maxLength", original, update, original.maxLength, update.maxLength);
  compareLimit(found, "MIN_LENGTH", "minLength", original, update, original.minLength, update.minLength);
  if (original.pattern !== update.pattern) {
    const code =
      original.pattern === null
        ? "PATTERN_ADDED"
        : update.pattern === null
          ? "PATTERN_REMOVED"
          : "PATTERN_CHANGED";
    found.push(keywordDifference(code, "pattern", original, update));
  }
  return found;
}

/**
 * A lowered `exclusiveMaximum` is EXCLUSIVE_MAXIMUM_DECREASED here; the registry compares it with the new `maximum` by
 * mistake and fails where there is none.
 */
export function compareNumbers(original: EveritNumber, update: EveritNumber): ConfluentFound[] {
  const found: ConfluentFound[] = [];
  compareLimit(found, "MAXIMUM", "maximum", original, update, original.maximum, update.maximum);
  compareLimit(found, "MINIMUM", "minimum", original, update, original.minimum, update.minimum);
  compareLimit(
    found,
    "EXCLUSIVE_MAXIMUM",
    "exclusiveMaximum",
    original,
    update,
    original.exclusiveMaximum,
    update.exclusiveMaximum,
  );
  compareLimit(
    found,
    "EXCLUSIVE_MINIMUM",
    "exclusiveMinimum",
    original,
    update,
    original.exclusiveMinimum,
    update.exclusiveMinimum,
  );
  if (original.multipleOf !== update.multipleOf) {
    const code = multipleOfCode(original.multipleOf, update.multipleOf);
    found.push(keywordDifference(code, "multipleOf", original, update));
  }
  if (original.isInteger !== update.isInteger) {
    const code = original.isInteger ? "TYPE_EXTENDED" : "TYPE_NARROWED";
    found.push({ code, path: "", original: at(original.node, "type"), update: at(update.node, "type") });
  }
  return found;
}

/** The registry cuts both to whole numbers before it divides; where that would divide by 0 (0.5), we do not cut. */
function multipleOfCode(before: number | null, after: number | null): ConfluentCode {
  if (before === null) return "MULTIPLE_OF_ADDED";
  if (after === null) return "MULTIPLE_OF_REMOVED";
  const [from, to] =
    Math.trunc(before) === 0 || Math.trunc(after) === 0
      ? [before, after]
      : [Math.trunc(before), Math.trunc(after)];
  if (isMultiple(to, from)) return "MULTIPLE_OF_EXPANDED";
  return isMultiple(from, to) ? "MULTIPLE_OF_REDUCED" : "MULTIPLE_OF_CHANGED";
}

/** Whether `value` is a multiple, up to what floating point loses: 0.3 is one of 0.1. */
export function isMultiple(value: number, of: number): boolean {
  const times = value / of;
  return Math.abs(times - Math.round(times)) < 1e-9 * Math.max(1, Math.abs(times));
}

export function compareEnums(original: EveritEnum, update: EveritEnum): ConfluentFound[] {
  const removed = [...original.values.keys()].some((key) => !update.values.has(key));
  const added = [...update.values.keys()].some((key) => !original.values.has(key));
  if (!removed && !added) return [];
  const code = !removed ? "ENUM_ARRAY_EXTENDED" : added ? "ENUM_ARRAY_CHANGED" : "ENUM_ARRAY_NARROWED";
  return [keywordDifference(code, "enum", original, update)];
}

export function compareConsts(original: EveritConst, update: EveritConst): ConfluentFound[] {
  return valueKey(original.value) === valueKey(update.value)
    ? []
    : [keywordDifference("ENUM_ARRAY_CHANGED", "const", original, update)];
}
