/** Walks over the words of a `.proto` file, gathers problems, and finds back into step after a mistake. */
import type { Fix, SchemaProblem } from "#schema/difference.ts";
import { SCHEMA_NODES_MAX } from "#schema/limits.ts";
import type { TextRange } from "#schema/text-range.ts";
import { type Comment, lex, numberOf, type Token } from "./lexer.ts";

/** A statement that cannot be understood; its problem has been told. Ends at `Cursor.attempt`. */
class Unreadable extends Error {
  override readonly name = "Unreadable";
}

export class Cursor {
  readonly text: string;
  readonly problems: SchemaProblem[];
  readonly #tokens: readonly Token[];
  readonly #comments: readonly Comment[];
  #at = 0;
  #nodes = 0;

  constructor(text: string) {
    const lexed = lex(text);
    this.text = text;
    this.problems = [...lexed.problems];
    this.#tokens = lexed.tokens;
    this.#comments = lexed.comments;
  }

  get token(): Token {
    return this.peek(0);
  }

  /** The token so many steps ahead; the end of the text beyond it. */
  peek(steps: number): Token {
    const token = this.#tokens[Math.min(this.#at + steps, this.#tokens.length - 1)];
    if (token === undefined) throw new RangeError("expected a token of kind end");
    return token;
  }

  get previousEnd(): number {
    return this.#tokens[this.#at - 1]?.end ?? 0;
  }

  get atEnd(): boolean {
    return this.token.kind === "end";
  }

  next(): Token {
    const token = this.token;
    if (token.kind !== "end") this.#at += 1;
    return token;
  }

  is(text: string): boolean {
    const { kind } = this.token;
    return (kind === "word" || kind === "sign") && this.token.text === text;
  }

  /** Takes the word or sign if it is next. */
  take(text: string): Token | null {
    return this.is(text) ? this.next() : null;
  }

  problem(code: string, range: TextRange, says: string, tryThis: string, fix?: Fix): void {
    const problem = { code, severity: "error", says, tryThis, range } as const;
    this.problems.push(fix === undefined ? problem : { ...problem, fix });
  }

  /** Tells what was found in the place of something, and gives the statement up. */
  fail(wanted: string, tryThis: string): never {
    const { token } = this;
    const range = token.kind === "end" ? this.#lastRange() : token;
    const found =
      token.kind === "end" ? "the file ends" : `there is ${quoted(this.text.slice(token.start, token.end))}`;
    this.problem(
      "syntax",
      { start: range.start, end: range.end },
      `Here ${found} where ${wanted} belongs.`,
      tryThis,
    );
    throw new Unreadable();
  }

  expect(sign: string, after: string): Token {
    return this.take(sign) ?? this.fail(`"${sign}"`, `Write "${sign}" ${after}.`);
  }

  word(what: string): Token {
    return this.token.kind === "word"
      ? this.next()
      : this.fail(what, `Write ${what}: letters, digits and _.`);
  }

  /** The `;` of a statement: where it is missing, the next statement is read on as if it stood there. */
  semicolon(): void {
    if (this.take(";") !== null) return;
    const end = this.previousEnd;
    const range = { start: Math.max(0, end - 1), end };
    this.problem("missing-semicolon", range, 'A ";" is missing here.', 'End the statement with ";".', {
      title: 'Add ";"',
      edits: [{ range: { start: end, end }, text: ";" }],
    });
    const { token } = this;
    const onNextLine = this.text.slice(end, token.start).includes("\n");
    if (!onNextLine && !this.is("}") && !this.atEnd) this.recover();
  }

  /** A whole number, perhaps with a sign. */
  integer(what: string): { readonly value: number; readonly range: TextRange } {
    const start = this.token.start;
    const minus = this.take("-") !== null;
    if (this.token.kind !== "number") this.fail(what, `Write ${what}.`);
    const token = this.next();
    const value = numberOf(token.text);
    const range = { start, end: token.end };
    if (!Number.isInteger(value) || /^[0-9.]*[.eEfF]/.test(token.text)) {
      this.problem("bad-number", range, `${token.text} is no whole number.`, `Write ${what}.`);
    }
    return { value: minus ? -value : value, range };
  }

  /** Runs a statement's reader; after a mistake goes on behind the statement's `;` or block. */
  attempt(read: () => void): void {
    const before = this.#at;
    try {
      read();
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      this.recover();
    }
    if (this.#at === before && !this.is("}")) this.next();
  }

  /** To just behind the next `;` or block, or just before the `}` of the enclosing one. */
  recover(): void {
    while (!this.atEnd && !this.is("}")) {
      if (this.take(";") !== null) return;
      if (this.is("{")) {
        this.skipBlock();
        this.take(";");
        return;
      }
      this.next();
    }
  }

  /** Over `{ … }` with all blocks inside. */
  skipBlock(): void {
    let depth = 0;
    while (!this.atEnd) {
      const token = this.next();
      if (token.kind !== "sign") continue;
      if (token.text === "{") depth += 1;
      if (token.text === "}") depth -= 1;
      if (depth <= 0) return;
    }
  }

  /** Counts a part; at the cap it tells so and goes to the end of the file. */
  count(range: TextRange): void {
    this.#nodes += 1;
    if (this.#nodes !== SCHEMA_NODES_MAX + 1) return;
    this.problem(
      "too-many-parts",
      { start: range.start, end: range.end },
      `The schema has more than ${String(SCHEMA_NODES_MAX)} parts.`,
      "Split it into files that import each other.",
    );
    this.#at = this.#tokens.length - 1;
    throw new Unreadable();
  }

  /** The comment that belongs to a statement: right before its first token, else behind it on its last line. */
  doc(first: Token): string {
    return this.#leading(first) || this.#trailing();
  }

  /** `first` must be where the statement began; only comments that touch it or each other count. */
  #leading(first: Token): string {
    const end = this.#firstCommentAfter(first);
    const lines: string[] = [];
    let below = first.start;
    for (let index = end - 1; index >= first.firstComment; index -= 1) {
      const comment = this.#comments[index];
      if (comment === undefined || blankLines(this.text.slice(comment.end, below)) > 1) break;
      const lineStart = this.text.lastIndexOf("\n", comment.start - 1) + 1;
      if (this.text.slice(lineStart, comment.start).trim() !== "" && comment.start > 0) break;
      lines.unshift(comment.text);
      below = comment.start;
    }
    return lines.join("\n").trim();
  }

  #trailing(): string {
    const comment = this.#comments[this.token.firstComment];
    const end = this.previousEnd;
    if (comment === undefined || comment.start < end || comment.start > this.token.start) return "";
    return this.text.slice(end, comment.start).includes("\n") ? "" : comment.text.trim();
  }

  /** Comments before a token are those with an index below the one that its follower starts at. */
  #firstCommentAfter(token: Token): number {
    let low = token.firstComment;
    while ((this.#comments[low]?.start ?? Infinity) < token.start) low += 1;
    return low;
  }

  #lastRange(): TextRange {
    const end = this.previousEnd;
    return { start: Math.max(0, end - 1), end };
  }
}

function blankLines(between: string): number {
  return between.split("\n").length - 1;
}

function quoted(text: string): string {
  return text.startsWith('"') || text.startsWith("'") ? text.slice(0, 40) : `"${text.slice(0, 40)}"`;
}
