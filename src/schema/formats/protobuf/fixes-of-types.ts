/** Fixes of what one version does not have: fields, messages, constants, reservations, the package; and of oneofs. */
import type { Difference, Fix } from "#schema/difference.ts";
import type { TextEdit } from "#schema/text-range.ts";
import { appended, appendedToFile, fix, replaced, statementText, type Sides } from "./edits.ts";
import type { Found } from "./lookup.ts";
import { isIn } from "./numbers.ts";
import { localName, localTypes } from "./places.ts";
import { uncovered } from "./ranges.ts";
import { writtenOneof } from "./rules-confluent-fields.ts";
import { writtenOneofs } from "./rules-confluent-members.ts";
import type { ProtoEnum, ProtoField, ProtoMessage } from "./schema.ts";

type FoundField = Extract<Found, { kind: "field" }>;
type FoundConstant = Extract<Found, { kind: "constant" }>;

/** The removed field as it was, in its oneof if that is still there. */
export function restoreField(
  { mine, theirs }: Sides,
  message: ProtoMessage,
  { field }: FoundField,
): readonly Fix[] {
  if (message.fieldsByNumber.has(field.number) || message.fieldsByName.has(field.name)) return [];
  if (field.typeText === "group" || message.file !== mine.file) return [];
  if (isIn(message.reservedNumbers, field.number)) return [];
  const statement = statementText(theirs, field.range);
  const name = writtenOneof(field);
  const oneof = name === null ? undefined : writtenOneofs(message).get(name);
  if (name !== null && oneof === undefined) return [];
  const end = oneof === undefined ? message.bodyEnd : oneof.range.end - 1;
  return [fix(`Restore the field "${field.name}"`, appended(mine.text, end, [statement]))];
}

/** Only where a reservation changes what is found: Confluent's rules for oneofs and required fields do not look at it. */
export function reserve(
  difference: Difference,
  { mine }: Sides,
  message: ProtoMessage,
  { field }: FoundField,
): readonly Fix[] {
  const helps = [
    "FIELD_REMOVED",
    "NO_REMOVING_FIELDS_WITHOUT_RESERVE",
    "FIELD_NO_DELETE_UNLESS_NUMBER_RESERVED",
  ];
  if (!helps.includes(difference.code) || message.file !== mine.file) return [];
  const statements: string[] = [];
  const numberFree =
    !message.fieldsByNumber.has(field.number) && !isIn(message.reservedNumbers, field.number);
  if (numberFree) statements.push(`reserved ${String(field.number)};`);
  const nameFree = !message.fieldsByName.has(field.name);
  if (nameFree && !message.reservedNames.some(({ name }) => name === field.name)) {
    statements.push(`reserved ${reservedName(message, field.name)};`);
  }
  if (statements.length === 0) return [];
  const title = `Reserve number ${String(field.number)} and the name "${field.name}"`;
  return [fix(title, appended(mine.text, message.bodyEnd, statements))];
}

/** Editions name what is reserved without quotes. */
function reservedName({ file }: ProtoMessage | ProtoEnum, name: string): string {
  return file.syntax === "editions" ? name : JSON.stringify(name);
}

export function restoreConstant(
  { mine, theirs }: Sides,
  type: ProtoEnum,
  { constant }: FoundConstant,
): readonly Fix[] {
  if (type.constantsByNumber.has(constant.number) || type.constantsByName.has(constant.name)) return [];
  if (isIn(type.reservedNumbers, constant.number) || type.file !== mine.file) return [];
  const statement = statementText(theirs, constant.range);
  return [fix(`Restore ${constant.name}`, appended(mine.text, type.bodyEnd, [statement]))];
}

export function reserveConstant(
  difference: Difference,
  { mine }: Sides,
  type: ProtoEnum,
  { constant }: FoundConstant,
): readonly Fix[] {
  if (difference.code !== "ENUM_VALUE_NO_DELETE_UNLESS_NUMBER_RESERVED") return [];
  const statements = [`reserved ${String(constant.number)};`];
  if (!type.constantsByName.has(constant.name))
    statements.push(`reserved ${reservedName(type, constant.name)};`);
  const title = `Reserve number ${String(constant.number)} of ${type.name}`;
  return [fix(title, appended(mine.text, type.bodyEnd, statements))];
}

