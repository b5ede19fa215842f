/** Most fields of two versions are the same: seeing that fast keeps 50 comparisons within a frame. */
import type { ProtoField, ProtoMessage } from "./schema.ts";

/** Whether two fields of one number cannot differ under any rule: scalars of one name, type, label, presence, oneof. */
export function isUnchanged(old: ProtoField, now: ProtoField): boolean {
  return (
    old.name === now.name &&
    old.type.kind === "scalar" &&
    now.type.kind === "scalar" &&
    old.type.scalar === now.type.scalar &&
    old.label === now.label &&
    old.presence === now.presence &&
    old.defaultValue === null &&
    now.defaultValue === null &&
    (old.oneof === now.oneof || old.oneof?.name === now.oneof?.name)
  );
}

/** Fields as rules look at them, by number, and their numbers in order. */
export interface FieldTable {
  readonly byNumber: ReadonlyMap<number, ProtoField>;
  readonly numbers: readonly number[];
}

const tables = new WeakMap<ProtoMessage, FieldTable>();

/** The message's fields without groups, which the registry's parser keeps apart. */
export function fieldTable(message: ProtoMessage): FieldTable {
  const known = tables.get(message);
  if (known !== undefined) return known;
  const fields = message.fields.filter(({ typeText }) => typeText !== "group");
  const byNumber = new Map(fields.map((field) => [field.number, field]));
  const table = { byNumber, numbers: [...byNumber.keys()].toSorted((a, b) => a - b) };
  tables.set(message, table);
  return table;
}

/** Numbers of either, in order. */
export function numbersOfBoth(old: readonly number[], now: readonly number[]): readonly number[] {
  if (old.length === now.length && old.every((number, index) => number === now[index])) return old;
  return [...new Set([...old, ...now])].toSorted((a, b) => a - b);
}
