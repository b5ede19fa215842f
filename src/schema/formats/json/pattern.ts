/**
 * Regular expressions of schemas. They come from strangers, and some take exponential time on short texts; so an
 * expression is only ever run after a look at its shape, on texts of bounded length.
 */

const PATTERN_MAX = 1000;
const TEXT_MAX = 256;
/** Repetitions without a bound beside each other: time grows with the text's length to this power. */
const UNBOUNDED_MAX = 2;
/** Counted repetitions beyond this are as bad as unbounded ones. */
const COUNT_MAX = 64;

/** What is wrong with an expression, in the engine's words; null if it is one. Does not run it. */
export function patternFlaw(pattern: string): string | null {
  if (pattern.length > PATTERN_MAX) return `longer than ${String(PATTERN_MAX)} characters`;
  return compiled(pattern) === null ? flawOf(pattern) : null;
}

/**
 * Whether the expression is found anywhere in the text, as JSON Schema's `pattern` has it; null where it is not run
 * because it might take long, or is no expression.
 */
export function matches(pattern: string, text: string): boolean | null {
  if (text.length > TEXT_MAX || pattern.length > PATTERN_MAX || !isTame(pattern)) return null;
  return compiled(pattern)?.test(text) ?? null;
}

/** In the dialect of ECMAScript with Unicode, as JSON Schema wants it; else without, as Java takes `\-` and the like. */
function compiled(pattern: string): RegExp | null {
  try {
    return new RegExp(pattern, "u");
  } catch {
    try {
      return new RegExp(pattern);
    } catch {
      return null;
    }
  }
}

function flawOf(pattern: string): string {
  try {
    new RegExp(pattern, "u");
    return "not understood";
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return text.slice(text.lastIndexOf(": ") + 2);
  }
}

/**
 * No choice or repetition inside a repetition, no back references, no lookaround, few unbounded repetitions. What this
 * refuses may be harmless; what it lets through takes at most the cube of the text's length.
 */
function isTame(pattern: string): boolean {
  const groups: boolean[] = [];
  let unbounded = 0;
  let inClass = false;
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at];
    if (char === "\\") {
      at++;
      if (/[1-9k]/.test(pattern[at] ?? "")) return false;
    } else if (inClass) inClass = char !== "]";
    else if (char === "[") inClass = true;
    else if (char === "(") {
      if (/^\(\?(?:[=!]|<[=!])/.test(pattern.slice(at, at + 4))) return false;
      groups.push(false);
    } else if (char === ")") {
      const hasRepetition = groups.pop() ?? false;
      const repetition = repetitionAt(pattern, at + 1);
      if (hasRepetition && repetition > 1) return false;
      if (hasRepetition && groups.length > 0) groups[groups.length - 1] = true;
    } else {
      const repetition = repetitionAt(pattern, at);
      const isAmbiguous = repetition > 1 || char === "|" || (char === "?" && pattern[at - 1] !== "(");
      if (isAmbiguous && groups.length > 0) groups[groups.length - 1] = true;
      if (repetition > COUNT_MAX && ++unbounded > UNBOUNDED_MAX) return false;
    }
  }
  return true;
}

/** How often what stands before this place may be repeated; 1 where nothing says so. */
function repetitionAt(pattern: string, at: number): number {
  const char = pattern[at];
  if (char === "*" || char === "+") return Number.POSITIVE_INFINITY;
  if (char !== "{") return 1;
  const count = /^\{(\d+)(,?)(\d*)\}/.exec(pattern.slice(at, at + 24));
  if (count === null) return 1;
  if (count[2] === "") return Number(count[1]);
  return count[3] === "" ? Number.POSITIVE_INFINITY : Number(count[3]);
}
