/**
 * What registries accept although readers lose or misread data. The codes are ours, in the manner of Confluent's:
 * FIELD_RENUMBERED, FIELD_NUMBER_REUSED, FIELD_TYPE_CHANGED, FIELD_LABEL_CHANGED, FIELD_PRESENCE_CHANGED,
 * FIELD_DEFAULT_CHANGED; ENUM_CONST_CHANGED and ENUM_CONST_REMOVED are Confluent's own. A plain new name of a field changes
 * no byte and is none.
 */
import type { Difference } from "#schema/difference.ts";
import type { TextRange } from "#schema/text-range.ts";
import { defaultText } from "./defaults.ts";
import { labelEffect, presenceEffect } from "./effects-of-labels.ts";
import { typeEffect } from "./effects-of-types.ts";
import { namesAlike } from "./names-alike.ts";
import { fieldPlace, localTypes, partPlace, typePlace } from "./places.ts";
import { fieldTypeName, typeName } from "./scalar-groups.ts";
import type { ProtoEnum, ProtoField, ProtoMessage, ProtoSchema } from "./schema.ts";
import { isUnchanged } from "./unchanged.ts";

interface Pair {
  readonly reader: ProtoSchema;
  readonly writer: ProtoSchema;
  readonly old: ProtoMessage;
  readonly now: ProtoMessage;
  readonly path: string;
}

/** All effects on messages and enums of one name in both files; every one with `breaks` false and a sentence. */
export function dataEffects(reader: ProtoSchema, writer: ProtoSchema): readonly Difference[] {
  const found: Difference[] = [];
  const olds = localTypes(writer);
  const nows = localTypes(reader);
  for (const [name, old] of olds.messages) {
    const now = nows.messages.get(name);
    if (now === undefined) continue;
    messageEffects({ reader, writer, old, now, path: `#/${name.replaceAll(".", "/")}` }, found);
  }
  for (const [name, old] of olds.enums) {
    const now = nows.enums.get(name);
    if (now !== undefined) enumEffects(reader, writer, old, now, `#/${name.replaceAll(".", "/")}`, found);
  }
  return found;
}

function messageEffects(pair: Pair, found: Difference[]): void {
  const { old, now } = pair;
  for (const field of old.fields) {
    const renamed = now.fieldsByName.get(field.name);
    if (renamed !== undefined && renamed.number !== field.number) {
      const numbers = `number ${String(field.number)} is now ${String(renamed.number)}`;
      const says = `Readers find "${field.name}" under number ${String(renamed.number)}; values written under number ${String(field.number)} are lost to them, and the field reads as absent.`;
      found.push(fieldEffect(pair, field, renamed, "FIELD_RENUMBERED", numbers, says, "numberRange"));
    }
    const same = now.fieldsByNumber.get(field.number);
    if (same !== undefined) {
      if (!isUnchanged(field, same)) fieldEffects(pair, field, same, found);
    }
  }
}

function fieldEffects(pair: Pair, old: ProtoField, now: ProtoField, found: Difference[]): void {
  const type = typeEffect(old.type, now.type);
  const reuse = old.name === now.name ? null : reuseEffect(pair, old, now);
  if (reuse !== null) {
    const message = `number ${String(old.number)} was ${old.name} and is now ${now.name}`;
    found.push(fieldEffect(pair, old, now, "FIELD_NUMBER_REUSED", message, reuse, "numberRange"));
  }
  const add = (code: string, says: string | null, part: Part): void => {
    if (says === null) return;
    const changed = `${fieldTypeName(old)} is now ${fieldTypeName(now)}`;
    found.push(fieldEffect(pair, old, now, code, changed, says, part));
  };
  add("FIELD_TYPE_CHANGED", type, "typeRange");
  const label = labelEffect(old, now);
  add("FIELD_LABEL_CHANGED", label, "labelRange");
  if (label === null) add("FIELD_PRESENCE_CHANGED", presenceEffect(old, now), "labelRange");
  if (!defaultChanged(old, now)) return;
  const before = defaultText(old);
  const after = defaultText(now);
  const says = `A record without "${old.name}" meant ${before} where it was written and reads as ${after}.`;
  const message = `default ${before} is now ${after}`;
  found.push(fieldEffect(pair, old, now, "FIELD_DEFAULT_CHANGED", message, says, "nameRange"));
}