/** The removed message or enum as it was, where it was. */
export function restoreType({ mine, theirs }: Sides, at: Found, missing: Found): readonly Fix[] {
  const type = missing.kind === "message" ? missing.message : missing.kind === "enum" ? missing.enum : null;
  if (type === null || type.file !== theirs.file || (type.kind === "message" && type.isGroup)) return [];
  const known = localTypes(mine);
  const name = localName(type);
  if (known.messages.has(name) || known.enums.has(name)) return [];
  const text = statementText(theirs, type.range);
  const title = `Restore the ${type.kind} ${type.name}`;
  if (type.parent === null) return [fix(title, appendedToFile(mine.text, text))];
  if (at.kind !== "message" || localName(at.message) !== localName(type.parent)) return [];
  return [fix(title, appended(mine.text, at.message.bodyEnd, [text]))];
}

export function restorePackage({ mine, theirs }: Sides): readonly Fix[] {
  const { package: name } = theirs.file;
  const { packageRange, syntaxRange } = mine.file;
  if (packageRange === null) {
    if (name === "") return [];
    // Behind the syntax statement's `;`.
    const semicolon = mine.text.indexOf(";", syntaxRange?.end ?? 0);
    const end = syntaxRange === null || semicolon < 0 ? 0 : semicolon + 1;
    const statement = end === 0 ? `package ${name};\n` : `\npackage ${name};`;
    return [fix(`State package ${name} again`, replaced({ start: end, end }, statement))];
  }
  if (name !== "") return [fix(`Name the package ${name} again`, replaced(packageRange, name))];
  const start = mine.text.lastIndexOf("package", packageRange.start);
  const end = mine.text.indexOf(";", packageRange.end) + 1;
  return [fix("Remove the package", replaced({ start, end }, ""))];
}

/** Fields taken out of their oneof and put behind it. */
export function moveOutOfOneof(
  { mine }: Sides,
  message: ProtoMessage,
  fields: readonly ProtoField[],
): readonly Fix[] {
  const [first] = fields;
  const oneof = first?.oneof ?? null;
  if (oneof === null || oneof.synthetic || message.file !== mine.file) return [];
  const label = message.file.syntax === "proto2" || message.file.syntax === "proto3" ? "optional " : "";
  const statements = fields.map((field) => `${label}${statementText(mine, field.range)}`);
  const stays = oneof.fields.length > fields.length;
  const names = fields.map(({ name }) => `"${name}"`).join(", ");
  const cuts: TextEdit[] = stays
    ? fields.map((field) => replaced(field.range, ""))
    : [replaced(oneof.range, statements.join(" "))];
  const lineStart = mine.text.lastIndexOf("\n", oneof.range.start - 1) + 1;
  const indent = /^\s*/.exec(mine.text.slice(lineStart, oneof.range.start))?.[0] ?? "";
  if (stays) {
    const text = statements.map((statement) => `\n${indent}${statement}`).join("");
    cuts.push({ range: { start: oneof.range.end, end: oneof.range.end }, text });
  }
  return [fix(`Move ${names} out of the oneof "${oneof.name}"`, ...cuts)];
}

/** Reservations that the other version has and this one lacks; none if their numbers or names are in use here. */
export function restoreReservations({ mine }: Sides, at: Found, from: Found): readonly Fix[] {
  const holder = at.kind === "message" ? at.message : at.kind === "enum" ? at.enum : null;
  const source = from.kind === "message" ? from.message : from.kind === "enum" ? from.enum : null;
  if (holder === null || source === null || holder.file !== mine.file) return [];
  const kept = new Set(holder.reservedNames.map(({ name }) => name));
  const numbers = source.reservedNumbers.flatMap((range) => uncovered(range, holder.reservedNumbers));
  const names = source.reservedNames.map(({ name }) => name).filter((name) => !kept.has(name));
  const parts = holder.kind === "message" ? holder.fields : holder.constants;
  const inUse = parts.some(
    ({ name, number }) =>
      names.includes(name) || numbers.some(({ start, end }) => start <= number && number <= end),
  );
  if (inUse) return [];
  const runs = numbers.map(({ start, end }) =>
    start === end ? String(start) : `${String(start)} to ${String(end)}`,
  );
  const written = names.map((name) => reservedName(holder, name));
  const statements = [runs, written]
    .filter((list) => list.length > 0)
    .map((list) => `reserved ${list.join(", ")};`);
  if (statements.length === 0) return [];
  return [fix(`Reserve again what ${source.name} reserved`, appended(mine.text, holder.bodyEnd, statements))];
}
