/** Whether `[default = …]` is allowed and fits its field. */
import { unreachable } from "#base/assert.ts";
import { type Report, replace } from "./check-report.ts";
import type { Constant, ProtoField, Scalar, Syntax } from "./schema.ts";

const LIMITS: ReadonlyMap<Scalar, readonly [least: bigint, most: bigint]> = new Map([
  ["int32", [-(1n << 31n), (1n << 31n) - 1n]],
  ["sint32", [-(1n << 31n), (1n << 31n) - 1n]],
  ["sfixed32", [-(1n << 31n), (1n << 31n) - 1n]],
  ["uint32", [0n, (1n << 32n) - 1n]],
  ["fixed32", [0n, (1n << 32n) - 1n]],
  ["int64", [-(1n << 63n), (1n << 63n) - 1n]],
  ["sint64", [-(1n << 63n), (1n << 63n) - 1n]],
  ["sfixed64", [-(1n << 63n), (1n << 63n) - 1n]],
  ["uint64", [0n, (1n << 64n) - 1n]],
  ["fixed64", [0n, (1n << 64n) - 1n]],
]);

export function checkDefault(field: ProtoField, syntax: Syntax, report: Report): void {
  const option = field.options.find(({ name }) => name === "default");
  if (option === undefined) return;
  if (syntax === "proto3") {
    report.error(
      "default-in-proto3",
      option.range,
      `proto3 has no defaults of one's own; "${field.name}" states one.`,
      "Remove it: absent fields read as 0, false or empty text.",
      removeOption(field, option.name),
    );
    return;
  }
  const { type } = field;
  if (field.label === "repeated" || type.kind === "map" || type.kind === "message" || type.kind === "group") {
    const what = field.label === "repeated" ? "repeated" : type.kind === "map" ? "a map" : "a message";
    const says = `A field that is ${what} has no default.`;
    report.error(
      "default-misplaced",
      option.range,
      says,
      "Remove the default.",
      removeOption(field, option.name),
    );
    return;
  }
  if (type.kind === "enum") {
    const { constantsByName, name } = type.enum;
    if (option.value.kind === "word" && constantsByName.has(option.value.value)) return;
    const says = `The default is no constant of ${name}.`;
    report.error("default-wrong", option.valueRange, says, `Use one of ${firstNames(constantsByName)}.`);
    return;
  }
  const wanted = wantedFor(type.scalar, option.value);
  if (wanted === null) return;
  const says = `The default does not fit type ${type.scalar}.`;
  report.error("default-wrong", option.valueRange, says, `Write ${wanted}.`);
}

/** The edit that takes an option of a field away, brackets included where it is the only one. */
function removeOption(field: ProtoField, name: string): ReturnType<typeof replace> | undefined {
  const at = field.options.findIndex((option) => option.name === name);
  const option = field.options[at];
  if (option === undefined) return undefined;
  const title = `Remove the ${name}`;
  const next = field.options[at + 1];
  if (next !== undefined) return replace(title, { start: option.range.start, end: next.range.start }, "");
  const previous = field.options[at - 1];
  if (previous !== undefined) return replace(title, { start: previous.range.end, end: option.range.end }, "");
  return replace(title, { start: field.numberRange.end, end: field.range.end }, ";");
}

function firstNames(names: ReadonlyMap<string, unknown>): string {
  return [...names.keys()].slice(0, 5).join(", ");
}

/** What should stand there; null if the value fits. */
function wantedFor(scalar: Scalar, value: Constant): string | null {
  switch (scalar) {
    case "string":
    case "bytes":
      return value.kind === "text" ? null : "a text in quotes";
    case "bool":
      return value.kind === "word" && (value.value === "true" || value.value === "false")
        ? null
        : "true or false";
    case "float":
    case "double": {
      const isNumber =
        value.kind === "number" || (value.kind === "word" && /^(?:inf|nan)$/.test(value.value));
      return isNumber ? null : "a number";
    }
    case "int32":
    case "int64":
    case "uint32":
    case "uint64":
    case "sint32":
    case "sint64":
    case "fixed32":
    case "fixed64":
    case "sfixed32":
    case "sfixed64":
      return wantedInteger(scalar, value);
    default:
      return unreachable(scalar);
  }
}

function wantedInteger(scalar: Scalar, value: Constant): string | null {
  const [least, most] = LIMITS.get(scalar) ?? [0n, 0n];
  const wanted = `a whole number from ${String(least)} to ${String(most)}`;
  if (value.kind !== "number" || !/^-?(?:0[xX][0-9a-fA-F]+|[0-9]+)$/.test(value.text)) return wanted;
  const minus = value.text.startsWith("-");
  const digits = minus ? value.text.slice(1) : value.text;
  const magnitude = /^0[0-7]+$/.test(digits) ? BigInt(`0o${digits.slice(1)}`) : BigInt(digits);
  const number = minus ? -magnitude : magnitude;
  return least <= number && number <= most ? null : wanted;
}