/** Zeros of different types are the same default; without a written one an enum's is its first constant. */
function defaultChanged(old: ProtoField, now: ProtoField): boolean {
  const single = (field: ProtoField): boolean =>
    field.presence !== "repeated" && (field.type.kind === "scalar" || field.type.kind === "enum");
  if (!single(old) || !single(now)) return false;
  if (old.defaultValue !== null || now.defaultValue !== null) return defaultText(old) !== defaultText(now);
  if (old.type.kind !== "enum" || now.type.kind !== "enum") return false;
  return old.type.enum.constants[0]?.number !== now.type.enum.constants[0]?.number;
}

/** Another name is surely another field if one of the names lives on under another number, and probably if they are not alike. */
function reuseEffect(pair: Pair, old: ProtoField, now: ProtoField): string | null {
  const livesOn = pair.now.fieldsByName.has(old.name) || pair.old.fieldsByName.has(now.name);
  if (!livesOn && namesAlike(old.name, now.name)) return null;
  const says = `Number ${String(old.number)} had "${old.name}" (${typeName(old.type)}) and has "${now.name}" (${typeName(now.type)}) now: values written as the one are read as the other`;
  return livesOn ? `${says}.` : `${says}, unless both are the same thing under another name.`;
}

type Part = "nameRange" | "typeRange" | "labelRange" | "numberRange";

function fieldEffect(
  { reader, writer, old, now, path }: Pair,
  oldField: ProtoField,
  nowField: ProtoField,
  code: string,
  message: string,
  dataEffect: string,
  part: Part,
): Difference {
  const rangeOf = (field: ProtoField): TextRange => field[part] ?? field.typeRange;
  return {
    code,
    breaks: false,
    location: `${path}/${String(nowField.number)}`,
    message,
    reader: fieldPlace(reader, now, nowField, rangeOf(nowField)),
    writer: fieldPlace(writer, old, oldField, rangeOf(oldField)),
    dataEffect,
  };
}

function enumEffects(
  reader: ProtoSchema,
  writer: ProtoSchema,
  old: ProtoEnum,
  now: ProtoEnum,
  path: string,
  found: Difference[],
): void {
  for (const [number, constant] of old.constantsByNumber) {
    const same = now.constantsByNumber.get(number);
    const location = `${path}/${String(number)}`;
    const writerPlace = partPlace(writer, old, constant);
    if (same === undefined) {
      const keeps = now.closed
        ? `put number ${String(number)} to the unknown fields, so the field reads as absent or as ${now.constants[0]?.name ?? "its default"}`
        : `keep number ${String(number)} but have no name for it`;
      found.push({
        code: "ENUM_CONST_REMOVED",
        breaks: false,
        location,
        message: `constant ${constant.name} = ${String(number)} of ${now.name} is missing`,
        reader: typePlace(reader, now),
        writer: writerPlace,
        dataEffect: `${constant.name} is written but not known to readers: they ${keeps}.`,
      });
    } else if (isOtherConstant(old, constant.name, same.name, number)) {
      found.push({
        code: "ENUM_CONST_CHANGED",
        breaks: false,
        location,
        message: `constant ${constant.name} = ${String(number)} of ${now.name} is now ${same.name}`,
        reader: partPlace(reader, now, same),
        writer: writerPlace,
        dataEffect: `What was written as ${constant.name} is read as ${same.name}: right for a new name, wrong for a new meaning.`,
      });
    }
  }
}

function isOtherConstant(old: ProtoEnum, before: string, after: string, number: number): boolean {
  const known = old.constantsByName.get(after)?.number;
  if (before === after || known === number) return false;
  // A name that had another number before has surely another meaning.
  return known !== undefined || !namesAlike(before, after);
}
