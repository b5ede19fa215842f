/** JSON text as a tree with places; tolerant, so that one typing mistake does not hide the rest. On jsonc-parser's scanner. */
import { createScanner } from "jsonc-parser";
import type { JsonValue } from "./payload.ts";
import type { TextRange } from "./text-range.ts";

export interface JsonMember {
  readonly key: string;
  /** With its quotes. */
  readonly keyRange: TextRange;
  readonly value: JsonNode;
}

export interface JsonObjectNode {
  readonly kind: "object";
  readonly range: TextRange;
  /** In the order of the text, doubles included. */
  readonly members: readonly JsonMember[];
}

export interface JsonArrayNode {
  readonly kind: "array";
  readonly range: TextRange;
  readonly items: readonly JsonNode[];
}

export interface JsonStringNode {
  readonly kind: "string";
  /** With its quotes. */
  readonly range: TextRange;
  readonly value: string;
}

export interface JsonNumberNode {
  readonly kind: "number";
  readonly range: TextRange;
  readonly value: number;
  /** As written: a long may have more digits than `value` holds. */
  readonly raw: string;
}

export interface JsonBooleanNode {
  readonly kind: "boolean";
  readonly range: TextRange;
  readonly value: boolean;
}

export interface JsonNullNode {
  readonly kind: "null";
  readonly range: TextRange;
}

export type JsonNode =
  | JsonObjectNode
  | JsonArrayNode
  | JsonStringNode
  | JsonNumberNode
  | JsonBooleanNode
  | JsonNullNode;

export interface JsonFlaw {
  /**
   * `json-syntax`: no JSON. `json-too-deep`: deeper than allowed; what follows is not read. `json-duplicate-key`: the last
   * one counts, as Jackson and JSON.parse have it. `json-empty`: nothing there.
   */
  readonly code: "json-syntax" | "json-too-deep" | "json-duplicate-key" | "json-empty";
  readonly says: string;
  readonly tryThis: string;
  readonly range: TextRange;
}

export interface JsonText {
  /** null where nothing could be read. */
  readonly root: JsonNode | null;
  /** In the order of the text, at most 100. */
  readonly flaws: readonly JsonFlaw[];
}

export interface JsonTextOptions {
  /** Objects and arrays inside each other. */
  readonly depthMax: number;
  /** Whether comments are allowed, as Avro's Java parser allows them. */
  readonly comments: boolean;
}

const FLAWS_MAX = 100;

/** jsonc-parser's SyntaxKind, which its types declare as a const enum that cannot be imported. */
const Token = {
  OpenBrace: 1,
  CloseBrace: 2,
  OpenBracket: 3,
  CloseBracket: 4,
  Comma: 5,
  Colon: 6,
  Null: 7,
  True: 8,
  False: 9,
  Text: 10,
  Number: 11,
  LineComment: 12,
  BlockComment: 13,
  Trivia: 15,
  Unknown: 16,
  EOF: 17,
} as const;

/** Reads a text as JSON. Never throws. The caller bounds the text's length; time is linear in it. */
export function parseJsonText(text: string, options: JsonTextOptions): JsonText {
  const reader = new Reader(text, options);
  const root = reader.document();
  return { root, flaws: reader.flaws };
}

/** The member of a name; the last one where there are several. Undefined also where `node` is no object. */
export function memberOf(node: JsonNode, key: string): JsonMember | undefined {
  if (node.kind !== "object") return undefined;
  for (let index = node.members.length - 1; index >= 0; index--) {
    const member = node.members[index];
    if (member?.key === key) return member;
  }
  return undefined;
}

/** As a plain value; objects have no prototype, so that any name is just a name. */
export function jsonValueOf(node: JsonNode): JsonValue {
  switch (node.kind) {
    case "object": {
      const object = Object.create(null) as Record<string, JsonValue>;
      for (const { key, value } of node.members) object[key] = jsonValueOf(value);
      return object;
    }
    case "array":
      return node.items.map(jsonValueOf);
    case "string":
    case "number":
    case "boolean":
      return node.value;
    case "null":
      return null;
  }
}

class Reader {
  readonly flaws: JsonFlaw[] = [];
  readonly #text: string;
  readonly #options: JsonTextOptions;
  readonly #scanner;
  #token: number = Token.EOF;
  #depth = 0;
  #gaveUp = false;
  #isMissingTold = false;

