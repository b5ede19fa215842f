/**
 * Reads a JSON text once before `JSON.parse` does, without recursion and without building anything, for what parsing
 * would hide or die of: nesting too deep to be cloned or written again, two keys of the same name (the last would win
 * silently), keys that reach into prototypes, numbers that would become other numbers. Grammar: RFC 8259.
 */
import type { Problem } from "#base/result.ts";
import { below } from "./path.ts";

/** Deepest nesting of lists and objects. structuredClone fails at a few thousand; a scenario needs six. */
export const DEPTH_MAX = 64;
/** Most values in all. The largest scenario within the other limits has a quarter of it. */
const VALUES_MAX = 1_000_000;
/** Longest key: paths in messages are made of them. */
const KEY_LENGTH_MAX = 1_000;
/** So many problems are listed; more help nobody. */
export const PROBLEMS_MAX = 50;

/** Keys that change an object's prototype when code merges them carelessly. */
const FORBIDDEN_KEYS = new Set(["__proto__", "constructor", "prototype"]);

interface Frame {
  readonly isList: boolean;
  /** Index of the item, or the key, that is being read. */
  step: string | number | null;
  keys: Set<string> | null;
}

/** Thrown and caught in this file only. */
class Stop extends Error {}

/** All that is wrong with the text; a syntax error or a limit ends the list. */
export function scanJson(text: string): readonly Problem[] {
  const scanner = new Scanner(text);
  try {
    scanner.scan();
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
  }
  return scanner.problems;
}

/** Where in the text, for people: lines and columns count from 1. */
export function lineAndColumn(text: string, at: number): string {
  const before = text.slice(0, at);
  const line = before.split("\n").length;
  return `line ${line}, column ${at - before.lastIndexOf("\n")}`;
}

class Scanner {
  readonly problems: Problem[] = [];
  private readonly text: string;
  private readonly stack: Frame[] = [];
  private at = 0;
  private values = 0;

  constructor(text: string) {
    this.text = text;
  }

  scan(): void {
    this.skipSpace();
    this.startValue();
    while (this.stack.length > 0) this.step();
    this.skipSpace();
    if (this.at < this.text.length) this.syntax("the end of the document");
  }

  /** Between two values of the innermost list or object: goes to the next value, or closes it. */
  private step(): void {
    const frame = this.stack[this.stack.length - 1] as Frame;
    const isFirst = frame.step === null;
    this.skipSpace();
    const char = this.text.charCodeAt(this.at);
    if (char === (frame.isList ? CLOSE_LIST : CLOSE_OBJECT)) {
      this.at += 1;
      this.stack.pop();
      return;
    }
    if (!isFirst) {
      if (char !== COMMA) this.syntax(frame.isList ? 'a comma or "]"' : 'a comma or "}"');
      this.at += 1;
      this.skipSpace();
      const next = this.text.charCodeAt(this.at);
      if (next === CLOSE_LIST || next === CLOSE_OBJECT) {
        this.syntax(frame.isList ? "another value after the comma" : "another key after the comma");
      }
    }
    if (frame.isList) frame.step = isFirst ? 0 : (frame.step as number) + 1;
    else this.key(frame, isFirst);
    this.skipSpace();
    this.startValue();
  }

  private key(frame: Frame, isFirst: boolean): void {
    if (this.text.charCodeAt(this.at) !== QUOTE)
      this.syntax(isFirst ? 'a key in double quotes or "}"' : "a key in double quotes");
    const key = this.string();
    if (key.length > KEY_LENGTH_MAX) {
      frame.step = null;
      this.report(
        "key-too-long",
        `A key here has ${key.length} characters, at most ${KEY_LENGTH_MAX} are allowed.`,
        "Remove it or give it a shorter name.",
      );
      throw new Stop();
    }
    frame.keys ??= new Set();
    const isDouble = frame.keys.has(key);
    frame.keys.add(key);
    frame.step = key;
    if (FORBIDDEN_KEYS.has(key)) {
      this.report(
        "forbidden-key",
        `The key "${key}" is not allowed anywhere in a scenario.`,
        "Remove it or give it another name.",
      );
    } else if (isDouble) {
      this.report(
        "duplicate-key",
        `The key "${excerpt(key)}" stands twice in the same object; only one could count.`,
        "Remove one of the two.",
      );
    }
    this.skipSpace();
    if (this.text.charCodeAt(this.at) !== COLON) this.syntax("a colon after the key");
    this.at += 1;
  }

  /** Reads a plain value whole; opens a list or object. */
  private startValue(): void {
    this.values += 1;
    if (this.values > VALUES_MAX) {
      this.report(
        "too-many-values",
        `The document has more than ${VALUES_MAX} values.`,
        "Split it into several scenarios.",
      );
      throw new Stop();
    }
    const char = this.text.charCodeAt(this.at);
    if (char === OPEN_LIST || char === OPEN_OBJECT) {
      if (this.stack.length >= DEPTH_MAX) {
        this.report(
          "too-deep",
          `Lists and objects are nested more than ${DEPTH_MAX} deep here.`,
          "A scenario needs no more than six levels.",
        );
        throw new Stop();
      }
      this.stack.push({ isList: char === OPEN_LIST, step: null, keys: null });
      this.at += 1;
    } else if (char === QUOTE) {
      this.string();
    } else if (char === MINUS || isDigit(char)) {
      this.number();
    } else {
      const word = ["true", "false", "null"].find((each) => this.text.startsWith(each, this.at));
      if (word === undefined) this.syntax("a value");
      else this.at += word.length;
    }
  }

