/** What protoc refuses in fields: numbers, labels, places, defaults. */
import { type Report, replace } from "./check-report.ts";
import { checkDefault } from "./check-default.ts";
import { NO_NUMBER } from "./draft.ts";
import { canPack } from "./features.ts";
import { INTERNAL_FIRST, INTERNAL_LAST, isIn, nextNumber } from "./numbers.ts";
import { FIELD_NUMBER_MAX } from "./parse-reserved.ts";
import type { ProtoField, ProtoMessage, Syntax } from "./schema.ts";

/** Fields of a message, each by itself and against the others. */
export function checkFields(message: ProtoMessage, report: Report): void {
  const numbers = new Map<number, ProtoField>();
  const jsonNames = new Map<string, ProtoField>();
  const next = nextNumber(message);
  for (const field of message.fields) {
    checkNumber(field, next, report);
    checkReserved(field, message, next, report);
    checkField(field, message.file.syntax, report);
    const first = numbers.get(field.number);
    if (first === undefined) numbers.set(field.number, field);
    else if (field.number !== NO_NUMBER) {
      report.error(
        "duplicate-number",
        field.numberRange,
        `Number ${String(field.number)} belongs to "${first.name}" already.`,
        `Give "${field.name}" a number of its own, e.g. ${String(next)}.`,
        replace(`Use number ${String(next)}`, field.numberRange, String(next)),
      );
    }
    checkJsonName(field, jsonNames, message, report);
  }
}

/** An extension's field: its number must be one that the extended message leaves to extensions. */
export function checkExtension(field: ProtoField, syntax: Syntax, report: Report): void {
  checkField(field, syntax, report);
  const target = field.message;
  if (target === null || field.number === NO_NUMBER) return;
  if (field.label === "required") {
    report.error(
      "required-extension",
      field.labelRange ?? field.nameRange,
      "An extension cannot be required.",
      "Make it optional.",
      replace("Make it optional", field.labelRange ?? field.nameRange, "optional"),
    );
  }
  if (isIn(target.extensions, field.number)) return;
  const ranges = target.extensions.map(({ start, end }) => `${String(start)} to ${String(end)}`).join(", ");
  report.error(
    "extension-number",
    field.numberRange,
    `${target.name} does not leave number ${String(field.number)} to extensions.`,
    ranges === "" ? `${target.name} has no numbers for extensions.` : `Use a number from ${ranges}.`,
  );
}

function checkNumber(field: ProtoField, next: number, report: Report): void {
  const { number, numberRange, name } = field;
  const fix = replace(`Use number ${String(next)}`, numberRange, String(next));
  if (number === NO_NUMBER) {
    const at = { start: numberRange.end, end: numberRange.end };
    report.error(
      "missing-number",
      numberRange,
      `Field "${name}" has no number.`,
      `Write ${name} = ${String(next)}.`,
      replace(`Give it number ${String(next)}`, at, ` = ${String(next)}`),
    );
  } else if (number < 1 || number > FIELD_NUMBER_MAX) {
    report.error(
      "number-out-of-range",
      numberRange,
      `Field numbers go from 1 to ${String(FIELD_NUMBER_MAX)}; ${String(number)} is none.`,
      `Use a free number, e.g. ${String(next)}.`,
      fix,
    );
  } else if (number >= INTERNAL_FIRST && number <= INTERNAL_LAST) {
    report.error(
      "number-internal",
      numberRange,
      `Protobuf keeps the numbers from ${String(INTERNAL_FIRST)} to ${String(INTERNAL_LAST)} to itself.`,
      `Use another number, e.g. ${String(next)}.`,
      fix,
    );
  }
}

function checkReserved(field: ProtoField, message: ProtoMessage, next: number, report: Report): void {
  const { number, numberRange, name, nameRange } = field;
  if (isIn(message.reservedNumbers, number)) {
    report.error(
      "reserved-number",
      numberRange,
      `Number ${String(number)} is reserved in ${message.name}: an older field had it.`,
      `Use a free number, e.g. ${String(next)}.`,
      replace(`Use number ${String(next)}`, numberRange, String(next)),
    );
  } else if (isIn(message.extensions, number)) {
    report.error(
      "number-of-extensions",
      numberRange,
      `${message.name} leaves number ${String(number)} to extensions.`,
      "Use a number outside of the extension ranges.",
    );
  }
  if (message.reservedNames.some((reserved) => reserved.name === name)) {
    report.error(
      "reserved-name",
      nameRange,
      `The name "${name}" is reserved in ${message.name}: an older field had it.`,
      "Use another name.",
    );
  }
}

