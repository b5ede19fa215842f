/** Fixes of a field that both versions have. */
import type { Fix } from "#schema/difference.ts";
import { appended, fix, replaced, withLabel, withOption, type Sides } from "./edits.ts";
import { isIn, nextNumber } from "./numbers.ts";
import { isScalar } from "./parse-field.ts";
import { localName, localTypes } from "./places.ts";
import { writtenOneof } from "./rules-confluent-fields.ts";
import type {
  FieldType,
  ProtoEnumConstant,
  ProtoField,
  ProtoMessage,
  ProtoSchema,
  Syntax,
} from "./schema.ts";

/** The old type, if the text that is edited knows it. */
export function restoreType(mine: ProtoSchema, field: ProtoField, before: ProtoField): readonly Fix[] {
  const text = typeTextIn(mine, before);
  if (text === null || field.typeText === "group") return [];
  const edits = [replaced(field.typeRange, text)];
  const isMap = text.startsWith("map<");
  const wasMap = field.typeText.startsWith("map<");
  // Maps have no label; where one goes or comes, so does the label.
  if (isMap !== wasMap && before.label !== field.label) edits.push(withLabel(field, before.label));
  return [fix(`Make "${field.name}" ${text} again`, ...edits)];
}

function typeTextIn(mine: ProtoSchema, before: ProtoField): string | null {
  if (before.typeText === "group") return null;
  const named = namedType(before.type);
  if (named === null) return before.typeText.replace(",", ", ");
  const known = localTypes(mine);
  const name = localName(named);
  const same = known.messages.get(name) ?? known.enums.get(name) ?? mine.typesByName.get(named.fullName);
  if (same === undefined) return null;
  const text = `.${same.fullName}`;
  if (before.type.kind === "map") return `map<${before.type.key}, ${text}>`;
  return isScalar(before.typeText) ? before.typeText : text;
}

function namedType(type: FieldType): ProtoMessage | Extract<FieldType, { kind: "enum" }>["enum"] | null {
  switch (type.kind) {
    case "scalar":
      return null;
    case "enum":
      return type.enum;
    case "message":
    case "group":
      return type.message;
    case "map":
      return namedType(type.value);
  }
}

export function restoreLabel(field: ProtoField, label: ProtoField["label"]): readonly Fix[] {
  if (field.label === label || field.type.kind === "map" || writtenOneof(field) !== null) return [];
  if (!mayHaveLabel(field.message?.file.syntax ?? "proto2", label)) return [];
  const title =
    label === null ? `Remove "${field.label ?? ""}" from "${field.name}"` : `Make "${field.name}" ${label}`;
  return [fix(title, withLabel(field, label))];
}

function mayHaveLabel(syntax: Syntax, label: ProtoField["label"]): boolean {
  switch (syntax) {
    case "proto2":
      return label !== null;
    case "proto3":
      return label !== "required";
    case "editions":
      return label === null || label === "repeated";
  }
}

/** The old name, if nothing else has it. */
export function restoreName(
  part: ProtoField | ProtoEnumConstant,
  name: string,
  taken: ReadonlyMap<string, unknown>,
): readonly Fix[] {
  if (taken.has(name) || part.name === name) return [];
  return [fix(`Name it "${name}" again`, replaced(part.nameRange, name))];
}

export function restoreNumber(message: ProtoMessage, field: ProtoField, before: ProtoField): readonly Fix[] {
  const { number } = before;
  if (message.fieldsByNumber.has(number) || isIn(message.reservedNumbers, number)) return [];
  return [
    fix(
      `Give "${field.name}" its number ${String(number)} back`,
      replaced(field.numberRange, String(number)),
    ),
  ];
}

/** Another number, never used by either version, and the old one reserved. Members of oneofs would be missed there. */
export function giveNewNumber(
  { mine }: Sides,
  message: ProtoMessage,
  field: ProtoField,
  theirs: ProtoMessage,
): readonly Fix[] {
  const before = theirs.fieldsByNumber.get(field.number);
  if (before !== undefined && writtenOneof(before) !== null) return [];
  const next = nextNumber(message, theirs);
  const edits = [replaced(field.numberRange, String(next))];
  if (!isIn(message.reservedNumbers, field.number)) {
    edits.push(appended(mine.text, message.bodyEnd, [`reserved ${String(field.number)};`]));
  }
  return [fix(`Give "${field.name}" the new number ${String(next)}`, ...edits)];
}

export function restoreDefault(theirs: ProtoSchema, field: ProtoField, before: ProtoField): readonly Fix[] {
  const option = before.options.find(({ name }) => name === "default");
  const text =
    option === undefined ? null : theirs.text.slice(option.valueRange.start, option.valueRange.end);
  const title =
    text === null ? `Remove the default of "${field.name}"` : `Give "${field.name}" its default ${text} back`;
  return [fix(title, withOption(field, "default", text))];
}
