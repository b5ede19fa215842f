/** `message` and what may stand in it. */
import { SCHEMA_DEPTH_MAX, FIELDS_MAX } from "#schema/limits.ts";
import type { TextRange } from "#schema/text-range.ts";
import { type Draft, type FieldDraft, type OneofDraft, within } from "./draft.ts";
import type { Token } from "./lexer.ts";
import { parseEnum } from "./parse-enum.ts";
import { type FieldPlace, parseField } from "./parse-field.ts";
import { parseDotted, parseOptionStatement } from "./parse-options.ts";
import { FIELD_NUMBER_MAX, parseExtensions, parseReserved } from "./parse-reserved.ts";
import type {
  NumberRange,
  ProtoEnum,
  ProtoExtend,
  ProtoField,
  ProtoMessage,
  ProtoOneof,
  ProtoOption,
  ReservedName,
} from "./schema.ts";

/** Where a message stands, and what is known of it before its body is read. */
export interface Placement {
  readonly scope: string;
  readonly parent: ProtoMessage | null;
  readonly index: number;
  readonly depth: number;
}

/** The message's parts, still to be filled. */
interface Body {
  readonly fields: FieldDraft[];
  readonly oneofs: ProtoOneof[];
  readonly messages: ProtoMessage[];
  readonly enums: ProtoEnum[];
  readonly extends: ProtoExtend[];
  readonly extensions: NumberRange[];
  readonly reservedNumbers: NumberRange[];
  readonly reservedNames: ReservedName[];
  readonly options: ProtoOption[];
}

export function parseMessage(draft: Draft, placement: Placement): ProtoMessage {
  const { cursor } = draft;
  const first = cursor.expect("message", "first");
  const name = cursor.word("the message's name");
  return parseBody(draft, placement, { first, name, isGroup: false });
}

interface Head {
  readonly first: Token;
  readonly name: Token;
  readonly isGroup: boolean;
}

/** From the opening brace on; also the body of a group. */
export function parseBody(draft: Draft, placement: Placement, head: Head): ProtoMessage {
  const { cursor } = draft;
  const { first, name, isGroup } = head;
  cursor.count(name);
  const body: Body = {
    fields: [],
    oneofs: [],
    messages: [],
    enums: [],
    extends: [],
    extensions: [],
    reservedNumbers: [],
    reservedNames: [],
    options: [],
  };
  const open = cursor.expect("{", isGroup ? "behind the group's number" : "behind the message's name");
  const message: { -readonly [K in keyof ProtoMessage]: ProtoMessage[K] } = {
    ...body,
    kind: "message",
    name: name.text,
    fullName: within(placement.scope, name.text),
    nameRange: { start: name.start, end: name.end },
    range: { start: first.start, end: open.end },
    doc: cursor.doc(first),
    index: placement.index,
    parent: placement.parent,
    file: draft.file,
    fieldsByNumber: new Map(),
    fieldsByName: new Map(),
    isGroup,
    isMapEntry: false,
    bodyStart: open.end,
    bodyEnd: open.end,
  };
  draft.messages.push(message);
  if (placement.depth > SCHEMA_DEPTH_MAX) {
    cursor.problem(
      "too-deep",
      message.nameRange,
      `Messages are nested more than ${String(SCHEMA_DEPTH_MAX)} deep.`,
      "Move the inner messages to the top of the file.",
    );
    skipToClose(draft);
  } else {
    while (!cursor.atEnd && !cursor.is("}")) {
      cursor.attempt(() => {
        parseMember(draft, message, body, placement.depth);
      });
    }
  }
  message.bodyEnd = cursor.token.start;
  cursor.expect("}", `at the end of ${name.text}`);
  message.range = { start: first.start, end: cursor.previousEnd };
  finish(draft, message, body);
  return message;
}

function skipToClose(draft: Draft): void {
  const { cursor } = draft;
  while (!cursor.atEnd && !cursor.is("}")) {
    if (cursor.is("{")) cursor.skipBlock();
    else cursor.next();
  }
}

function finish(
  draft: Draft,
  message: { -readonly [K in keyof ProtoMessage]: ProtoMessage[K] },
  body: Body,
): void {
  if (draft.file.syntax === "proto3") addSyntheticOneofs(body);
  const byNumber = new Map<number, ProtoField>();
  const byName = new Map<string, ProtoField>();
  for (const field of body.fields) {
    if (!byNumber.has(field.number)) byNumber.set(field.number, field);
    if (!byName.has(field.name)) byName.set(field.name, field);
  }
  message.fieldsByNumber = byNumber;
  message.fieldsByName = byName;
  message.isMapEntry = body.options.some(
    ({ name, value }) => name === "map_entry" && value.kind === "word" && value.value === "true",
  );
}

/** A proto3 `optional` is told apart from a plain field by a oneof of its own. */
function addSyntheticOneofs(body: Body): void {
  for (const field of body.fields) {
    if (field.label !== "optional" || field.oneof !== null) continue;
    const { nameRange, range, doc } = field;
    field.oneof = {
      name: `_${field.name}`,
      nameRange,
      range,
      doc,
      options: [],
      synthetic: true,
      fields: [field],
    };
    body.oneofs.push(field.oneof);
  }
}

