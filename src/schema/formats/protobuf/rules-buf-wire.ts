/**
 * `buf breaking`, category WIRE (its 15 rules of version 2): what changes bytes. One direction, as buf has no other: the
 * reader is the newer file. Messages and enums are matched by their full names. Removing is fine where the number is
 * reserved. After bufcheckserverhandle/breaking.go (Apache-2.0); locations are in the form of Confluent's.
 */
import type { Difference } from "#schema/difference.ts";
import { defaultText } from "./defaults.ts";
import { Findings } from "./findings.ts";
import { isIn } from "./numbers.ts";
import { fieldPlace, filePlace, localTypes, partPlace, typePlace } from "./places.ts";
import { isCovered } from "./ranges.ts";
import { bufServices } from "./rules-buf-wire-services.ts";
import { writtenOneof } from "./rules-confluent-fields.ts";
import { fieldTypeName, groupOf } from "./scalar-groups.ts";
import type { FieldType, ProtoEnum, ProtoField, ProtoMessage, ProtoSchema } from "./schema.ts";

interface Pair {
  readonly findings: Findings;
  readonly old: ProtoMessage;
  readonly now: ProtoMessage;
  readonly path: readonly string[];
}

export function compareBufWire(reader: ProtoSchema, writer: ProtoSchema): readonly Difference[] {
  const findings = new Findings(reader, writer);
  const { package: before } = writer.file;
  const { package: after } = reader.file;
  if (before !== after) {
    const says = `package changed from "${before}" to "${after}"`;
    findings.addAt("FILE_SAME_PACKAGE", true, [], says, filePlace(reader), filePlace(writer));
    // Under another package every type has another full name: nothing is left to compare.
    return findings.list;
  }
  const olds = localTypes(writer);
  const nows = localTypes(reader);
  for (const [name, old] of olds.messages) {
    const now = nows.messages.get(name);
    if (now !== undefined) messageRules({ findings, old, now, path: name.split(".") });
  }
  for (const [name, old] of olds.enums) {
    const now = nows.enums.get(name);
    if (now !== undefined) enumRules(findings, old, now, name.split("."));
  }
  bufServices(findings);
  return findings.list;
}

function messageRules(pair: Pair): void {
  const { findings, old, now, path } = pair;
  const { reader, writer } = findings;
  for (const field of old.fields) {
    const same = now.fieldsByNumber.get(field.number);
    if (same !== undefined) fieldPairRules(pair, field, same);
    else if (!isIn(now.reservedNumbers, field.number)) {
      const says = `field ${field.name} = ${String(field.number)} was deleted without reserving the number`;
      const places = [typePlace(reader, now), fieldPlace(writer, old, field)] as const;
      findings.addAt(
        "FIELD_NO_DELETE_UNLESS_NUMBER_RESERVED",
        true,
        [...path, field.number],
        says,
        ...places,
      );
    }
    if (field.label === "required" && same?.label !== "required") {
      const says = `required field ${field.name} was deleted`;
      const place = same === undefined ? typePlace(reader, now) : fieldPlace(reader, now, same);
      const at = [...path, field.number];
      findings.addAt("MESSAGE_SAME_REQUIRED_FIELDS", true, at, says, place, fieldPlace(writer, old, field));
    }
  }
  for (const field of now.fields) {
    const before = old.fieldsByNumber.get(field.number);
    if (field.label !== "required" || before?.label === "required") continue;
    const says = `required field ${field.name} was added`;
    const place = before === undefined ? typePlace(writer, old) : fieldPlace(writer, old, before);
    const at = [...path, field.number];
    findings.addAt("MESSAGE_SAME_REQUIRED_FIELDS", true, at, says, fieldPlace(reader, now, field), place);
  }
  reservedRule(findings, "RESERVED_MESSAGE_NO_DELETE", old, now, path);
}

