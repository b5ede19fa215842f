/** Keywords that look at one text, number or count. */
import { format as formats } from "@cfworker/json-schema";
import { matches } from "./pattern.ts";
import { shownValue } from "./reads-values.ts";
import type { SchemaNode } from "./schema.ts";

/** A keyword and why a value does not do, as a sentence. */
export interface Miss {
  readonly keyword: string;
  readonly says: string;
  /** The property that is asked for and absent. */
  readonly absent?: string;
}

/** Those whose checks take time in proportion to the text. */
const FORMATS: ReadonlySet<string> = new Set([
  "date",
  "time",
  "date-time",
  "duration",
  "uri",
  "uri-reference",
  "email",
  "hostname",
  "ipv4",
  "ipv6",
  "uuid",
  "json-pointer",
]);
const FORMAT_TEXT_MAX = 1000;

/** Whether a text is of a format; of one that is not known it always is. */
export function isOfFormat(text: string, format: string): boolean {
  if (!FORMATS.has(format) || text.length > FORMAT_TEXT_MAX) return true;
  return formats[format]?.(text) ?? true;
}

export function textMiss(node: SchemaNode, text: string): Miss | null {
  const { minLength, maxLength, pattern, format } = node;
  if (minLength !== null || maxLength !== null) {
    // JSON Schema counts code points.
    const { length } = Array.from(text);
    if (minLength !== null && length < minLength) {
      return miss(
        "minLength",
        `${shownValue(text)} has ${length} characters, at least ${minLength} are asked for.`,
      );
    }
    if (maxLength !== null && length > maxLength) {
      return miss(
        "maxLength",
        `${shownValue(text)} has ${length} characters, at most ${maxLength} are allowed.`,
      );
    }
  }
  if (pattern !== null && matches(pattern, text) === false) {
    return miss("pattern", `${shownValue(text)} does not match the pattern ${pattern}.`);
  }
  if (format !== null && !isOfFormat(text, format)) {
    return miss("format", `${shownValue(text)} is no ${format}.`);
  }
  return null;
}

export function numberMiss(node: SchemaNode, value: number): Miss | null {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = node;
  if (minimum !== null && value < minimum) {
    return miss("minimum", `${value} is less than ${minimum}.`);
  }
  if (maximum !== null && value > maximum) {
    return miss("maximum", `${value} is more than ${maximum}.`);
  }
  if (exclusiveMinimum !== null && value <= exclusiveMinimum) {
    return miss("exclusiveMinimum", `${value} is not more than ${exclusiveMinimum}.`);
  }
  if (exclusiveMaximum !== null && value >= exclusiveMaximum) {
    return miss("exclusiveMaximum", `${value} is not less than ${exclusiveMaximum}.`);
  }
  if (multipleOf !== null && !isMultipleOf(value, multipleOf)) {
    return miss("multipleOf", `${value} is no multiple of ${multipleOf}.`);
  }
  return null;
}

/** In decimals, as people write them: 0.3 is a multiple of 0.1. */
function isMultipleOf(value: number, divisor: number): boolean {
  if (divisor <= 0) return true;
  const [digits, exponent] = decimal(value);
  const [divisorDigits, divisorExponent] = decimal(divisor);
  const lowest = Math.min(exponent, divisorExponent);
  const scaled = digits * powerOfTen(exponent - lowest);
  return scaled % (divisorDigits * powerOfTen(divisorExponent - lowest)) === 0n;
}

function powerOfTen(exponent: number): bigint {
  return BigInt(`1${"0".repeat(exponent)}`);
}

function decimal(value: number): readonly [bigint, number] {
  const [mantissa = "0", exponent = "0"] = value.toExponential().split("e");
  const point = mantissa.indexOf(".");
  const places = point < 0 ? 0 : mantissa.length - point - 1;
  return [BigInt(mantissa.replace(".", "")), Number(exponent) - places];
}

export function countMiss(
  count: number,
  [minKeyword, min]: readonly [string, number | null],
  [maxKeyword, max]: readonly [string, number | null],
  what: string,
): Miss | null {
  if (min !== null && count < min) {
    return miss(minKeyword, `It has ${count} ${what}, at least ${min} are asked for.`);
  }
  if (max !== null && count > max) {
    return miss(maxKeyword, `It has ${count} ${what}, at most ${max} are allowed.`);
  }
  return null;
}

export function miss(keyword: string, says: string): Miss {
  return { keyword, says };
}
