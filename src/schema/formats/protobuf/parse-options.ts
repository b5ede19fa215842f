/** Options: `option a = 1;` and `[a = 1, (b).c = "x"]`. */
import type { Cursor } from "./cursor.ts";
import { numberOf, type Token } from "./lexer.ts";
import type { Constant, ProtoOption } from "./schema.ts";

/** Reads on behind the word `option`. */
export function parseOptionStatement(cursor: Cursor, options: ProtoOption[]): void {
  cursor.expect("option", "first");
  options.push(parseAssignment(cursor));
  cursor.semicolon();
}

/** The options in brackets, if there are any. */
export function parseBracketOptions(cursor: Cursor, options: ProtoOption[]): void {
  if (cursor.take("[") === null) return;
  if (cursor.take("]") !== null) {
    const end = cursor.previousEnd;
    cursor.problem("syntax", { start: end - 2, end }, "There is no option in the brackets.", "Remove them.");
    return;
  }
  do {
    options.push(parseAssignment(cursor));
  } while (cursor.take(",") !== null);
  cursor.expect("]", "behind the options");
}

function parseAssignment(cursor: Cursor): ProtoOption {
  const first = cursor.token;
  const name = parseOptionName(cursor);
  const nameRange = { start: first.start, end: cursor.previousEnd };
  cursor.expect("=", "between the option and its value");
  const valueStart = cursor.token.start;
  const value = parseConstant(cursor);
  const end = cursor.previousEnd;
  const valueRange = { start: valueStart, end };
  return { name, value, nameRange, valueRange, range: { start: first.start, end } };
}

function parseOptionName(cursor: Cursor): string {
  let name = "";
  do {
    if (name !== "") name += ".";
    if (cursor.take("(") !== null) {
      name += `(${parseDotted(cursor, "the option's full name")})`;
      cursor.expect(")", "behind the option's name");
    } else {
      name += cursor.word("the option's name").text;
    }
  } while (cursor.take(".") !== null);
  return name;
}

/** `a.b.C`, perhaps with a dot in front. */
export function parseDotted(cursor: Cursor, what: string): string {
  let name = cursor.take(".") === null ? "" : ".";
  name += cursor.word(what).text;
  while (cursor.take(".") !== null) name += `.${cursor.word(what).text}`;
  return name;
}

/** A value: text (perhaps in several pieces), a number, a word, `{ … }`. */
function parseConstant(cursor: Cursor): Constant {
  const { token } = cursor;
  if (token.kind === "text") return { kind: "text", value: parseText(cursor) };
  if (cursor.is("{")) {
    cursor.skipBlock();
    return { kind: "aggregate", text: cursor.text.slice(token.start, cursor.previousEnd) };
  }
  const sign = cursor.take("-") ?? cursor.take("+");
  const minus = sign?.text === "-";
  if (cursor.token.kind === "number") return numberConstant(cursor.next(), minus);
  const isInfinite = cursor.is("inf") || cursor.is("nan");
  if (sign !== null && !isInfinite) cursor.fail("a number", "Write a number behind the sign.");
  const word = cursor.word("a value");
  if (sign === null) return { kind: "word", value: word.text };
  const magnitude = word.text === "inf" ? Infinity : NaN;
  return { kind: "number", value: minus ? -magnitude : magnitude, text: `${minus ? "-" : ""}${word.text}` };
}

function numberConstant(token: Token, minus: boolean): Constant {
  const value = numberOf(token.text);
  return { kind: "number", value: minus ? -value : value, text: `${minus ? "-" : ""}${token.text}` };
}

/** Adjacent pieces of text are one. */
export function parseText(cursor: Cursor): string {
  if (cursor.token.kind !== "text") cursor.fail("a text in quotes", "Write it in quotes.");
  let value = "";
  while (cursor.token.kind === "text") value += cursor.next().text;
  return value;
}
