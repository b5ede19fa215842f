/** `enum` and its constants. */
import type { Draft } from "./draft.ts";
import { NO_NUMBER, within } from "./draft.ts";
import { parseBracketOptions, parseOptionStatement } from "./parse-options.ts";
import { ENUM_NUMBER_MAX, parseReserved } from "./parse-reserved.ts";
import type {
  NumberRange,
  ProtoEnum,
  ProtoEnumConstant,
  ProtoMessage,
  ProtoOption,
  ReservedName,
} from "./schema.ts";

export function parseEnum(draft: Draft, scope: string, parent: ProtoMessage | null): ProtoEnum {
  const { cursor } = draft;
  const first = cursor.expect("enum", "first");
  const name = cursor.word("the enum's name");
  cursor.count(name);
  const open = cursor.expect("{", "behind the enum's name");
  const doc = cursor.doc(first);
  const constants: ProtoEnumConstant[] = [];
  const options: ProtoOption[] = [];
  const reservedNumbers: NumberRange[] = [];
  const reservedNames: ReservedName[] = [];
  while (!cursor.atEnd && !cursor.is("}")) {
    cursor.attempt(() => {
      const following = cursor.peek(1).text;
      if (cursor.take(";") !== null) return;
      if (cursor.is("option") && following !== "=") parseOptionStatement(cursor, options);
      else if (cursor.is("reserved") && following !== "=") {
        parseReserved(cursor, ENUM_NUMBER_MAX, reservedNumbers, reservedNames);
      } else constants.push(parseConstant(draft));
    });
  }
  const bodyEnd = cursor.token.start;
  cursor.expect("}", "at the end of the enum");
  const byNumber = new Map<number, ProtoEnumConstant>();
  const byName = new Map<string, ProtoEnumConstant>();
  for (const constant of constants) {
    if (!byNumber.has(constant.number)) byNumber.set(constant.number, constant);
    if (!byName.has(constant.name)) byName.set(constant.name, constant);
  }
  const result: ProtoEnum = {
    kind: "enum",
    name: name.text,
    fullName: within(scope, name.text),
    nameRange: { start: name.start, end: name.end },
    range: { start: first.start, end: cursor.previousEnd },
    doc,
    options,
    parent,
    file: draft.file,
    constants,
    constantsByNumber: byNumber,
    constantsByName: byName,
    closed: false,
    allowAlias: options.some(
      ({ name: key, value }) => key === "allow_alias" && value.kind === "word" && value.value === "true",
    ),
    reservedNumbers,
    reservedNames,
    bodyStart: open.end,
    bodyEnd,
  };
  draft.enums.push(result);
  return result;
}

function parseConstant(draft: Draft): ProtoEnumConstant {
  const { cursor } = draft;
  const name = cursor.word("a constant's name");
  cursor.count(name);
  let number: ReturnType<typeof cursor.integer> = { value: NO_NUMBER, range: name };
  const hasNumber = cursor.take("=") !== null;
  if (hasNumber) number = cursor.integer("the constant's number");
  else {
    cursor.problem(
      "missing-number",
      { start: name.start, end: name.end },
      `The constant "${name.text}" has no number.`,
      `Write ${name.text} = and a number.`,
    );
  }
  const options: ProtoOption[] = [];
  parseBracketOptions(cursor, options);
  cursor.semicolon();
  return {
    name: name.text,
    nameRange: { start: name.start, end: name.end },
    range: { start: name.start, end: cursor.previousEnd },
    doc: cursor.doc(name),
    options,
    number: number.value,
    numberRange: { start: number.range.start, end: number.range.end },
  };
}