  /** Reads a string from its opening quote and answers what it says. */
  private string(): string {
    const start = this.at;
    let isPlain = true;
    this.at += 1;
    for (;;) {
      const char = this.text.charCodeAt(this.at);
      if (char === QUOTE) break;
      if (Number.isNaN(char)) this.syntax("a closing quote");
      if (char < 0x20) this.syntax("no line break or control character inside a string");
      if (char === BACKSLASH) {
        isPlain = false;
        this.at += 1;
        const escape = this.text[this.at] ?? "";
        if (escape === "u") {
          if (!/^[0-9a-fA-F]{4}$/.test(this.text.slice(this.at + 1, this.at + 5)))
            this.syntax("four hexadecimal digits after \\u");
          this.at += 4;
        } else if (escape === "" || !'"\\/bfnrt'.includes(escape)) {
          this.syntax('one of " \\ / b f n r t u after the backslash');
        }
      }
      this.at += 1;
    }
    this.at += 1;
    return isPlain
      ? this.text.slice(start + 1, this.at - 1)
      : String(JSON.parse(this.text.slice(start, this.at)));
  }

  private number(): void {
    const start = this.at;
    if (this.text.charCodeAt(this.at) === MINUS) this.at += 1;
    if (this.text.charCodeAt(this.at) === ZERO) this.at += 1;
    else this.digits("a digit");
    let isWhole = true;
    if (this.text.charCodeAt(this.at) === DOT) {
      isWhole = false;
      this.at += 1;
      this.digits("a digit after the decimal point");
    }
    const exponent = this.text[this.at];
    if (exponent === "e" || exponent === "E") {
      isWhole = false;
      this.at += 1;
      const sign = this.text.charCodeAt(this.at);
      if (sign === MINUS || sign === PLUS) this.at += 1;
      this.digits("a digit in the exponent");
    }
    const raw = this.text.slice(start, this.at);
    const value = Number(raw);
    const written = excerpt(raw);
    if (!Number.isFinite(value)) {
      this.report(
        "not-finite",
        `The number ${written} is too large: it would become ${value}.`,
        "Use a number below 1e300.",
      );
    } else if (Object.is(value, -0)) {
      this.report("negative-zero", `The number ${written} is a negative zero.`, "Write 0.");
    } else if (isWhole && raw.length > 15 && BigInt(raw) !== BigInt(value)) {
      this.report(
        "loses-digits",
        `The number ${written} would silently become ${value}.`,
        "Use a whole number of at most 15 digits; ids and seeds are strings in quotes.",
      );
    } else if (value === 0 && /[1-9]/.test(raw.replace(/[eE].*$/, ""))) {
      this.report("loses-digits", `The number ${written} would silently become 0.`, "Write 0.");
    }
  }

  private digits(expected: string): void {
    if (!isDigit(this.text.charCodeAt(this.at))) this.syntax(expected);
    while (isDigit(this.text.charCodeAt(this.at))) this.at += 1;
  }

  private skipSpace(): void {
    for (;;) {
      const char = this.text.charCodeAt(this.at);
      if (char !== 0x20 && char !== 0x0a && char !== 0x0d && char !== 0x09) return;
      this.at += 1;
    }
  }

  private path(): string {
    let path = "";
    for (const { step } of this.stack) if (step !== null) path = below(path, step);
    return path;
  }

  private report(code: string, says: string, tryThis: string): void {
    this.problems.push({ code, path: this.path(), says, tryThis });
    if (this.problems.length >= PROBLEMS_MAX) throw new Stop();
  }

  private syntax(expected: string): never {
    const isOver = this.at >= this.text.length;
    const found = isOver
      ? "the text ends"
      : `there is ${JSON.stringify(String.fromCodePoint(this.text.codePointAt(this.at) ?? 0))}`;
    this.problems.push({
      code: isOver ? "cut-off" : "not-json",
      path: this.path(),
      says: `This is no valid JSON: expected ${expected} at ${lineAndColumn(this.text, this.at)}, but ${found}.`,
      tryThis: hint(this.text, this.at),
    });
    throw new Stop();
  }
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const MINUS = 0x2d;
const PLUS = 0x2b;
const DOT = 0x2e;
const ZERO = 0x30;

function isDigit(char: number): boolean {
  return char >= ZERO && char <= 0x39;
}

function excerpt(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

/** The usual slips of hand-written JSON. */
function hint(text: string, at: number): string {
  const char = text[at];
  if (char === undefined) return "The file is cut off: copy or download it again, whole.";
  if (char === "/") return "JSON has no comments: remove it.";
  if (char === "'") return "Use double quotes.";
  if (char === "]" || char === "}") return "Remove the comma before it.";
  if (char === "N" || char === "I") return "NaN and Infinity are no JSON numbers: use a finite number.";
  return "Mend the text there, or save the scenario again from the app.";
}
