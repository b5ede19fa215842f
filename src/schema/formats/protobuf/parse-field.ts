/** One field: `optional int32 a = 1 [default = 7];`, `map<string, int32> m = 2;`, `repeated group G = 3 { … }`. */
import {
  type Draft,
  type FieldDraft,
  NO_NUMBER,
  type OneofDraft,
  type PendingType,
  UNRESOLVED,
} from "./draft.ts";
import type { Token } from "./lexer.ts";
import { parseBracketOptions, parseDotted } from "./parse-options.ts";
import {
  type FieldType,
  type Label,
  type ProtoMessage,
  type ProtoOption,
  type Scalar,
  SCALARS,
  type ValueType,
} from "./schema.ts";

/** Where a field stands. */
export interface FieldPlace {
  readonly message: ProtoMessage | null;
  readonly oneof: OneofDraft | null;
  /** Full name of the innermost message, or the package: names are looked for from here. */
  readonly scope: string;
  /** Reads a group's body, from its brace on, and puts the message to its siblings. */
  readonly readGroup: (head: { readonly first: Token; readonly name: Token }) => ProtoMessage;
}

interface TypeRead {
  readonly text: string;
  readonly type: FieldType;
  /** Names in it that wait to be resolved; called when the field is there. */
  readonly pend: (field: FieldDraft) => readonly PendingType[];
}

const SCALAR_NAMES: ReadonlySet<string> = new Set(SCALARS);
const LABELS: ReadonlySet<string> = new Set<Label>(["optional", "required", "repeated"]);

export function isScalar(name: string): name is Scalar {
  return SCALAR_NAMES.has(name);
}

/** `orderId` of `order_id`, as protoc derives names in JSON. */
export function jsonNameOf(name: string): string {
  return name.replace(/_+([^_]?)/g, (_all, letter: string) => letter.toUpperCase());
}

export function parseField(draft: Draft, place: FieldPlace): FieldDraft {
  const { cursor } = draft;
  const first = cursor.token;
  const label = parseLabel(draft);
  const typeStart = cursor.token.start;
  const isGroup = cursor.is("group") && cursor.peek(1).kind === "word" && cursor.peek(1).text !== ".";
  const type = isGroup ? groupType(draft) : parseType(draft, place.scope);
  const typeRange = { start: typeStart, end: cursor.previousEnd };
  const name = cursor.word("the field's name");
  cursor.count(name);
  const number = parseNumber(draft, name);
  const options: ProtoOption[] = [];
  parseBracketOptions(cursor, options);
  const fieldName = isGroup ? name.text.toLowerCase() : name.text;
  const field: FieldDraft = {
    name: fieldName,
    nameRange: { start: name.start, end: name.end },
    range: { start: first.start, end: cursor.previousEnd },
    doc: "",
    options,
    number: number.value,
    numberRange: number.range,
    label: label === null ? null : label.text,
    labelRange: label === null ? null : label.range,
    typeText: type.text,
    typeRange,
    type: type.type,
    presence: "explicit",
    packed: false,
    defaultValue: options.find((option) => option.name === "default")?.value ?? null,
    jsonName: writtenJsonName(options) ?? jsonNameOf(fieldName),
    oneof: place.oneof,
    message: place.message,
  };
  if (isGroup) field.type = { kind: "group", message: place.readGroup({ first, name }) };
  else cursor.semicolon();
  draft.pending.push(...type.pend(field));
  field.range = { start: first.start, end: cursor.previousEnd };
  field.doc = cursor.doc(first);
  return field;
}

function writtenJsonName(options: readonly ProtoOption[]): string | null {
  const option = options.find(({ name }) => name === "json_name");
  return option?.value.kind === "text" ? option.value.value : null;
}

function parseLabel(
  draft: Draft,
): { readonly text: Label; readonly range: { readonly start: number; readonly end: number } } | null {
  const { cursor } = draft;
  const { token } = cursor;
  if (token.kind !== "word" || !LABELS.has(token.text)) return null;
  const after = cursor.peek(1);
  if (after.text === "." && after.start === token.end) return null;
  cursor.next();
  return { text: token.text as Label, range: { start: token.start, end: token.end } };
}

function groupType(draft: Draft): TypeRead {
  draft.cursor.next();
  return { text: "group", type: UNRESOLVED, pend: () => [] };
}

function parseType(draft: Draft, scope: string): TypeRead {
  const { cursor } = draft;
  if (cursor.is("map") && cursor.peek(1).text === "<") return parseMapType(draft, scope);
  const { start } = cursor.token;
  const text = parseDotted(cursor, "the field's type");
  if (isScalar(text)) return { text, type: { kind: "scalar", scalar: text }, pend: () => [] };
  const range = { start, end: cursor.previousEnd };
  return {
    text,
    type: UNRESOLVED,
    pend: (field) => [
      {
        name: text,
        range,
        scope,
        wanted: "type",
        resolve: (found) => {
          field.type = valueTypeOf(found);
        },
      },
    ],
  };
}

function valueTypeOf(found: Parameters<PendingType["resolve"]>[0]): ValueType {
  return found.kind === "enum" ? { kind: "enum", enum: found } : { kind: "message", message: found };
}

/** Keys that a map may have: whole numbers, bool and string. */
function isMapKey(name: string): name is Scalar {
  return isScalar(name) && !["float", "double", "bytes"].includes(name);
}

function parseMapType(draft: Draft, scope: string): TypeRead {
  const { cursor } = draft;
  cursor.next();
  cursor.expect("<", "behind map");
  const keyStart = cursor.token.start;
  const keyText = parseDotted(cursor, "the type of the map's keys");
  const keyRange = { start: keyStart, end: cursor.previousEnd };
  if (!isMapKey(keyText)) {
    cursor.problem(
      "map-key-type",
      keyRange,
      `Keys of a map cannot be of type ${keyText}.`,
      "Use string, bool or a whole number type such as int64.",
      { title: "Make the keys string", edits: [{ range: keyRange, text: "string" }] },
    );
  }
  const key: Scalar = isMapKey(keyText) ? keyText : "string";
  cursor.expect(",", "between the types of keys and values");
  const valueStart = cursor.token.start;
  if (cursor.is("map") && cursor.peek(1).text === "<") {
    cursor.fail("a type that is no map", "Put the inner map into a message.");
  }
  const valueText = parseDotted(cursor, "the type of the map's values");
  const valueRange = { start: valueStart, end: cursor.previousEnd };
  cursor.expect(">", "behind the type of the map's values");
  const text = `map<${keyText},${valueText}>`;
  if (isScalar(valueText)) {
    const type = { kind: "map", key, value: { kind: "scalar", scalar: valueText } } as const;
    return { text, type, pend: () => [] };
  }
  return {
    text,
    type: { kind: "map", key, value: { kind: "scalar", scalar: "bytes" } },
    pend: (field) => [
      {
        name: valueText,
        range: valueRange,
        scope,
        wanted: "type",
        resolve: (found) => {
          field.type = { kind: "map", key, value: valueTypeOf(found) };
        },
      },
    ],
  };
}

function parseNumber(draft: Draft, name: Token): { value: number; range: { start: number; end: number } } {
  const { cursor } = draft;
  if (cursor.take("=") === null) {
    // The check step tells it, with the next free number as a fix.
    return { value: NO_NUMBER, range: { start: name.start, end: name.end } };
  }
  const { value, range } = cursor.integer("the field's number");
  // A written -1 is out of range like any other negative number, not a missing one.
  return { value: value === NO_NUMBER ? NO_NUMBER - 1 : value, range: { ...range } };
}
