/**
 * Subscriptions by pattern: regular expressions over topic names (KafkaConsumer.subscribe(Pattern), SubscriptionPattern). An
 * engine of our own, since patterns come from documents of strangers and the language's backtracking one can be made to run
 * for ever: here a match takes at most name × pattern steps (Thompson's construction, as RE2 has it).
 */
import { present, unreachable } from "#base/assert.ts";
import { ok, refused, type Result } from "#base/result.ts";

/** Steps that a pattern may need; `{1000}` inside `{1000}` needs more. */
const STEPS_MAX = 4_000;
/** Parentheses inside parentheses. */
const DEPTH_MAX = 40;

/** Which characters: ranges of UTF-16 units, both ends included. */
interface CharacterSet {
  readonly ranges: readonly (readonly [number, number])[];
  readonly isNegated: boolean;
}

type Part =
  | { readonly is: "set"; readonly set: CharacterSet }
  | { readonly is: "sequence"; readonly parts: readonly Part[] }
  | { readonly is: "either"; readonly options: readonly Part[] }
  | { readonly is: "repeat"; readonly of: Part; readonly min: number; readonly max: number }
  | { readonly is: "start" }
  | { readonly is: "end" };

type Step =
  | { readonly is: "read"; readonly set: CharacterSet }
  | { readonly is: "fork"; readonly to: readonly number[] }
  | { readonly is: "start" }
  | { readonly is: "end" }
  | { readonly is: "done" };

/** A pattern that can be matched. Plain data. */
export interface TopicPattern {
  readonly steps: readonly Step[];
}

const DIGIT = [[48, 57]] as const;
const WORD = [
  [48, 57],
  [65, 90],
  [95, 95],
  [97, 122],
] as const;
const SPACE = [
  [9, 13],
  [32, 32],
] as const;
const CLASSES: Readonly<Record<string, CharacterSet>> = {
  d: { ranges: DIGIT, isNegated: false },
  D: { ranges: DIGIT, isNegated: true },
  w: { ranges: WORD, isNegated: false },
  W: { ranges: WORD, isNegated: true },
  s: { ranges: SPACE, isNegated: false },
  S: { ranges: SPACE, isNegated: true },
};
/** `.`: everything but the ends of lines. */
const ANY: CharacterSet = {
  ranges: [
    [10, 10],
    [13, 13],
  ],
  isNegated: true,
};

/** What is wrong with a pattern. */
class PatternError extends Error {}

/**
 * Understands literals, `.`, `[…]`, `\d \w \s` and their opposites, `( )`, `(?: )`, `|`, `* + ? {n,m}` (lazy or not), `^`
 * and `$`: what Java and RE2 have in common. No references back and no looking around.
 */
export function parseTopicPattern(text: string): Result<TopicPattern> {
  try {
    const part = new Parser(text).all();
    const steps: Step[] = [];
    build(part, steps);
    push(steps, { is: "done" });
    return ok({ steps });
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    return refused([
      {
        code: "bad-pattern",
        path: "",
        says: `The pattern ${JSON.stringify(text)} cannot be read: ${error.message}.`,
        tryThis: 'Write a regular expression over whole topic names, e.g. "orders\\..*".',
      },
    ]);
  }
}

class Parser {
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  all(): Part {
    const part = this.#either();
    if (this.#at < this.#text.length) throw new PatternError('there is a ")" without its "("');
    return part;
  }

  #next(): string {
    return this.#text[this.#at] ?? "";
  }

