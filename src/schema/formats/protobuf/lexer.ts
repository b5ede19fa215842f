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
  const lexer = new Lexer(text);
  while (lexer.step());
  return lexer;
}

class Lexer implements Lexed {
  readonly tokens: Token[] = [];
  readonly comments: Comment[] = [];
  readonly problems: SchemaProblem[] = [];
  readonly #text: string;
  #at: number;
  #firstComment = 0;

  constructor(text: string) {
    this.#text = text;
    this.#at = text.startsWith("\uFEFF") ? 1 : 0;
  }

  /** Takes one thing; false at the end of the text. */
  step(): boolean {
    const space = this.#match(SPACE);
    if (space !== null) this.#at += space.length;
    if (this.#at >= this.#text.length) {
      this.#push("end", 0, "");
      return false;
    }
    if (!this.#comment() && !this.#word() && !this.#string() && !this.#number()) this.#sign();
    return true;
  }

  #comment(): boolean {
    const comment = this.#match(LINE_COMMENT) ?? this.#match(BLOCK_COMMENT);
    if (comment !== null) {
      const range = { start: this.#at, end: this.#at + comment.length };
      this.comments.push({ ...range, text: commentText(comment) });
      this.#at = range.end;
      return true;
    }
    if (!this.#text.startsWith("/*", this.#at)) return false;
    this.#wrong("unclosed-comment", 2, "This comment has no end.", "Close it with */.");
    this.#at = this.#text.length;
    return true;
  }

  #word(): boolean {
    const word = this.#match(WORD);
    if (word !== null) this.#push("word", word.length, word);
    return word !== null;
  }

  #string(): boolean {
    const string = this.#match(STRING);
    if (string !== null) {
      this.#push("text", string.length, unescape(string.slice(1, -1)));
      return true;
    }
    const broken = this.#match(BROKEN_STRING);
    if (broken === null) return false;
    const says = "This text has no closing quote on its line.";
    this.#wrong("unclosed-string", broken.length, says, "Close the quote.");
    this.#push("text", broken.length, broken.slice(1));
    return true;
  }

  #number(): boolean {
    const number = this.#match(NUMBER);
    if (number === null) return false;
    if (!GOOD_NUMBER.test(number)) {
      const says = `${number} is no number.`;
      this.#wrong("bad-number", number.length, says, "Write a whole number such as 1, 0x1F or 017.");
    }
    this.#push("number", number.length, number);
    return true;
  }

  #sign(): void {
    const sign = this.#match(SIGN);
    if (sign !== null) {
      this.#push("sign", 1, sign);
      return;
    }
    const strange = this.#match(STRANGE) ?? this.#text.charAt(this.#at);
    this.#wrong(
      "strange-character",
      strange.length,
      `${JSON.stringify(strange.slice(0, 20))} has no meaning in a .proto file.`,
      "Remove it; names are made of the letters A to Z, digits and _.",
    );
    this.#at += strange.length;
  }

  #match(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at;
    return pattern.exec(this.#text)?.[0] ?? null;
  }

  #push(kind: Token["kind"], length: number, text: string): void {
    const range = { start: this.#at, end: this.#at + length };
    this.tokens.push({ kind, text, ...range, firstComment: this.#firstComment });
    this.#firstComment = this.comments.length;
    this.#at = range.end;
  }

  #wrong(code: string, length: number, says: string, tryThis: string): void {
    const range = { start: this.#at, end: this.#at + length };
    this.problems.push({ code, severity: "error", says, tryThis, range });
  }
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
