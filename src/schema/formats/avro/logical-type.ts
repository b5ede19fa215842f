/** Logical types: what they may stand on. One that does not fit is ignored by Avro, so it is a warning, not an error. */
import type { JsonNode, JsonObjectNode } from "#schema/json-text.ts";
import { memberOf } from "#schema/json-text.ts";
import { textAt, type BuildContext } from "./build-context.ts";
import { nearest, quoted } from "./names.ts";
import type { AvroType, LogicalType } from "./schema.ts";

/** Of Avro 1.12's LogicalTypes, with the types below them. */
const BASES: ReadonlyMap<string, string> = new Map([
  ["decimal", "bytes or fixed"],
  ["big-decimal", "bytes"],
  ["uuid", "string, or fixed of 16 bytes"],
  ["date", "int"],
  ["time-millis", "int"],
  ["time-micros", "long"],
  ["timestamp-millis", "long"],
  ["timestamp-micros", "long"],
  ["timestamp-nanos", "long"],
  ["local-timestamp-millis", "long"],
  ["local-timestamp-micros", "long"],
  ["local-timestamp-nanos", "long"],
  ["duration", "fixed of 12 bytes"],
]);

/** The logical type written in an object, if Avro takes it; `size` is that of a fixed type. */
export function logicalTypeOf(
  context: BuildContext,
  object: JsonObjectNode,
  kind: AvroType["kind"],
  size = 0,
): LogicalType | null {
  const written = textAt(object, "logicalType");
  if (written === undefined) return null;
  const { value: name, range } = written;
  const base = BASES.get(name);
  const { problems } = context;
  if (base === undefined) {
    const meant = nearest(name, BASES.keys());
    if (meant !== undefined) {
      problems.warning(
        "unknown-logical-type",
        range,
        `Avro knows no logical type ${quoted(name)} and ignores it; did you mean ${quoted(meant)}?`,
        "Correct the name, or leave it if your programs know it.",
        { title: `Change it to ${quoted(meant)}`, edits: [{ range, text: JSON.stringify(meant) }] },
      );
    }
    return null;
  }
  if (!isBase(name, kind, size)) {
    const on = kind === "fixed" ? `fixed of ${String(size)} bytes` : kind;
    problems.warning(
      "logical-type-base",
      range,
      `The logical type ${quoted(name)} belongs on ${base}, not on ${on}; it is ignored here.`,
      `Change the type to ${base}, or remove the logical type.`,
    );
    return null;
  }
  return name === "decimal"
    ? decimalOf(context, object, kind, size, range)
    : { name, range, precision: null, scale: null };
}

function isBase(name: string, kind: AvroType["kind"], size: number): boolean {
  switch (name) {
    case "decimal":
      return kind === "bytes" || kind === "fixed";
    case "uuid":
      return kind === "string" || (kind === "fixed" && size === 16);
    case "duration":
      return kind === "fixed" && size === 12;
    default:
      return BASES.get(name) === kind;
  }
}

function decimalOf(
  context: BuildContext,
  object: JsonObjectNode,
  kind: AvroType["kind"],
  size: number,
  range: LogicalType["range"],
): LogicalType | null {
  const precisionNode = memberOf(object, "precision")?.value;
  const scaleNode = memberOf(object, "scale")?.value;
  const precision = wholeNumber(precisionNode);
  const scale = scaleNode === undefined ? 0 : wholeNumber(scaleNode);
  const ignored = "; the logical type is ignored";
  const warn = (node: JsonNode | undefined, says: string, tryThis: string) => {
    context.problems.warning("invalid-decimal", node?.range ?? range, says + ignored, tryThis);
    return null;
  };
  if (precision === null || precision < 1) {
    return warn(
      precisionNode,
      "A decimal needs its precision, the number of digits, of 1 or more",
      'Write e.g. "precision": 10.',
    );
  }
  if (scale === null || scale > precision) {
    return warn(
      scaleNode,
      "The scale of a decimal is a whole number from 0 to its precision",
      "Choose a smaller scale, or a greater precision.",
    );
  }
  const digits = kind === "fixed" ? digitsIn(size) : Number.POSITIVE_INFINITY;
  if (precision > digits) {
    return warn(
      precisionNode,
      `A number of ${String(precision)} digits does not fit into ${String(size)} bytes, which hold ${String(digits)}`,
      "Give the fixed type more bytes, or choose a smaller precision.",
    );
  }
  return { name: "decimal", range, precision, scale };
}

/** Decimal digits that every signed number of `size` bytes can have: floor(log10(2^(8*size-1)-1)), as Java's maxPrecision. */
function digitsIn(size: number): number {
  if (size === 0) return 0;
  // log10(2) to 16 digits; exact enough below the sizes where anybody writes a precision.
  return Math.floor((8 * size - 1) * 0.301_029_995_663_981_2);
}

function wholeNumber(node: JsonNode | undefined): number | null {
  return node?.kind === "number" && /^\d{1,9}$/.test(node.raw) ? node.value : null;
}
