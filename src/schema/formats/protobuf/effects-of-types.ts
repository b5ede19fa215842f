/** What a reader with another type of a field makes of the bytes; a sentence, or null where every value stays what it is. */
import { unreachable } from "#base/assert.ts";
import { comparedType, typeName } from "./scalar-groups.ts";
import type { FieldType, ProtoEnum, Scalar } from "./schema.ts";

/** How a number is told by its bytes: the encoding, its width, whether it has a sign. */
interface NumberKind {
  readonly bits: 1 | 32 | 64;
  readonly signed: boolean;
}

const NUMBERS: ReadonlyMap<Scalar, NumberKind> = new Map<Scalar, NumberKind>([
  ["bool", { bits: 1, signed: false }],
  ["int32", { bits: 32, signed: true }],
  ["uint32", { bits: 32, signed: false }],
  ["sint32", { bits: 32, signed: true }],
  ["fixed32", { bits: 32, signed: false }],
  ["sfixed32", { bits: 32, signed: true }],
  ["int64", { bits: 64, signed: true }],
  ["uint64", { bits: 64, signed: false }],
  ["sint64", { bits: 64, signed: true }],
  ["fixed64", { bits: 64, signed: false }],
  ["sfixed64", { bits: 64, signed: true }],
]);

export function typeEffect(old: FieldType, now: FieldType): string | null {
  if (old.kind === "map" && now.kind === "map") {
    const key = typeEffect({ kind: "scalar", scalar: old.key }, { kind: "scalar", scalar: now.key });
    return key === null ? typeEffect(old.value, now.value) : `Keys of the map: ${lowerFirst(key)}`;
  }
  const oldCompared = comparedType(old);
  const nowCompared = comparedType(now);
  if (oldCompared.kind !== nowCompared.kind) return otherBytes(old, now);
  if (oldCompared.kind === "message" && nowCompared.kind === "message") {
    const oldName = oldCompared.message.name;
    const nowName = nowCompared.message.name;
    if (oldName === nowName) return null;
    return `The bytes of a ${oldName} are read as a ${nowName}: fields of the same number are taken for each other.`;
  }
  if (oldCompared.kind !== "scalar" || nowCompared.kind !== "scalar") return null;
  if (oldCompared.group !== nowCompared.group) return otherBytes(old, now);
  if (old.kind === "enum" || now.kind === "enum") return enumEffect(old, now);
  if (old.kind !== "scalar" || now.kind !== "scalar" || old.scalar === now.scalar) return null;
  if (oldCompared.group === "text") return textEffect(now.scalar);
  return numberEffect(old.scalar, now.scalar);
}

function otherBytes(old: FieldType, now: FieldType): string {
  if (wireType(old) !== wireType(now)) {
    return `Readers expect the bytes of ${typeName(now)} and find those of ${typeName(old)}: they pass the value over, and the field reads as absent, or fail.`;
  }
  return `The bytes of ${typeName(old)} are read as ${typeName(now)}: readers get other values, or fail.`;
}

/** 0 varint, 1 eight bytes, 2 length-delimited, 3 group, 5 four bytes. */
function wireType(type: FieldType): 0 | 1 | 2 | 3 | 5 {
  switch (type.kind) {
    case "group":
      return 3;
    case "message":
    case "map":
      return 2;
    case "enum":
      return 0;
    case "scalar":
      return scalarWireType(type.scalar);
    default:
      return unreachable(type);
  }
}

function scalarWireType(scalar: Scalar): 0 | 1 | 2 | 5 {
  switch (scalar) {
    case "string":
    case "bytes":
      return 2;
    case "fixed32":
    case "sfixed32":
    case "float":
      return 5;
    case "fixed64":
    case "sfixed64":
    case "double":
      return 1;
    default:
      return 0;
  }
}

function enumEffect(old: FieldType, now: FieldType): string | null {
  if (old.kind === "enum" && now.kind === "enum") return enumToEnum(old.enum, now.enum);
  if (now.kind === "enum") {
    const rest = now.enum.closed ? "are put to the unknown fields" : "are kept without a name";
    return `Numbers that ${now.enum.name} has no constant for ${rest}.`;
  }
  if (old.kind !== "enum" || now.kind !== "scalar") return null;
  if (now.scalar === "bool") return "Every constant but that of number 0 is read as true.";
  const negative = old.enum.constants.some(({ number }) => number < 0);
  const unsigned = now.scalar === "uint32" || now.scalar === "uint64";
  return negative && unsigned ? "Constants with negative numbers are read as huge numbers." : null;
}

function enumToEnum(old: ProtoEnum, now: ProtoEnum): string | null {
  if (old.fullName === now.fullName || old.name === now.name) return null;
  const other = old.constants.find(({ number, name }) => now.constantsByNumber.get(number)?.name !== name);
  if (other === undefined) return null;
  const meaning = now.constantsByNumber.get(other.number)?.name;
  return meaning === undefined
    ? `${other.name} (${String(other.number)}) has no constant in ${now.name}.`
    : `${other.name} (${String(other.number)}) is read as ${meaning}.`;
}

function textEffect(now: Scalar): string {
  return now === "bytes"
    ? "The same bytes arrive, but as bytes instead of text: in JSON they become base64."
    : "Bytes that are no valid UTF-8 are refused, or arrive as other text.";
}

function numberEffect(oldScalar: Scalar, nowScalar: Scalar): string | null {
  const old = NUMBERS.get(oldScalar);
  const now = NUMBERS.get(nowScalar);
  if (old === undefined || now === undefined || old.bits === 1) return null;
  if (now.bits === 1) return "Every number but 0 is read as true.";
  if (now.bits < old.bits) {
    return `Numbers beyond 32 bits are cut: 4294967297 is read as 1.${now.signed === old.signed ? "" : ` ${signEffect(now)}`}`;
  }
  if (now.signed === old.signed || (now.bits > old.bits && now.signed)) return null;
  return signEffect(now);
}

function signEffect(now: NumberKind): string {
  return now.signed
    ? `Numbers from 2^${String(now.bits - 1)} on are read as negative ones.`
    : "Negative numbers are read as huge positive ones.";
}

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}