  #take(): string {
    const character = this.#text[this.#at];
    if (character === undefined) throw new PatternError("it ends too soon");
    this.#at++;
    return character;
  }

  #either(): Part {
    const options = [this.#sequence()];
    while (this.#next() === "|") {
      this.#at++;
      options.push(this.#sequence());
    }
    return options.length === 1 ? options[0]! : { is: "either", options };
  }

  #sequence(): Part {
    const parts: Part[] = [];
    while (this.#at < this.#text.length && this.#next() !== "|" && this.#next() !== ")")
      parts.push(this.#repeated());
    return { is: "sequence", parts };
  }

  #repeated(): Part {
    let of = this.#single();
    for (let times = this.#times(); times !== null; times = this.#times()) {
      // Lazy or possessive: as to whether a whole name matches, all the same, but for possessive ones.
      if (this.#next() === "+") throw new PatternError('"++", "*+" and "?+" are not understood');
      if (this.#next() === "?") this.#at++;
      of = { is: "repeat", of, ...times };
    }
    return of;
  }

  #times(): { readonly min: number; readonly max: number } | null {
    switch (this.#next()) {
      case "*":
        this.#at++;
        return { min: 0, max: Infinity };
      case "+":
        this.#at++;
        return { min: 1, max: Infinity };
      case "?":
        this.#at++;
        return { min: 0, max: 1 };
      case "{":
        return this.#counted();
      default:
        return null;
    }
  }

  #counted(): { readonly min: number; readonly max: number } {
    const end = this.#text.indexOf("}", this.#at);
    const found = /^(\d{1,4})(?:(,)(\d{1,4})?)?$/.exec(this.#text.slice(this.#at + 1, end < 0 ? 0 : end));
    if (found === null) throw new PatternError('after "{" there must be numbers, as in "{2}" or "{1,3}"');
    this.#at = end + 1;
    const min = Number(found[1]);
    const max = found[2] === undefined ? min : found[3] === undefined ? Infinity : Number(found[3]);
    if (max < min) throw new PatternError(`{${min},${max}} is the wrong way round`);
    return { min, max };
  }

  #single(): Part {
    const character = this.#take();
    switch (character) {
      case "(":
        return this.#group();
      case "[":
        return { is: "set", set: this.#bracket() };
      case ".":
        return { is: "set", set: ANY };
      case "^":
        return { is: "start" };
      case "$":
        return { is: "end" };
      case "\\":
        return { is: "set", set: this.#escaped() };
      case "*":
      case "+":
      case "?":
      case "{":
        throw new PatternError(`there is nothing to repeat before "${character}"`);
      default:
        return { is: "set", set: one(character) };
    }
  }

  #group(): Part {
    if (++this.#depth > DEPTH_MAX) throw new PatternError("there are too many parentheses in one another");
    if (this.#next() === "?") {
      this.#at++;
      if (this.#take() !== ":") throw new PatternError('of groups with "(?" only "(?:" is understood');
    }
    const part = this.#either();
    if (this.#next() !== ")") throw new PatternError('a ")" is missing');
    this.#at++;
    this.#depth--;
    return part;
  }

  #escaped(): CharacterSet {
    const character = this.#take();
    const known = Object.hasOwn(CLASSES, character) ? CLASSES[character] : undefined;
    if (known !== undefined) return known;
    if (/[A-Za-z0-9]/.test(character)) throw new PatternError(`"\\${character}" is not understood`);
    return one(character);
  }

  #bracket(): CharacterSet {
    const ranges: (readonly [number, number])[] = [];
    const isNegated = this.#next() === "^";
    if (isNegated) this.#at++;
    for (let isFirst = true; isFirst || this.#next() !== "]"; isFirst = false) {
      const character = this.#take();
      if (character === "[") throw new PatternError('a "[" inside of "[ ]" is not understood');
      const set = character === "\\" ? this.#escaped() : one(character);
      if (set.isNegated) throw new PatternError('an opposite, as "\\D", inside of "[ ]" is not understood');
      const from =
        set.ranges.length === 1 && set.ranges[0]![0] === set.ranges[0]![1] ? set.ranges[0]![0] : -1;
      if (from >= 0 && this.#next() === "-" && this.#text[this.#at + 1] !== "]") {
        this.#at++;
        const last = this.#take();
        const to = last === "\\" ? this.#escaped() : one(last);
        const end = to.ranges[0]![0];
        if (to.ranges.length > 1 || to.ranges[0]![1] !== end || end < from)
          throw new PatternError('a range inside of "[ ]" is the wrong way round');
        ranges.push([from, end]);
      } else ranges.push(...set.ranges);
    }
    this.#at++;
    return { ranges, isNegated };
  }
}

function one(character: string): CharacterSet {
  const unit = character.charCodeAt(0);
  return { ranges: [[unit, unit]], isNegated: false };
}

function push(steps: Step[], step: Step): number {
  if (steps.length >= STEPS_MAX) throw new PatternError("it stands for too much");
  return steps.push(step) - 1;
}

/** Appends the steps of a part; whoever comes after it follows them. */
function build(part: Part, steps: Step[]): void {
  switch (part.is) {
    case "set":
      push(steps, { is: "read", set: part.set });
      return;
    case "start":
    case "end":
      push(steps, part);
      return;
    case "sequence":
      for (const each of part.parts) build(each, steps);
      return;
    case "either":
      return buildEither(part.options, steps);
    case "repeat":
      return buildRepeat(part.of, part.min, part.max, steps);
    default:
      unreachable(part);
  }
}

function buildEither(options: readonly Part[], steps: Step[]): void {
  const fork = push(steps, { is: "fork", to: [] });
  const begins: number[] = [];
  const ends: number[] = [];
  for (const option of options) {
    begins.push(steps.length);
    build(option, steps);
    ends.push(push(steps, { is: "fork", to: [] }));
  }
  steps[fork] = { is: "fork", to: begins };
  for (const end of ends) steps[end] = { is: "fork", to: [steps.length] };
}

function buildRepeat(of: Part, min: number, max: number, steps: Step[]): void {
  for (let i = 0; i < min; i++) build(of, steps);
  if (max === Infinity) {
    const fork = push(steps, { is: "fork", to: [] });
    build(of, steps);
    push(steps, { is: "fork", to: [fork] });
    steps[fork] = { is: "fork", to: [fork + 1, steps.length] };
    return;
  }
  const forks: number[] = [];
  for (let i = min; i < max; i++) {
    forks.push(push(steps, { is: "fork", to: [] }));
    build(of, steps);
  }
  for (const fork of forks) steps[fork] = { is: "fork", to: [fork + 1, steps.length] };
}

/** Whether the whole name matches (Matcher.matches). */
export function matchesTopic(pattern: TopicPattern, name: string): boolean {
  const { steps } = pattern;
  let now = follow(steps, [0], 0, name.length);
  for (let at = 0; at < name.length; at++) {
    const unit = name.charCodeAt(at);
    const read: number[] = [];
    for (const number of now) {
      const step = present(steps[number], "a step");
      if (step.is === "read" && isIn(step.set, unit)) read.push(number + 1);
    }
    if (read.length === 0) return false;
    now = follow(steps, read, at + 1, name.length);
  }
  return now.some((number) => steps[number]?.is === "done");
}

function isIn({ ranges, isNegated }: CharacterSet, unit: number): boolean {
  return ranges.some(([from, to]) => unit >= from && unit <= to) !== isNegated;
}

/** Every step that reads, or is done, to which one comes from here without reading. */
function follow(steps: readonly Step[], from: readonly number[], at: number, length: number): number[] {
  const seen = new Set<number>();
  const found: number[] = [];
  const todo = [...from];
  for (let number = todo.pop(); number !== undefined; number = todo.pop()) {
    if (seen.has(number)) continue;
    seen.add(number);
    const step = present(steps[number], "a step");
    switch (step.is) {
      case "fork":
        todo.push(...step.to);
        break;
      case "start":
        if (at === 0) todo.push(number + 1);
        break;
      case "end":
        if (at === length) todo.push(number + 1);
        break;
      case "read":
      case "done":
        found.push(number);
        break;
      default:
        unreachable(step);
    }
  }
  return found;
}