  constructor(text: string, options: JsonTextOptions) {
    this.#text = text;
    this.#options = options;
    this.#scanner = createScanner(text, false);
    this.#next();
  }

  document(): JsonNode | null {
    if (this.#token === Token.EOF) {
      this.#flaw("json-empty", "There is no schema in the text.", "Write one.", {
        start: 0,
        end: this.#text.length,
      });
      return null;
    }
    const root = this.#value();
    if (this.#token !== Token.EOF && !this.#gaveUp) {
      const range = { start: this.#scanner.getTokenOffset(), end: this.#text.length };
      this.#flaw("json-syntax", "The schema ends before this.", "Remove what follows the schema.", range);
    }
    return root;
  }

  /** The next token that is neither space nor an allowed comment. */
  #next(): void {
    do {
      this.#token = this.#gaveUp ? Token.EOF : this.#scanner.scan();
      this.#checkToken();
    } while (isTrivia(this.#token));
  }

  #checkToken(): void {
    const isComment = this.#token === Token.LineComment || this.#token === Token.BlockComment;
    if (isComment && !this.#options.comments) {
      this.#syntax("JSON has no comments.", "Remove the comment.");
    }
    const says = SCAN_ERRORS[this.#scanner.getTokenError()];
    if (says !== undefined && this.#token !== Token.EOF && this.#token !== Token.Unknown)
      this.#syntax(says[0], says[1]);
  }

  #range(): TextRange {
    const start = this.#scanner.getTokenOffset();
    // The scanner counts an open comment's end beyond the text.
    return { start, end: Math.min(this.#text.length, start + this.#scanner.getTokenLength()) };
  }

  /** Of the present token; at the end of the text, its last character. */
  #visibleRange(): TextRange {
    const { start, end } = this.#range();
    return end > start ? { start, end } : { start: Math.max(0, this.#text.trimEnd().length - 1), end: start };
  }

  #flaw(code: JsonFlaw["code"], says: string, tryThis: string, range: TextRange): void {
    if (this.flaws.length < FLAWS_MAX) this.flaws.push({ code, says, tryThis, range });
  }

  #syntax(says: string, tryThis: string): void {
    this.#flaw("json-syntax", says, tryThis, this.#visibleRange());
  }

  /** A value, or null with a flaw where none starts here; then no token is consumed. */
  #value(): JsonNode | null {
    const range = this.#range();
    const token = this.#token;
    switch (token) {
      case Token.OpenBrace:
        return this.#nested(() => this.#object());
      case Token.OpenBracket:
        return this.#nested(() => this.#array());
      case Token.Text: {
        const value = this.#scanner.getTokenValue();
        this.#next();
        return { kind: "string", range, value };
      }
      case Token.Number: {
        const raw = this.#scanner.getTokenValue();
        this.#next();
        return { kind: "number", range, raw, value: Number(raw) };
      }
      case Token.True:
      case Token.False:
        this.#next();
        return { kind: "boolean", range, value: token === Token.True };
      case Token.Null:
        this.#next();
        return { kind: "null", range };
      case Token.Unknown:
        this.#syntax(
          `${quoted(this.#scanner.getTokenValue())} is no JSON.`,
          "Put text into double quotes; numbers, true, false and null stand without.",
        );
        this.#next();
        return null;
      default:
        this.#syntax(
          token === Token.EOF ? "The text ends before the value." : "A value is missing here.",
          "Write a value: a text in double quotes, a number, true, false, null, an object or a list.",
        );
        return null;
    }
  }

  #nested(read: () => JsonNode): JsonNode | null {
    if (this.#depth >= this.#options.depthMax) {
      if (!this.#gaveUp) {
        this.#flaw(
          "json-too-deep",
          `Objects and lists are more than ${String(this.#options.depthMax)} deep inside each other here; the text is read up to here.`,
          "Give inner types names and refer to them.",
          this.#range(),
        );
      }
      this.#gaveUp = true;
      this.#token = Token.EOF;
      return null;
    }
    this.#depth++;
    const node = read();
    this.#depth--;
    return node;
  }

  #object(): JsonNode {
    const { start } = this.#range();
    const members: JsonMember[] = [];
    const keys = new Set<string>();
    this.#next();
    while (this.#token !== Token.CloseBrace && this.#token !== Token.EOF) {
      if (this.#token !== Token.Text) {
        this.#syntax("A name in double quotes is missing here.", 'Write "name": value.');
        this.#recover();
        if (this.#token === Token.CloseBracket) break;
        if (this.#token === Token.Comma) this.#next();
        continue;
      }
      const member = this.#member(keys);
      if (member !== null) members.push(member);
      if (!this.#separator(Token.CloseBrace, "}")) break;
    }
    return { kind: "object", range: { start, end: this.#close(Token.CloseBrace, "}") }, members };
  }

  #member(keys: Set<string>): JsonMember | null {
    const keyRange = this.#range();
    const key = this.#scanner.getTokenValue();
    if (keys.has(key)) {
      this.#flaw(
        "json-duplicate-key",
        `${quoted(key)} is there twice; only the last one counts.`,
        "Remove one of them.",
        keyRange,
      );
    }
    keys.add(key);
    this.#next();
    if (this.#token === Token.Colon) this.#next();
    else this.#syntax(`A colon is missing after ${quoted(key)}.`, "Write a colon between name and value.");
    const value = this.#value();
    return value === null ? null : { key, keyRange, value };
  }

  #array(): JsonNode {
    const { start } = this.#range();
    const items: JsonNode[] = [];
    this.#next();
    while (this.#token !== Token.CloseBracket && this.#token !== Token.EOF) {
      const item = this.#value();
      if (item !== null) items.push(item);
      if (!this.#separator(Token.CloseBracket, "]")) break;
    }
    return { kind: "array", range: { start, end: this.#close(Token.CloseBracket, "]") }, items };
  }

  /** After an item: whether the list or object goes on. */
  #separator(close: number, bracket: string): boolean {
    if (this.#token === Token.Comma) {
      const comma = this.#range();
      this.#next();
      if (this.#token === close) {
        this.#flaw("json-syntax", `There is a comma before ${bracket}.`, "Remove the comma.", comma);
      }
      return true;
    }
    if (this.#token === close || this.#token === Token.EOF) return false;
    if (startsItem(this.#token, close)) {
      this.#syntax("A comma is missing before this.", "Write a comma between the two.");
      return true;
    }
    this.#recover();
    if (this.#token === Token.Comma) {
      this.#next();
      return true;
    }
    return false;
  }

  /** Over tokens that make no sense here, up to a comma or closing bracket. */
  #recover(): void {
    while (
      this.#token !== Token.Comma &&
      this.#token !== Token.CloseBrace &&
      this.#token !== Token.CloseBracket &&
      this.#token !== Token.EOF
    ) {
      this.#next();
    }
  }

  /** The offset just after the closing bracket, or of where it is missing. */
  #close(close: number, bracket: string): number {
    const { start, end } = this.#range();
    if (this.#token === close) {
      this.#next();
      return end;
    }
    // At the end of the text all open brackets are missing: the innermost is told.
    const isTold = this.#token === Token.EOF && this.#isMissingTold;
    if (!this.#gaveUp && !isTold) this.#syntax(`${bracket} is missing here.`, `Write ${bracket}.`);
    this.#isMissingTold ||= this.#token === Token.EOF;
    return this.#gaveUp ? this.#text.length : start;
  }
}

function isTrivia(token: number): boolean {
  return token >= Token.LineComment && token <= Token.Trivia;
}

function startsItem(token: number, close: number): boolean {
  if (close === Token.CloseBrace) return token === Token.Text;
  return (
    token === Token.OpenBrace ||
    token === Token.OpenBracket ||
    (token >= Token.Null && token <= Token.Number) ||
    token === Token.Unknown
  );
}

/** A name in quotes, cut where it is long. */
function quoted(name: string): string {
  return JSON.stringify(name.length > 60 ? `${name.slice(0, 59)}…` : name);
}

/** jsonc-parser's ScanError by its number; without a line here it is none, or told otherwise. */
const SCAN_ERRORS: readonly (readonly [says: string, tryThis: string] | undefined)[] = [
  undefined,
  ["The comment does not end.", "Close it with */."],
  ["The text in quotes does not end on its line.", "Close it with a double quote."],
  ["The number is not complete.", "Write digits after the point or the exponent."],
  ["\\u is not followed by four hexadecimal digits.", "Write e.g. \\u00e9."],
  ["A backslash before this letter means nothing.", "Write two backslashes for one."],
  ["There is a control character in the text.", "Write \\n for a new line, \\t for a tab."],
];
