/** Random .proto files, versions of them with some edits, and random records at the edges of their types. */
import type { JsonValue } from "#schema/payload.ts";
import { toBase64 } from "./codec-base64.ts";
import { fieldTable } from "./codec-tree.ts";
import { parseProtobuf } from "./parse.ts";
import {
  type ProtoField,
  type ProtoMessage,
  type ProtoSchema,
  SCALARS,
  type Scalar,
  type ValueType,
  mainMessage,
} from "./schema.ts";

export type Dice = (below: number) => number;

/** Whole numbers from 0 to just below; the same seed gives the same ones. */
export function diceOf(seed: number): Dice {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

interface FieldModel {
  name: string;
  number: number;
  label: "" | "optional" | "repeated" | "required";
  /** A scalar, an enum's or a message's name, `map<…>`, or `group`. */
  type: string;
  options: string;
  /** The oneof that it is in, or "". */
  oneof: string;
}
interface MessageModel {
  name: string;
  fields: FieldModel[];
}
export interface FileModel {
  syntax: "proto2" | "proto3";
  messages: MessageModel[];
  enums: { name: string; constants: [string, number][] }[];
  extensions: FieldModel[];
}

const NAMES = ["id", "name", "qty", "price", "note", "__proto__", "constructor", "when", "tag", "state"];
const KEYS: readonly Scalar[] = [
  "int32",
  "int64",
  "uint32",
  "uint64",
  "sint64",
  "fixed32",
  "sfixed64",
  "bool",
  "string",
];
const UNPACKABLE = new Set(["string", "bytes"]);

/** Parses what was made here; a mistake in it is the fixture's. */
export function parsed(text: string): ProtoSchema {
  const { schema, problems } = parseProtobuf(text, { isNew: false });
  if (schema === null) throw new Error(`${JSON.stringify(problems)}\n${text}`);
  return schema;
}

export function randomFile(dice: Dice): FileModel {
  const syntax = dice(2) === 0 ? "proto2" : "proto3";
  const file: FileModel = { syntax, messages: [], enums: [], extensions: [] };
  for (const name of ["Color", "State"].slice(0, 1 + dice(2))) {
    const constants = Array.from({ length: 1 + dice(4) }, (_, i): [string, number] => [
      `${name}_${i}`,
      i === 0 ? 0 : i * (1 + dice(3)) - (i === 3 ? 9 : 0),
    ]);
    const numbers = new Set<number>();
    file.enums.push({
      name,
      constants: constants.filter(([, n]) => !numbers.has(n) && numbers.add(n)),
    });
  }
  for (const name of ["Order", "Line", "Part"].slice(0, 1 + dice(3))) {
    file.messages.push({ name, fields: [] });
  }
  for (const message of file.messages) {
    for (let i = dice(6); i >= 0; i--) addField(file, message, dice);
  }
  if (syntax === "proto2" && dice(2) === 0) {
    file.extensions.push({
      name: "extra",
      number: 1000,
      label: "optional",
      type: typeOf(file, dice),
      options: "",
      oneof: "",
    });
  }
  return file;
}

function typeOf(file: FileModel, dice: Dice): string {
  const roll = dice(10);
  if (roll < 6) return SCALARS[dice(SCALARS.length)] ?? "int32";
  if (roll < 8) return file.enums[dice(file.enums.length)]?.name ?? "int32";
  return file.messages[dice(file.messages.length)]?.name ?? "int32";
}

function addField(file: FileModel, message: MessageModel, dice: Dice): void {
  const name = NAMES[dice(NAMES.length)] ?? "id";
  const number = 1 + dice(dice(4) === 0 ? 3000 : 12);
  const taken = message.fields.some((one) => one.name === name || one.number === number);
  if (taken || (number >= 1000 && number <= 1100)) return;
  const field: FieldModel = { name, number, label: "", type: typeOf(file, dice), options: "", oneof: "" };
  const roll = dice(12);
  if (roll === 0) {
    field.type = `map<${KEYS[dice(KEYS.length)]}, ${typeOf(file, dice)}>`;
  } else if (roll < 3) field.oneof = "one";
  else if (file.syntax === "proto2" && roll === 3) {
    field.type = "group";
    field.label = dice(2) === 0 ? "optional" : "repeated";
  } else relabel(file, field, dice);
  message.fields.push(field);
}

function relabel(file: FileModel, field: FieldModel, dice: Dice): void {
  const isMessage = file.messages.some(({ name }) => name === field.type);
  const labels: FieldModel["label"][] = ["optional", "repeated", "repeated"];
  labels.push(
    file.syntax === "proto3" ? "" : isMessage ? "optional" : "required",
    file.syntax === "proto3" ? "" : "optional",
  );
  field.label = labels[dice(labels.length)] ?? "optional";
  field.options = "";
  if (field.label === "repeated" && !isMessage && !UNPACKABLE.has(field.type)) {
    field.options = ["", " [packed = true]", " [packed = false]"][dice(3)] ?? "";
  }
}

/** Another version: one to three edits, of the kinds that people make and registries let pass or not. */
export function edited(original: FileModel, dice: Dice): FileModel {
  const file = structuredClone(original);
  for (let i = dice(3); i >= 0; i--) edit(file, dice);
  return file;
}

function edit(file: FileModel, dice: Dice): void {
  const message = file.messages[dice(file.messages.length)];
  if (message === undefined) return;
  const at = dice(Math.max(1, message.fields.length));
  const field = message.fields[at];
  switch (dice(9)) {
    case 0:
      addField(file, message, dice);
      return;
    case 1:
      message.fields.splice(at, 1);
      return;
    case 2:
    case 6: {
      const constants = file.enums[dice(file.enums.length)]?.constants;
      if (constants === undefined) return;
      if (dice(2) === 0 && constants.length > 1) constants.splice(1 + dice(constants.length - 1), 1);
      else if (!constants.some(([, n]) => n === 40)) constants.push([`${constants[0]?.[0]}_NEW`, 40]);
      return;
    }
    case 3: {
      const number = 20 + dice(5);
      if (field !== undefined && !message.fields.some((one) => one.number === number)) field.number = number;
      return;
    }
    case 4: {
      const name = `renamed${dice(3)}`;
      if (field !== undefined && !message.fields.some((one) => one.name === name)) field.name = name;
      return;
    }
    case 5:
      if (field !== undefined && field.label !== "" && field.type !== "group") relabel(file, field, dice);
      return;
    default:
      if (field === undefined || field.type === "group" || field.type.startsWith("map")) return;
      field.type = typeOf(file, dice);
      if (field.oneof === "") relabel(file, field, dice);
  }
}

export function textOf(file: FileModel): string {
  const lines = [`syntax = "${file.syntax}";`, "package shop;"];
  for (const { name, fields } of file.messages) {
    lines.push(`message ${name} {`);
    if (file.syntax === "proto2") lines.push("  extensions 1000 to 1100;");
    for (const field of fields) if (field.oneof === "") lines.push(`  ${fieldText(field)}`);
    const members = fields.filter(({ oneof }) => oneof !== "");
    if (members.length > 0) lines.push(`  oneof one { ${members.map((one) => fieldText(one)).join(" ")} }`);
    lines.push("}");
  }
  for (const { name, constants } of file.enums) {
    lines.push(`enum ${name} { ${constants.map(([one, n]) => `${one} = ${n};`).join(" ")} }`);
  }
  for (const field of file.extensions) lines.push(`extend Order { ${fieldText(field)} }`);
  return `${lines.join("\n")}\n`;
}

function fieldText({ name, number, label, type, options }: FieldModel): string {
  const space = label === "" ? "" : `${label} `;
  if (type === "group")
    return `${space}group Grp${number} = ${number} { optional int32 n = 1; repeated string t = 2; }`;
  return `${space}${type} ${name} = ${number}${options};`;
}

/** A record with anything that its types allow. */
export function randomRecord(schema: ProtoSchema, dice: Dice): JsonValue {
  const message = mainMessage(schema);
  return message === null ? {} : messageRecord(schema, message, dice, 0);
}

function messageRecord(schema: ProtoSchema, message: ProtoMessage, dice: Dice, depth: number): JsonValue {
  const entries: [string, JsonValue][] = [];
  const chosen = new Map(message.oneofs.map((oneof) => [oneof, oneof.fields[dice(oneof.fields.length)]]));
  const { fields, keyOf } = fieldTable(schema, message);
  for (const field of fields) {
    if (field.oneof !== null && chosen.get(field.oneof) !== field) continue;
    if (field.presence !== "required" && (dice(4) === 0 || (depth > 2 && holdsMessage(field)))) continue;
    entries.push([keyOf.get(field) ?? field.name, contentRecord(schema, field, dice, depth)]);
  }
  return Object.fromEntries(entries);
}

function holdsMessage({ type }: ProtoField): boolean {
  return (
    type.kind === "message" || type.kind === "group" || (type.kind === "map" && type.value.kind === "message")
  );
}

function contentRecord(schema: ProtoSchema, field: ProtoField, dice: Dice, depth: number): JsonValue {
  const { type } = field;
  const one = (of: ValueType): JsonValue =>
    of.kind === "scalar"
      ? scalarRecord(of.scalar, dice)
      : of.kind === "enum"
        ? (of.enum.constants[dice(of.enum.constants.length)]?.name ?? 0)
        : messageRecord(schema, of.message, dice, depth + 1);
  if (type.kind === "map") {
    return Object.fromEntries(
      Array.from({ length: dice(3) }, () => [keyText(type.key, dice), one(type.value)]),
    );
  }
  const value = (): JsonValue =>
    type.kind === "group" ? messageRecord(schema, type.message, dice, depth + 1) : one(type);
  return field.presence === "repeated" ? Array.from({ length: dice(4) }, value) : value();
}

function keyText(scalar: Scalar, dice: Dice): string {
  return String(scalarRecord(scalar, dice) as string | number | boolean);
}

const VALUES: Partial<Record<Scalar, readonly JsonValue[]>> = {
  int32: [0, 1, -1, 300, 2147483647, -2147483648],
  uint32: [0, 1, 128, 4294967295],
  int64: ["0", "1", "-1", "9007199254740993", "-9223372036854775808", "3472328296227680305"],
  uint64: ["0", "1", "4294967296", "18446744073709551615"],
  float: [0, 1.5, -2.25, "NaN", "-Infinity", -0],
  double: [0, 0.1, 1e300, "NaN", "Infinity", -0],
  bool: [true, false],
  string: ["", "a", "é€😀", "__proto__", "\u0001\u0002", "x".repeat(70), "CAE"],
};

function scalarRecord(scalar: Scalar, dice: Dice): JsonValue {
  if (scalar === "bytes") {
    return toBase64(Uint8Array.from({ length: dice(5) }, () => dice(256)));
  }
  const like = scalar
    .replace(/^s(int|fixed)/, "int")
    .replace("fixed", "uint")
    .replace("intint", "int");
  const values = VALUES[scalar] ?? VALUES[like as Scalar] ?? [0];
  return values[dice(values.length)] ?? 0;
}
