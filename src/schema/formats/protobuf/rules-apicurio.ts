/**
 * Apicurio's rules: those of protolock, fields matched by name. After ProtobufCompatibilityCheckerLibrary (Apache-2.0);
 * its messages have no codes, so these are the names of its checks. Types are compared as descriptors name them, with
 * their packages; a map is a message of its own with the fields key and value, and removing a map removes that message.
 */
import type { Difference, Place } from "#schema/difference.ts";
import { entryName } from "./check-names.ts";
import { Findings } from "./findings.ts";
import { isIn } from "./numbers.ts";
import { absentTypePlace, fieldPlace, localTypes, partPlace, typePlace } from "./places.ts";
import { isCovered } from "./ranges.ts";
import { apicurioServices } from "./rules-apicurio-services.ts";
import { fieldTypeName } from "./scalar-groups.ts";
import type { ProtoEnum, ProtoField, ProtoMessage, ProtoSchema } from "./schema.ts";

interface Pair {
  readonly findings: Findings;
  readonly old: ProtoMessage;
  readonly now: ProtoMessage;
  readonly path: readonly string[];
}

export function compareApicurio(reader: ProtoSchema, writer: ProtoSchema): readonly Difference[] {
  const findings = new Findings(reader, writer);
  const olds = localTypes(writer);
  const nows = localTypes(reader);
  for (const [name, old] of olds.messages) {
    const now = nows.messages.get(name);
    const path = name.split(".");
    if (now === undefined) removedMessage(findings, name, old);
    else compareMessages({ findings, old, now, path });
  }
  for (const [name, old] of olds.enums) {
    const now = nows.enums.get(name);
    if (now !== undefined) compareEnums(findings, old, now, name.split("."));
  }
  apicurioServices(findings);
  return findings.list;
}

/** Its fields are gone without a reservation; an empty message is not missed. */
function removedMessage(findings: Findings, name: string, old: ProtoMessage): void {
  if (old.fields.length === 0) return;
  const { reader, writer } = findings;
  const says = `${String(old.fields.length)} fields removed without reservation, message ${name}`;
  const places = [absentTypePlace(reader, name), typePlace(writer, old)] as const;
  findings.addAt("NO_REMOVING_FIELDS_WITHOUT_RESERVE", true, name.split("."), says, ...places);
}

function compareMessages(pair: Pair): void {
  const { old, now } = pair;
  for (const field of now.fields) usesReserved(pair, field);
  reservationsGone(pair);
  for (const field of old.fields) {
    const same = now.fieldsByName.get(field.name);
    if (same === undefined) removedField(pair, field);
    else changedField(pair, field, same);
    const successor = now.fieldsByNumber.get(field.number);
    // A number that is simply gone is told by removedField already.
    if (successor !== undefined && successor.name !== field.name) {
      const says = `field name changed, before ${field.name}, after ${successor.name}`;
      add(pair, "NO_CHANGING_FIELD_NAMES", field, successor, says, "nameRange");
    }
  }
  if (old.file.syntax !== "proto2") return;
  for (const field of now.fields) {
    if (field.label !== "required" || old.fieldsByName.has(field.name)) continue;
    const says = `required field ${field.name} added in new version`;
    addAt(pair, "NO_ADDING_REQUIRED_FIELDS", field.number, says, {
      reader: fieldPlace(pair.findings.reader, now, field),
      writer: typePlace(pair.findings.writer, old),
    });
  }
}

function usesReserved(pair: Pair, field: ProtoField): void {
  const { findings, old, now } = pair;
  const name = old.reservedNames.find((reserved) => reserved.name === field.name);
  const number = old.reservedNumbers.find(({ start, end }) => start <= field.number && field.number <= end);
  const range = name?.range ?? number?.range;
  if (range === undefined) return;
  const says = `conflict of reserved fields: ${field.name} = ${String(field.number)}`;
  addAt(pair, "NO_USING_RESERVED_FIELDS", field.number, says, {
    reader: fieldPlace(findings.reader, now, field, name === undefined ? field.numberRange : field.nameRange),
    writer: fieldPlace(findings.writer, old, { ...field }, range),
  });
}

function reservationsGone(pair: Pair): void {
  const { findings, old, now } = pair;
  const kept = new Set(now.reservedNames.map(({ name }) => name));
  const gone = [
    ...old.reservedNames.filter(({ name }) => !kept.has(name)),
    ...old.reservedNumbers.filter((range) => !isCovered(range, now.reservedNumbers)),
  ];
  const [first] = gone;
  if (first === undefined) return;
  findings.addAt(
    "NO_REMOVING_RESERVED_FIELDS",
    true,
    pair.path,
    `reserved fields were removed, message ${old.name}`,
    typePlace(findings.reader, now),
    { ...typePlace(findings.writer, old), range: first.range },
  );
}

