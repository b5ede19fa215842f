/**
 * Confluent's rules for fields and oneofs up to 8.3.1 (MessageSchemaDiff and OneOfDiff then): members are compared only
 * within a oneof of the same name, so a change of type inside a renamed oneof, or while a field moves, is not seen.
 */
import type { Findings } from "./findings.ts";
import { partPlace, typePlace } from "./places.ts";
import {
  addLonely,
  type CompareFields,
  lonelyField,
  type MembersOf,
  writtenOneof,
} from "./rules-confluent-fields.ts";
import { oneofsComeAndGo, writtenOneofs } from "./rules-confluent-members.ts";
import type { ProtoField, ProtoMessage } from "./schema.ts";
import { fieldTable, isUnchanged, numbersOfBoth } from "./unchanged.ts";

export const compareMembers83: MembersOf = (findings, compareFields, old, now, path) => {
  const oldPlain = plainFields(old);
  const nowPlain = plainFields(now);
  movedIntoOneofs(findings, old, now, oldPlain, path);
  oneofsComeAndGo(findings, old, now, path);
  sameOneofs(findings, compareFields, old, now, path);
  for (const number of numbersOfBoth(fieldTable(old).numbers, fieldTable(now).numbers)) {
    const oldField = oldPlain.get(number);
    const nowField = nowPlain.get(number);
    if (oldField !== undefined && nowField !== undefined) {
      if (isUnchanged(oldField, nowField)) continue;
      compareFields({ message: old, field: oldField }, { message: now, field: nowField }, [...path, number]);
    } else if (oldField !== undefined) {
      lonelyField(findings, "old", { message: old, field: oldField }, now, path);
    } else if (nowField !== undefined) {
      lonelyField(findings, "now", { message: now, field: nowField }, old, path);
    }
  }
};

function plainFields(message: ProtoMessage): Map<number, ProtoField> {
  const plain = new Map(fieldTable(message).byNumber);
  for (const [number, field] of plain) if (writtenOneof(field) !== null) plain.delete(number);
  return plain;
}

/** Takes fields that are now in a oneof away from `oldPlain`: they count as neither removed nor compared. */
function movedIntoOneofs(
  findings: Findings,
  old: ProtoMessage,
  now: ProtoMessage,
  oldPlain: Map<number, ProtoField>,
  path: readonly string[],
): void {
  const { reader, writer } = findings;
  for (const oneof of writtenOneofs(now).values()) {
    let moved = 0;
    let stayed = 0;
    for (const { number } of oneof.fields) {
      const before = old.fieldsByNumber.get(number);
      if (oldPlain.delete(number)) moved += 1;
      else if (before !== undefined && writtenOneof(before) !== null) stayed += 1;
    }
    if (moved < 2 && (moved === 0 || stayed === 0)) continue;
    const code = moved > 1 ? "MULTIPLE_FIELDS_MOVED_TO_ONEOF" : "FIELD_MOVED_TO_EXISTING_ONEOF";
    const says = `members of oneof ${oneof.name} could be set together before`;
    const places = [partPlace(reader, now, oneof), typePlace(writer, old)] as const;
    findings.addAt(code, true, [...path, oneof.name], says, ...places);
  }
}

function sameOneofs(
  findings: Findings,
  compareFields: CompareFields,
  old: ProtoMessage,
  now: ProtoMessage,
  path: readonly string[],
): void {
  const nowOneofs = writtenOneofs(now);
  for (const [name, oldOneof] of writtenOneofs(old)) {
    const nowOneof = nowOneofs.get(name);
    if (nowOneof === undefined) continue;
    const oldMembers = new Map(oldOneof.fields.map((field) => [field.number, field]));
    const nowMembers = new Map(nowOneof.fields.map((field) => [field.number, field]));
    const numbers = [...new Set([...oldMembers.keys(), ...nowMembers.keys()])].toSorted((a, b) => a - b);
    for (const number of numbers) {
      const at = [...path, name, number];
      const oldField = oldMembers.get(number);
      const nowField = nowMembers.get(number);
      if (oldField !== undefined && nowField !== undefined) {
        compareFields({ message: old, field: oldField }, { message: now, field: nowField }, at);
      } else if (oldField !== undefined) {
        const says = `member ${oldField.name} of oneof ${name} is missing`;
        const member = { message: old, field: oldField };
        addLonely(findings, "ONEOF_FIELD_REMOVED", true, "old", member, now, at, says);
      } else if (nowField !== undefined) {
        const says = `member ${nowField.name} of oneof ${name} is new`;
        const member = { message: now, field: nowField };
        addLonely(findings, "ONEOF_FIELD_ADDED", false, "now", member, old, at, says);
      }
    }
  }
}
