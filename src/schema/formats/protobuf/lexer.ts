/** Text of a `.proto` file to words with places; anything unreadable becomes a problem and is passed over. */
import type { SchemaProblem } from "#schema/difference.ts";
import type { TextRange } from "#schema/text-range.ts";

export interface Token extends TextRange {
  readonly kind: "word" | "number" | "text" | "sign" | "end";
  /** As written; of kind "text" its value with escapes resolved. */
  readonly text: string;
  /** Comments that stand before it: those from here up to the next token's own first. */
  readonly firstComment: number;
}

export interface Comment extends TextRange {
  /** Without comment signs and the stars of its margin. */
  readonly text: string;
}

export interface Lexed {
  /** The last one is of kind "end" and empty, at the end of the text. */
  readonly tokens: readonly Token[];
  readonly comments: readonly Comment[];
  readonly problems: readonly SchemaProblem[];
}

const SPACE = /\s+/y;
const WORD = /[A-Za-z_][A-Za-z0-9_]*/y;
const NUMBER = /(?:0[xX][0-9a-fA-F]+|(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?[fF]?)[A-Za-z0-9_]*/y;
const GOOD_NUMBER =
  /^(?:0[xX][0-9a-fA-F]+|0[0-7]*|[1-9][0-9]*|(?:[0-9]+\.[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?[fF]?|[0-9]+[eE][+-]?[0-9]+[fF]?|[0-9]+[fF])$/;
const LINE_COMMENT = /\/\/[^\n]*/y;
const BLOCK_COMMENT = /\/\*[^]*?\*\//y;
const STRING = /"(?:[^"\\\n]|\\[^\n])*"|'(?:[^'\\\n]|\\[^\n])*'/y;
const BROKEN_STRING = /["'][^\n]*/y;
const SIGN = /[;{}()[\]<>=,.:\-+/]/y;
const STRANGE = /[^\sA-Za-z0-9_"'/;{}()[\]<>=,.:\-+]+/y;

/** All words of the text, comments apart. */
export function lex(text: string): Lexed {
  const tokens: Token[] = [];
  const comments: Comment[] = [];
  const problems: SchemaProblem[] = [];
  let at = text.startsWith("\uFEFF") ? 1 : 0;
  let firstComment = 0;
  const match = (pattern: RegExp): string | null => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0] ?? null;
  };
  const push = (kind: Token["kind"], length: number, value: string): void => {
    tokens.push({ kind, text: value, start: at, end: at + length, firstComment });
    firstComment = comments.length;
    at += length;
  };
  const wrong = (code: string, length: number, says: string, tryThis: string): void => {
    problems.push({ code, severity: "error", says, tryThis, range: { start: at, end: at + length } });
  };
  while (at < text.length) {
    const space = match(SPACE);
    if (space !== null) {
      at += space.length;
      continue;
    }
    const comment = match(LINE_COMMENT) ?? match(BLOCK_COMMENT);
    if (comment !== null) {
      comments.push({ start: at, end: at + comment.length, text: commentText(comment) });
      at += comment.length;
      continue;
    }
    if (text.startsWith("/*", at)) {
      wrong("unclosed-comment", 2, "This comment has no end.", "Close it with */.");
      at = text.length;
      break;
    }
    const word = match(WORD);
    if (word !== null) {
      push("word", word.length, word);
      continue;
    }
    const string = match(STRING);
    if (string !== null) {
      push("text", string.length, unescape(string.slice(1, -1)));
      continue;
    }
    const broken = match(BROKEN_STRING);
    if (broken !== null) {
      wrong(
        "unclosed-string",
        broken.length,
        "This text has no closing quote on its line.",
        "Close the quote.",
      );
      push("text", broken.length, broken.slice(1));
      continue;
    }
    const number = match(NUMBER);
    if (number !== null) {
      if (!GOOD_NUMBER.test(number)) {
        wrong(
          "bad-number",
          number.length,
          `${number} is no number.`,
          "Write a whole number such as 1, 0x1F or 017.",
        );
      }
      push("number", number.length, number);
      continue;
    }
    const sign = match(SIGN);
    if (sign !== null) {
      push("sign", 1, sign);
      continue;
    }
    const strange = match(STRANGE) ?? text.charAt(at);
    wrong(
      "strange-character",
      strange.length,
      `${JSON.stringify(strange.slice(0, 20))} has no meaning in a .proto file.`,
      "Remove it; names are made of the letters A to Z, digits and _.",
    );
    at += strange.length;
  }
  push("end", 0, "");
  return { tokens, comments, problems };
}

/** The number that the text of a token says; octal and hexadecimal as in C. */
export function numberOf(text: string): number {
  if (/^0[xX]/.test(text)) return Number(text);
  if (/^0[0-7]+$/.test(text)) return parseInt(text, 8);
  return Number(text.replace(/[fF]$/, ""));
}

function commentText(comment: string): string {
  if (comment.startsWith("//")) return comment.replace(/^\/\/+ ?/, "").trimEnd();
  return comment
    .slice(2, -2)
    .split("\n")
    .map((line) => line.replace(/^\s*\*+ ?/, "").trim())
    .join("\n")
    .trim();
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
  ["a", "\x07"],
  ["b", "\b"],
  ["f", "\f"],
  ["v", "\v"],
]);

/** Octal and hexadecimal escapes are bytes: those beyond ASCII are kept as ISO-8859-1 characters. */
function unescape(inside: string): string {
  return inside.replace(
    /\\(?:([0-7]{1,3})|[xX]([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([^]))/g,
    (_all, octal?: string, hex?: string, short?: string, long?: string, one?: string) => {
      if (octal !== undefined) return String.fromCharCode(parseInt(octal, 8) & 0xff);
      if (hex !== undefined) return String.fromCharCode(parseInt(hex, 16));
      const point = parseInt(short ?? long ?? "", 16);
      if (!Number.isNaN(point)) return point <= 0x10ffff ? String.fromCodePoint(point) : "\uFFFD";
      return ESCAPES.get(one ?? "") ?? one ?? "";
    },
  );
}
