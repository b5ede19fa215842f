/** Confluent's rules for one field that both versions have: name, kind, group of scalars, label (FieldSchemaDiff). */
import type { Findings } from "./findings.ts";
import { fieldPlace, localName, typePlace } from "./places.ts";
import { comparedType, fieldTypeName, type ScalarGroup } from "./scalar-groups.ts";
import type { FieldType, Label, ProtoField, ProtoMessage } from "./schema.ts";

/** A field and the message that it is in. */
export interface Member {
  readonly message: ProtoMessage;
  readonly field: ProtoField;
}

export type CompareFields = (old: Member, now: Member, path: readonly (string | number)[]) => void;

/** How the fields and oneofs of a message that both versions have are compared. */
export type MembersOf = (
  findings: Findings,
  compareFields: CompareFields,
  old: ProtoMessage,
  now: ProtoMessage,
  path: readonly string[],
) => void;

/** `agrees`: whether two messages of one name, from other files, are compatible. */
export function fieldRules(
  findings: Findings,
  agrees: (old: ProtoMessage, now: ProtoMessage) => boolean,
): CompareFields {
  const { reader, writer } = findings;
  return (old, now, path) => {
    const add = (
      code: string,
      breaks: boolean,
      says: string,
      part: "nameRange" | "typeRange" | "labelRange",
    ): void => {
      const rangeOf = ({ field }: Member) => field[part] ?? field.typeRange;
      findings.addAt(
        code,
        breaks,
        path,
        says,
        fieldPlace(reader, now.message, now.field, rangeOf(now)),
        fieldPlace(writer, old.message, old.field, rangeOf(old)),
      );
    };
    if (old.field.name !== now.field.name) {
      const says = `field ${old.field.name} is now named ${now.field.name}`;
      add("FIELD_NAME_CHANGED", false, says, "nameRange");
    }
    const changed = `${fieldTypeName(old.field)} is now ${fieldTypeName(now.field)}`;
    for (const code of typeCodes(old.field.type, now.field.type, agrees))
      add(code, true, changed, "typeRange");
    const label = labelCode(old.field, now.field);
    if (label !== null) add(label, label === "FIELD_NUMERIC_LABEL_CHANGED", changed, "labelRange");
  };
}

type TypeCode = "FIELD_KIND_CHANGED" | "FIELD_SCALAR_KIND_CHANGED" | "FIELD_NAMED_TYPE_CHANGED";

/** A map may differ in its keys and in its values. */
function typeCodes(
  oldType: FieldType,
  nowType: FieldType,
  agrees: (old: ProtoMessage, now: ProtoMessage) => boolean,
): readonly TypeCode[] {
  const old = comparedType(oldType);
  const now = comparedType(nowType);
  if (old.kind === "scalar" && now.kind === "scalar") {
    return old.group === now.group ? [] : ["FIELD_SCALAR_KIND_CHANGED"];
  }
  if (old.kind === "message" && now.kind === "message") {
    const same = localName(old.message) === localName(now.message) && agrees(old.message, now.message);
    return same ? [] : ["FIELD_NAMED_TYPE_CHANGED"];
  }
  if (old.kind === "map" && now.kind === "map") {
    return [...typeCodes(old.key, now.key, agrees), ...typeCodes(old.value, now.value, agrees)];
  }
  return ["FIELD_KIND_CHANGED"];
}

/** Labels count only where both sides write one, and only on scalars of one group. */
function labelCode(
  old: ProtoField,
  now: ProtoField,
): "FIELD_NUMERIC_LABEL_CHANGED" | "FIELD_STRING_OR_BYTES_LABEL_CHANGED" | null {
  if (!labelsDiffer(old.label, now.label)) return null;
  const oldGroup = scalarGroup(old);
  if (oldGroup === null || oldGroup !== scalarGroup(now)) return null;
  return oldGroup === "text" ? "FIELD_STRING_OR_BYTES_LABEL_CHANGED" : "FIELD_NUMERIC_LABEL_CHANGED";
}

function labelsDiffer(old: Label | null, now: Label | null): boolean {
  return old !== null && now !== null && old !== now;
}

function scalarGroup({ type }: ProtoField): ScalarGroup | null {
  const compared = comparedType(type);
  return compared.kind === "scalar" ? compared.group : null;
}

/** The oneof that was written around a field; proto3's `optional` has none. */
export function writtenOneof(field: ProtoField): string | null {
  return field.oneof === null || field.oneof.synthetic ? null : field.oneof.name;
}

/** A field that only one version has, outside of oneofs. */
export function lonelyField(
  findings: Findings,
  side: "old" | "now",
  member: Member,
  other: ProtoMessage,
  path: readonly string[],
): void {
  const { field } = member;
  const required = field.label === "required";
  const code = `${required ? "REQUIRED_" : ""}FIELD_${side === "old" ? "REMOVED" : "ADDED"}`;
  const says = `${required ? "required " : ""}field ${field.name} is ${side === "old" ? "missing" : "new"}`;
  addLonely(findings, code, required, side, member, other, [...path, field.number], says);
}

/** A difference at a field that the other version's message does not have: there the message's name is marked. */
export function addLonely(
  findings: Findings,
  code: string,
  breaks: boolean,
  side: "old" | "now",
  member: Member,
  other: ProtoMessage,
  path: readonly (string | number)[],
  says: string,
): void {
  const { reader, writer } = findings;
  const present = fieldPlace(side === "old" ? writer : reader, member.message, member.field);
  const place = typePlace(side === "old" ? reader : writer, other);
  findings.addAt(
    code,
    breaks,
    path,
    says,
    side === "old" ? place : present,
    side === "old" ? present : place,
  );
}