function removedField(pair: Pair, field: ProtoField): void {
  const { findings, now, old } = pair;
  const nameKept = now.reservedNames.some(({ name }) => name === field.name);
  const numberKept = isIn(now.reservedNumbers, field.number) || now.fieldsByNumber.has(field.number);
  const places = { reader: typePlace(findings.reader, now), writer: fieldPlace(findings.writer, old, field) };
  if (!nameKept || !numberKept) {
    const missing = [nameKept ? "" : "name", numberKept ? "" : "number"]
      .filter((part) => part !== "")
      .join(" and ");
    const says = `field ${field.name} removed without reservation of its ${missing}`;
    addAt(pair, "NO_REMOVING_FIELDS_WITHOUT_RESERVE", field.number, says, places);
  } else if (field.type.kind === "map") {
    const says = `2 fields removed without reservation, message ${entryName(field.name)}`;
    addAt(pair, "NO_REMOVING_FIELDS_WITHOUT_RESERVE", field.number, says, places);
  }
}

function changedField(pair: Pair, old: ProtoField, now: ProtoField): void {
  if (old.number !== now.number) {
    const says = `field id changed, before ${String(old.number)}, after ${String(now.number)}`;
    add(pair, "NO_CHANGING_FIELD_IDS", old, now, says, "numberRange");
  }
  if (descriptorType(old) !== descriptorType(now)) {
    const says = `field type changed, before ${fieldTypeName(old)}, after ${fieldTypeName(now)}`;
    add(pair, "NO_CHANGING_FIELD_TYPES", old, now, says, "typeRange");
  } else if (descriptorLabel(old) !== descriptorLabel(now)) {
    const says = `field label changed, before ${descriptorLabel(old)}, after ${descriptorLabel(now)}`;
    add(pair, "NO_CHANGING_FIELD_TYPES", old, now, says, "labelRange");
  }
}

/** A descriptor knows no field without a label. */
function descriptorLabel(field: ProtoField): string {
  return field.type.kind === "map" ? "repeated" : (field.label ?? "optional");
}

function descriptorType({ type }: ProtoField): string {
  switch (type.kind) {
    case "scalar":
      return type.scalar;
    case "enum":
      return `.${type.enum.fullName}`;
    case "message":
    case "group":
      return `.${type.message.fullName}`;
    case "map":
      return `map<${type.key},${descriptorType({ type: type.value } as ProtoField)}>`;
  }
}

function compareEnums(findings: Findings, old: ProtoEnum, now: ProtoEnum, path: readonly string[]): void {
  const { reader, writer } = findings;
  const lastNames = new Map(now.constants.map((constant) => [constant.number, constant]));
  for (const constant of new Map(old.constants.map((each) => [each.number, each])).values()) {
    const successor = lastNames.get(constant.number);
    if (successor?.name === constant.name) continue;
    const place = successor === undefined ? typePlace(reader, now) : partPlace(reader, now, successor);
    const says = `field name changed, before ${constant.name}, after ${successor?.name ?? "null"}`;
    const at = [...path, constant.number];
    findings.addAt("NO_CHANGING_FIELD_NAMES", true, at, says, place, partPlace(writer, old, constant));
  }
  for (const constant of old.constants) {
    const same = now.constantsByName.get(constant.name);
    if (same === undefined || same.number === constant.number) continue;
    const says = `field id changed, before ${String(constant.number)}, after ${String(same.number)}`;
    const places = [partPlace(reader, now, same), partPlace(writer, old, constant)] as const;
    findings.addAt("NO_CHANGING_FIELD_IDS", true, [...path, constant.number], says, ...places);
  }
}

function add(
  pair: Pair,
  code: string,
  old: ProtoField,
  now: ProtoField,
  says: string,
  part: "nameRange" | "numberRange" | "typeRange" | "labelRange",
): void {
  const { reader, writer } = pair.findings;
  addAt(pair, code, now.number, says, {
    reader: fieldPlace(reader, pair.now, now, now[part] ?? now.typeRange),
    writer: fieldPlace(writer, pair.old, old, old[part] ?? old.typeRange),
  });
}

function addAt(
  pair: Pair,
  code: string,
  number: number,
  says: string,
  places: { readonly reader: Place; readonly writer: Place },
): void {
  pair.findings.addAt(code, true, [...pair.path, number], says, places.reader, places.writer);
}