function checkJsonName(
  field: ProtoField,
  taken: Map<string, ProtoField>,
  message: ProtoMessage,
  report: Report,
): void {
  const first = taken.get(field.jsonName);
  if (first === undefined) {
    taken.set(field.jsonName, field);
    return;
  }
  if (first.name === field.name) return;
  const says = `"${field.name}" and "${first.name}" have the same name in JSON: "${field.jsonName}".`;
  const tryThis = "Rename one of them, or give it another json_name.";
  // In proto2 only protoc's JSON is at stake, so it warns.
  if (message.file.syntax === "proto2") report.warning("json-name-clash", field.nameRange, says, tryThis);
  else report.error("json-name-clash", field.nameRange, says, tryThis);
}

function checkField(field: ProtoField, syntax: Syntax, report: Report): void {
  checkLabel(field, syntax, report);
  checkType(field, syntax, report);
  checkDefault(field, syntax, report);
  const packed = field.options.find(({ name }) => name === "packed");
  if (packed !== undefined && (field.label !== "repeated" || !canPack(field.type))) {
    report.error(
      "packed-misplaced",
      packed.range,
      "Only repeated numbers, bools and enums can be packed.",
      "Remove the option packed.",
    );
  }
}

function checkLabel(field: ProtoField, syntax: Syntax, report: Report): void {
  const { label, labelRange, name } = field;
  const inOneof = field.oneof !== null && !field.oneof.synthetic;
  if (label === null || labelRange === null) {
    if (syntax !== "proto2" || inOneof || field.type.kind === "map") return;
    const at = { start: field.typeRange.start, end: field.typeRange.start };
    report.error(
      "missing-label",
      field.typeRange,
      `Field "${name}" has no label; proto2 wants optional, required or repeated.`,
      "Write optional before its type.",
      replace("Make it optional", at, "optional "),
    );
    return;
  }
  const remove = replace(`Remove "${label}"`, { start: labelRange.start, end: field.typeRange.start }, "");
  if (inOneof) {
    const says = `Members of a oneof have no label; "${name}" is ${label}.`;
    const tryThis =
      label === "repeated" ? "Put the list into a message, or move it out." : "Remove the label.";
    report.error("label-in-oneof", labelRange, says, tryThis, remove);
  } else if (field.type.kind === "map") {
    report.error("label-on-map", labelRange, "Maps have no label.", `Remove ${label}.`, remove);
  } else if (label === "required" && syntax === "proto3") {
    report.error(
      "required-in-proto3",
      labelRange,
      `proto3 has no required fields; "${name}" is one.`,
      "Remove required, and check the value where the record is used.",
      remove,
    );
  } else if (label !== "repeated" && syntax === "editions") {
    const feature = label === "required" ? "LEGACY_REQUIRED" : "EXPLICIT";
    const says = `Editions have no label ${label}.`;
    report.error("label-in-edition", labelRange, says, `Use features.field_presence = ${feature}.`, remove);
  }
}

function checkType(field: ProtoField, syntax: Syntax, report: Report): void {
  const { type, typeRange, name } = field;
  if (type.kind === "group" && field.typeText === "group") {
    if (syntax !== "proto2") {
      report.error(
        "group-outside-proto2",
        typeRange,
        `Groups are proto2's; "${name}" is one.`,
        "Make it a message and a field of that type.",
      );
    }
    if (!/^[A-Z]/.test(type.message.name)) {
      const says = `A group's name begins with a capital letter; "${type.message.name}" does not.`;
      report.error("group-name", field.nameRange, says, "Begin it with a capital letter.");
    }
  }
  if (type.kind === "map" && field.oneof !== null) {
    const says = `A map cannot be a member of a oneof; "${name}" is.`;
    report.error("map-in-oneof", typeRange, says, "Put the map into a message, or move it out of the oneof.");
  }
  const valueType = type.kind === "map" ? type.value : type;
  if (valueType.kind !== "enum" || syntax !== "proto3") return;
  const { file, closed } = valueType.enum;
  if (closed && file.syntax === "proto2") {
    const says = `${valueType.enum.name} is a proto2 enum, which a proto3 message cannot use.`;
    report.error("closed-enum-in-proto3", typeRange, says, "Define the enum in a proto3 file.");
  }
}
