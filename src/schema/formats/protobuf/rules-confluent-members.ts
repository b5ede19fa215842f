/**
 * Confluent's rules for fields and oneofs after 8.3.1: every field by its number, whatever oneof it is in
 * (MessageSchemaDiff of 2026-06).
 */
import type { Findings } from "./findings.ts";
import { fieldPlace, partPlace, typePlace } from "./places.ts";
import {
  addLonely,
  type CompareFields,
  lonelyField,
  type Member,
  type MembersOf,
  writtenOneof,
} from "./rules-confluent-fields.ts";
import type { ProtoField, ProtoMessage, ProtoOneof } from "./schema.ts";
import { fieldTable, isUnchanged, numbersOfBoth } from "./unchanged.ts";

export const compareMembers: MembersOf = (findings, compareFields, old, now, path) => {
  const oldTable = fieldTable(old);
  const nowTable = fieldTable(now);
  newExclusions(findings, old, now, oldTable.byNumber, path);
  oneofsComeAndGo(findings, old, now, path);
  for (const number of numbersOfBoth(oldTable.numbers, nowTable.numbers)) {
    const oldField = oldTable.byNumber.get(number);
    const nowField = nowTable.byNumber.get(number);
    if (nowField === undefined) {
      if (oldField !== undefined) removed(findings, old, oldField, now, nowTable.byNumber, path);
    } else if (oldField === undefined) added(findings, now, nowField, old, path);
    else if (!isUnchanged(oldField, nowField)) {
      kept(
        findings,
        compareFields,
        { message: old, field: oldField },
        { message: now, field: nowField },
        path,
      );
    }
  }
};

/** A field that both have, at the place where it is now. */
function kept(
  findings: Findings,
  compareFields: CompareFields,
  old: Member,
  now: Member,
  path: readonly string[],
): void {
  const before = writtenOneof(old.field);
  const after = writtenOneof(now.field);
  const { number } = now.field;
  const at = after === null ? [...path, number] : [...path, after, number];
  if (before !== null && after === null) {
    findings.addAt(
      "ONEOF_FIELD_MOVED_TO_TOP_LEVEL",
      false,
      at,
      `field ${old.field.name} is no member of oneof ${before} any more`,
      fieldPlace(findings.reader, now.message, now.field),
      fieldPlace(findings.writer, old.message, old.field),
    );
  }
  compareFields(old, now, at);
}

export function writtenOneofs(message: ProtoMessage): ReadonlyMap<string, ProtoOneof> {
  return new Map(message.oneofs.filter(({ synthetic }) => !synthetic).map((oneof) => [oneof.name, oneof]));
}

/** A removed member is data loss, unless its whole oneof went and none of its members is left anywhere. */
function removed(
  findings: Findings,
  old: ProtoMessage,
  field: ProtoField,
  now: ProtoMessage,
  nowFields: ReadonlyMap<number, ProtoField>,
  path: readonly string[],
): void {
  const member = { message: old, field };
  const { oneof } = field;
  if (oneof === null || oneof.synthetic) {
    lonelyField(findings, "old", member, now, path);
    return;
  }
  const survives = oneof.fields.some(({ number }) => nowFields.has(number));
  if (!survives && !writtenOneofs(now).has(oneof.name)) return;
  const says = `member ${field.name} of oneof ${oneof.name} is missing`;
  addLonely(
    findings,
    "ONEOF_FIELD_REMOVED",
    true,
    "old",
    member,
    now,
    [...path, oneof.name, field.number],
    says,
  );
}

function added(
  findings: Findings,
  now: ProtoMessage,
  field: ProtoField,
  old: ProtoMessage,
  path: readonly string[],
): void {
  const member = { message: now, field };
  const oneof = writtenOneof(field);
  if (oneof === null) lonelyField(findings, "now", member, old, path);
  else {
    const says = `member ${field.name} of oneof ${oneof} is new`;
    addLonely(findings, "ONEOF_FIELD_ADDED", false, "now", member, old, [...path, oneof, field.number], says);
  }
}

/** Fields that could be set together before and cannot any more: members that come from more than one group. */
function newExclusions(
  findings: Findings,
  old: ProtoMessage,
  now: ProtoMessage,
  oldFields: ReadonlyMap<number, ProtoField>,
  path: readonly string[],
): void {
  for (const oneof of writtenOneofs(now).values()) {
    const groups = new Set<string>();
    let plain = 0;
    for (const { number } of oneof.fields) {
      const before = oldFields.get(number);
      if (before === undefined) continue;
      const from = writtenOneof(before);
      groups.add(from === null ? `field ${String(number)}` : `oneof ${from}`);
      if (from === null) plain += 1;
    }
    if (groups.size < 2) continue;
    findings.addAt(
      plain > 1 ? "MULTIPLE_FIELDS_MOVED_TO_ONEOF" : "FIELD_MOVED_TO_EXISTING_ONEOF",
      true,
      [...path, oneof.name],
      `members of oneof ${oneof.name} could be set together before`,
      partPlace(findings.reader, now, oneof),
      typePlace(findings.writer, old),
    );
  }
}

/** Oneofs by name; neither breaks by itself. */
export function oneofsComeAndGo(
  findings: Findings,
  old: ProtoMessage,
  now: ProtoMessage,
  path: readonly string[],
): void {
  const { reader, writer } = findings;
  const oldOneofs = writtenOneofs(old);
  const nowOneofs = writtenOneofs(now);
  for (const [name, oneof] of oldOneofs) {
    if (nowOneofs.has(name)) continue;
    const says = `oneof ${name} is missing`;
    const places = [typePlace(reader, now), partPlace(writer, old, oneof)] as const;
    findings.addAt("ONEOF_REMOVED", false, [...path, name], says, ...places);
  }
  for (const [name, oneof] of nowOneofs) {
    if (oldOneofs.has(name)) continue;
    const says = `oneof ${name} is new`;
    const places = [partPlace(reader, now, oneof), typePlace(writer, old)] as const;
    findings.addAt("ONEOF_ADDED", false, [...path, name], says, ...places);
  }
}
