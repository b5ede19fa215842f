/** Where in a JSON text somebody is typing. Reads unfinished texts, too: only what stands before the place counts. */

export interface JsonPlace {
  /** Start of what is typed: after the opening quote, or of the bare word. */
  readonly start: number;
  readonly inString: boolean;
  /** A name of a member is to come, not a value. */
  readonly isKey: boolean;
  /** Name of the member whose value it is, or in whose list it stands; "" for none. */
  readonly key: string;
  /** Names from the outside in of the members that it stands in, without `key`. */
  readonly path: readonly string[];
}

interface Level {
  readonly isObject: boolean;
  /** The member whose value is being read. */
  key: string;
  /** After the colon. */
  hasColon: boolean;
}

/** The place at `offset`; null inside a comment. */
export function jsonPlace(text: string, offset: number): JsonPlace | null {
  const levels: Level[] = [];
  let at = 0;
  let lastString = "";
  while (at < offset) {
    const sign = text[at] ?? "";
    if (sign === '"') {
      const end = endOfString(text, at);
      if (end > offset) return placeOf(levels, at + 1, true);
      // One that does not end on its line ends there all the same: what follows is read as if it did.
      lastString = text.slice(at + 1, end).replace(/["\n]$/, "");
      at = end;
      continue;
    }
    if (sign === "/" && (text[at + 1] === "/" || text[at + 1] === "*")) {
      const end = endOfComment(text, at);
      if (end > offset) return null;
      at = end;
      continue;
    }
    step(levels, sign, lastString);
    at += 1;
  }
  let start = offset;
  while (start > 0 && /[\w.$-]/.test(text[start - 1] ?? "")) start -= 1;
  return placeOf(levels, start, false);
}

function step(levels: Level[], sign: string, lastString: string): void {
  const level = levels.at(-1);
  if (sign === "{" || sign === "[") levels.push({ isObject: sign === "{", key: "", hasColon: false });
  else if (sign === "}" || sign === "]") levels.pop();
  else if (sign === ":" && level?.isObject === true) {
    level.key = lastString;
    level.hasColon = true;
  } else if (sign === "," && level?.isObject === true) {
    level.key = "";
    level.hasColon = false;
  }
}

function placeOf(levels: readonly Level[], start: number, inString: boolean): JsonPlace {
  const level = levels.at(-1);
  const names = levels.filter(({ isObject }) => isObject).map(({ key }) => key);
  const isKey = level?.isObject === true && !level.hasColon;
  return {
    start,
    inString,
    isKey,
    key: isKey ? "" : (names.at(-1) ?? ""),
    path: names.slice(0, -1),
  };
}

/** Just after the closing quote; the next line where there is none, and beyond the text where there is no next line. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const sign = text[at];
    if (sign === "\\") at += 1;
    else if (sign === '"') return at + 1;
    else if (sign === "\n") return at + 1;
  }
  return text.length + 1;
}

function endOfComment(text: string, start: number): number {
  const [mark, length] = text[start + 1] === "/" ? (["\n", 1] as const) : (["*/", 2] as const);
  const end = text.indexOf(mark, start + 2);
  return end === -1 ? text.length + 1 : end + length;
}