function parseMember(draft: Draft, message: ProtoMessage, body: Body, depth: number): void {
  const { cursor } = draft;
  const inside = { scope: message.fullName, parent: message, depth: depth + 1 };
  if (cursor.take(";") !== null) return;
  // `message.Type name = 1;` and the like: a word of the language may begin a type's name.
  const dot = cursor.peek(1);
  const isStatement = dot.text !== "." || dot.start !== cursor.token.end;
  if (isStatement) {
    if (cursor.is("export") || cursor.is("local")) {
      if (["message", "enum"].includes(cursor.peek(1).text)) cursor.next();
    }
    switch (cursor.token.kind === "word" ? cursor.token.text : "") {
      case "message":
        body.messages.push(parseMessage(draft, { ...inside, index: body.messages.length }));
        return;
      case "enum":
        body.enums.push(parseEnum(draft, message.fullName, message));
        return;
      case "extend":
        body.extends.push(parseExtend(draft, { ...inside, index: 0 }, body.messages));
        return;
      case "oneof":
        parseOneof(draft, message, body, depth);
        return;
      case "option":
        parseOptionStatement(cursor, body.options);
        return;
      case "reserved":
        parseReserved(cursor, FIELD_NUMBER_MAX, body.reservedNumbers, body.reservedNames);
        return;
      case "extensions":
        parseExtensions(cursor, body.extensions);
        return;
      default:
    }
  }
  addField(draft, message, body, parseField(draft, fieldPlace(draft, message, body.messages, depth)));
}

function fieldPlace(
  draft: Draft,
  message: ProtoMessage,
  groups: ProtoMessage[],
  depth: number,
): FieldPlace & { readonly message: ProtoMessage } {
  const { fullName: scope } = message;
  return {
    message,
    oneof: null,
    scope,
    readGroup: groupReader(draft, { scope, parent: message, index: 0, depth: depth + 1 }, groups),
  };
}

/** Reads groups, which become messages of the place around them. */
function groupReader(draft: Draft, placement: Placement, groups: ProtoMessage[]): FieldPlace["readGroup"] {
  return (head) => {
    const message = parseBody(draft, { ...placement, index: groups.length }, { ...head, isGroup: true });
    groups.push(message);
    return message;
  };
}

function addField(draft: Draft, message: ProtoMessage, body: Body, field: FieldDraft): void {
  body.fields.push(field);
  draft.fields.push(field);
  if (body.fields.length === FIELDS_MAX + 1) {
    draft.cursor.problem(
      "too-many-fields",
      message.nameRange,
      `${message.name} has more than ${String(FIELDS_MAX)} fields.`,
      "Put fields that belong together into messages of their own.",
    );
  }
}

function parseOneof(draft: Draft, message: ProtoMessage, body: Body, depth: number): void {
  const { cursor } = draft;
  const first = cursor.expect("oneof", "first");
  const name = cursor.word("the oneof's name");
  cursor.count(name);
  cursor.expect("{", "behind the oneof's name");
  const fields: FieldDraft[] = [];
  const options: ProtoOption[] = [];
  const oneof: OneofDraft = {
    name: name.text,
    nameRange: { start: name.start, end: name.end },
    range: { start: first.start, end: name.end },
    doc: cursor.doc(first),
    options,
    synthetic: false,
    fields,
  };
  body.oneofs.push(oneof);
  while (!cursor.atEnd && !cursor.is("}")) {
    cursor.attempt(() => {
      if (cursor.take(";") !== null) return;
      if (cursor.is("option")) {
        parseOptionStatement(cursor, options);
        return;
      }
      const field = parseField(draft, { ...fieldPlace(draft, message, body.messages, depth), oneof });
      fields.push(field);
      addField(draft, message, body, field);
    });
  }
  cursor.expect("}", "at the end of the oneof");
  oneof.range = { start: first.start, end: cursor.previousEnd };
}

/** `extend Type { … }`. Fields inside are fields of Type; groups inside become messages of the place around. */
export function parseExtend(draft: Draft, placement: Placement, groups: ProtoMessage[]): ProtoExtend {
  const { cursor } = draft;
  const first = cursor.expect("extend", "first");
  const { start } = cursor.token;
  const extendee = parseDotted(cursor, "the extended message's name");
  const extendeeRange: TextRange = { start, end: cursor.previousEnd };
  cursor.expect("{", "behind the extended message's name");
  const fields: FieldDraft[] = [];
  while (!cursor.atEnd && !cursor.is("}")) {
    cursor.attempt(() => {
      if (cursor.take(";") !== null) return;
      const field = parseField(draft, {
        message: null,
        oneof: null,
        scope: placement.scope,
        readGroup: groupReader(draft, placement, groups),
      });
      fields.push(field);
      draft.fields.push(field);
    });
  }
  cursor.expect("}", "at the end of the extension");
  const range = { start: first.start, end: cursor.previousEnd };
  const extend: { -readonly [K in keyof ProtoExtend]: ProtoExtend[K] } = {
    extendee,
    extendeeRange,
    range,
    target: null,
    fields,
  };
  draft.pending.push({
    name: extendee,
    range: extendeeRange,
    scope: placement.scope,
    wanted: "message",
    resolve: (found) => {
      if (found.kind !== "message") return;
      extend.target = found;
      for (const field of fields) field.message = found;
    },
  });
  draft.extends.push(extend);
  return extend;
}