function fieldPairRules(pair: Pair, old: ProtoField, now: ProtoField): void {
  const changed = `${fieldTypeName(old)} is now ${fieldTypeName(now)}`;
  if (typeChanged(old.type, now.type))
    add(pair, "FIELD_WIRE_COMPATIBLE_TYPE", old, now, changed, "typeRange");
  if (old.type.kind === "map" && now.type.kind === "map" && mapChanged(old.type, now.type)) {
    add(pair, "FIELD_WIRE_COMPATIBLE_TYPE", old, now, changed, "typeRange");
  }
  if (cardinality(old) !== cardinality(now)) {
    add(pair, "FIELD_WIRE_COMPATIBLE_CARDINALITY", old, now, changed, "labelRange");
  }
  const oldOneof = writtenOneof(old);
  const nowOneof = writtenOneof(now);
  if (oldOneof !== nowOneof) {
    const says = `${oldOneof ?? "no oneof"} is now ${nowOneof ?? "no oneof"}`;
    add(pair, "FIELD_SAME_ONEOF", old, now, says, "nameRange");
  }
  if (canHaveDefault(old) && canHaveDefault(now) && defaultText(old) !== defaultText(now)) {
    // Zero values of different types are no defaults at all.
    if (old.defaultValue === null && now.defaultValue === null) return;
    const says = `default ${defaultText(old)} is now ${defaultText(now)}`;
    add(pair, "FIELD_SAME_DEFAULT", old, now, says, "nameRange");
  }
}

function canHaveDefault({ type, presence }: ProtoField): boolean {
  return presence !== "repeated" && (type.kind === "scalar" || type.kind === "enum");
}

/** Singular with and without presence are one group, lists and maps another. */
function cardinality({ presence }: ProtoField): "single" | "required" | "many" {
  if (presence === "repeated") return "many";
  return presence === "required" ? "required" : "single";
}

/** As Confluent's groups, but text only becomes bytes, not the other way, and enums are apart from numbers. */
function typeChanged(old: FieldType, now: FieldType): boolean {
  if (old.kind === "scalar" && now.kind === "scalar") {
    if (now.scalar === "string") return old.scalar !== "string";
    return groupOf(old.scalar) !== groupOf(now.scalar);
  }
  if (old.kind === "enum" && now.kind === "enum") return enumChanged(old.enum, now.enum);
  if (old.kind === "map" && now.kind === "map") return false;
  if ((old.kind === "message" && now.kind === "message") || (old.kind === "group" && now.kind === "group")) {
    return old.message.fullName !== now.message.fullName;
  }
  return true;
}

function mapChanged(
  old: FieldType & { readonly kind: "map" },
  now: FieldType & { readonly kind: "map" },
): boolean {
  const keys = typeChanged({ kind: "scalar", scalar: old.key }, { kind: "scalar", scalar: now.key });
  return keys || typeChanged(old.value, now.value);
}

/** Another full name is fine for the same short name if all old constants are in the new enum. */
function enumChanged(old: ProtoEnum, now: ProtoEnum): boolean {
  if (old.fullName === now.fullName) return false;
  if (old.name !== now.name) return true;
  return old.constants.some(({ name, number }) => now.constantsByName.get(name)?.number !== number);
}

function enumRules(findings: Findings, old: ProtoEnum, now: ProtoEnum, path: readonly string[]): void {
  const { reader, writer } = findings;
  for (const [number, constant] of old.constantsByNumber) {
    if (now.constantsByNumber.has(number) || isIn(now.reservedNumbers, number)) continue;
    const says = `constant ${constant.name} = ${String(number)} was deleted without reserving the number`;
    const places = [typePlace(reader, now), partPlace(writer, old, constant)] as const;
    findings.addAt("ENUM_VALUE_NO_DELETE_UNLESS_NUMBER_RESERVED", true, [...path, number], says, ...places);
  }
  reservedRule(findings, "RESERVED_ENUM_NO_DELETE", old, now, path);
}

function reservedRule(
  findings: Findings,
  code: string,
  old: ProtoMessage | ProtoEnum,
  now: ProtoMessage | ProtoEnum,
  path: readonly string[],
): void {
  const kept = new Set(now.reservedNames.map(({ name }) => name));
  const gone = [
    ...old.reservedNumbers.filter((range) => !isCovered(range, now.reservedNumbers)),
    ...old.reservedNames.filter(({ name }) => !kept.has(name)),
  ];
  for (const { range } of gone) {
    const says = `a reservation of ${old.name} was deleted`;
    const place = { ...typePlace(findings.writer, old), range };
    findings.addAt(code, true, path, says, typePlace(findings.reader, now), place);
  }
}

function add(
  pair: Pair,
  code: string,
  old: ProtoField,
  now: ProtoField,
  says: string,
  part: "nameRange" | "typeRange" | "labelRange",
): void {
  const { reader, writer } = pair.findings;
  pair.findings.addAt(
    code,
    true,
    [...pair.path, now.number],
    says,
    fieldPlace(reader, pair.now, now, now[part] ?? now.typeRange),
    fieldPlace(writer, pair.old, old, old[part] ?? old.typeRange),
  );
}
