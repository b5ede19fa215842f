/** Edits of one of two texts that make a difference go away. */
import type { Difference, Fix, Side } from "#schema/difference.ts";
import type { Sides } from "./edits.ts";
import {
  restoreDefault,
  restoreLabel,
  restoreName,
  restoreNumber,
  restoreType,
  giveNewNumber,
} from "./fixes-of-fields.ts";
import {
  moveOutOfOneof,
  reserve,
  reserveConstant,
  restoreConstant,
  restoreField,
  restorePackage,
  restoreReservations,
  restoreType as restoreWholeType,
} from "./fixes-of-types.ts";
import { lookUp } from "./lookup.ts";
import type { ProtoSchema } from "./schema.ts";

export function fixesOf(
  difference: Difference,
  reader: ProtoSchema,
  writer: ProtoSchema,
  editable: Side,
): readonly Fix[] {
  const sides = editable === "reader" ? { mine: reader, theirs: writer } : { mine: writer, theirs: reader };
  const mine = lookUp(sides.mine, (editable === "reader" ? difference.reader : difference.writer).path);
  const theirs = lookUp(sides.theirs, (editable === "reader" ? difference.writer : difference.reader).path);
  if (mine === null || theirs === null) return [];
  if (difference.code === "PACKAGE_CHANGED" || difference.code === "FILE_SAME_PACKAGE")
    return restorePackage(sides);
  if (mine.kind === "field" && theirs.kind === "field")
    return fieldFixes(difference.code, sides, mine, theirs);
  if (theirs.kind === "field" && mine.kind === "message") {
    return [
      ...reserve(difference, sides, mine.message, theirs),
      ...restoreField(sides, mine.message, theirs),
    ];
  }
  if (mine.kind === "field") {
    const label = [
      "REQUIRED_FIELD_ADDED",
      "REQUIRED_FIELD_REMOVED",
      "NO_ADDING_REQUIRED_FIELDS",
      "MESSAGE_SAME_REQUIRED_FIELDS",
    ];
    if (label.includes(difference.code)) return restoreLabel(mine.field, "optional");
    if (difference.code === "ONEOF_FIELD_REMOVED") return moveOutOfOneof(sides, mine.message, [mine.field]);
    return [];
  }
  if (mine.kind === "oneof" && theirs.kind === "message") {
    const { message } = theirs;
    const plain = mine.oneof.fields.filter(({ number }) => {
      const before = message.fieldsByNumber.get(number);
      return before !== undefined && (before.oneof === null || before.oneof.synthetic);
    });
    return moveOutOfOneof(sides, mine.message, plain);
  }
  if (mine.kind === "enum" && theirs.kind === "constant") {
    return [
      ...reserveConstant(difference, sides, mine.enum, theirs),
      ...restoreConstant(sides, mine.enum, theirs),
    ];
  }
  if (mine.kind === "constant" && theirs.kind === "constant") {
    return restoreName(mine.constant, theirs.constant.name, mine.enum.constantsByName);
  }
  if (difference.code === "NO_REMOVING_RESERVED_FIELDS" || difference.code.startsWith("RESERVED_")) {
    return editable === "reader" ? restoreReservations(sides, mine, theirs) : [];
  }
  if (theirs.kind === "message" || theirs.kind === "enum") return restoreWholeType(sides, mine, theirs);
  return [];
}

type FieldFound = Extract<NonNullable<ReturnType<typeof lookUp>>, { kind: "field" }>;

function fieldFixes(code: string, sides: Sides, mine: FieldFound, theirs: FieldFound): readonly Fix[] {
  const { message, field } = mine;
  const before = theirs.field;
  switch (code) {
    case "FIELD_KIND_CHANGED":
    case "FIELD_SCALAR_KIND_CHANGED":
    case "FIELD_NAMED_TYPE_CHANGED":
    case "FIELD_TYPE_CHANGED":
    case "FIELD_WIRE_COMPATIBLE_TYPE":
      return [
        ...restoreType(sides.mine, field, before),
        ...giveNewNumber(sides, message, field, theirs.message),
      ];
    case "NO_CHANGING_FIELD_TYPES":
      return field.typeText === before.typeText
        ? restoreLabel(field, before.label)
        : restoreType(sides.mine, field, before);
    case "FIELD_NUMERIC_LABEL_CHANGED":
    case "FIELD_STRING_OR_BYTES_LABEL_CHANGED":
    case "FIELD_LABEL_CHANGED":
    case "FIELD_PRESENCE_CHANGED":
    case "FIELD_WIRE_COMPATIBLE_CARDINALITY":
    case "MESSAGE_SAME_REQUIRED_FIELDS":
      return restoreLabel(field, before.label);
    case "FIELD_NAME_CHANGED":
    case "NO_CHANGING_FIELD_NAMES":
      return restoreName(field, before.name, message.fieldsByName);
    case "FIELD_RENUMBERED":
    case "NO_CHANGING_FIELD_IDS":
      return restoreNumber(message, field, before);
    case "FIELD_NUMBER_REUSED":
      return [
        ...giveNewNumber(sides, message, field, theirs.message),
        ...restoreName(field, before.name, message.fieldsByName),
      ];
    case "NO_USING_RESERVED_FIELDS":
      return giveNewNumber(sides, message, field, theirs.message);
    case "FIELD_DEFAULT_CHANGED":
    case "FIELD_SAME_DEFAULT":
      return restoreDefault(sides.theirs, field, before);
    default:
      return [];
  }
}
