/** Texts that fit a schema's formats, patterns and lengths. */
import type { Random } from "#schema/payload.ts";
import { plausibleText, plausibleUuid } from "#schema/plausible.ts";
import { matches } from "./pattern.ts";
import { textMiss } from "./reads-scalar.ts";
import type { SchemaNode } from "./schema.ts";

/** A text for all of these schemas at once; a plausible one where none is found. */
export function sampleText(nodes: readonly SchemaNode[], name: string, random: Random): string {
  const fits = (text: string) => nodes.every((node) => textMiss(node, text) === null);
  const min = Math.max(0, ...nodes.map((node) => node.minLength ?? 0));
  const max = Math.min(...nodes.map((node) => node.maxLength ?? Number.POSITIVE_INFINITY));
  const plain = plausibleText(name, random);
  for (const text of candidates(nodes, plain, random)) {
    const sized = resized(text, min, max);
    if (fits(text)) return text;
    if (fits(sized)) return sized;
  }
  return resized(plain, min, max);
}

function* candidates(
  nodes: readonly SchemaNode[],
  plain: string,
  random: Random,
): Generator<string, void, undefined> {
  for (const { format } of nodes) {
    const text = format === null ? undefined : textOfFormat(format, random);
    if (text !== undefined) yield text;
  }
  yield plain;
  for (const { pattern } of nodes) {
    if (pattern === null) continue;
    const text = textOfPattern(pattern);
    if (text !== undefined) yield text;
    // Of an expression that is not run nothing can be told; any text is taken for one.
    if (matches(pattern, plain) === null) yield plain;
  }
  yield* ["a", "A", "1", "AB", "123", "abc-123", "ABC-1234", "", "a@b.io"];
}

/** Longer by repeating the end, shorter by cutting. JSON Schema counts code points. */
function resized(text: string, min: number, max: number): string {
  const bounded = Math.min(min, 10_000);
  const padded = text.length < bounded ? text + (text.at(-1) ?? "x").repeat(bounded - text.length) : text;
  return padded.length > max ? Array.from(padded).slice(0, max).join("") : padded;
}

function textOfFormat(format: string, random: Random): string | undefined {
  const two = (below: number) => String(1 + Math.floor(random() * below)).padStart(2, "0");
  switch (format) {
    case "date":
      return `2026-${two(12)}-${two(28)}`;
    case "time":
      return `${two(22)}:${two(58)}:00Z`;
    case "date-time":
      return `2026-${two(12)}-${two(28)}T${two(22)}:${two(58)}:00Z`;
    case "duration":
      return "PT15M";
    case "email":
    case "idn-email":
      return plausibleText("email", random);
    case "uri":
    case "url":
    case "iri":
    case "uri-reference":
      return plausibleText("url", random);
    case "uuid":
      return plausibleUuid(random);
    case "hostname":
      return "shop.example.com";
    case "ipv4":
      return `192.0.2.${Math.floor(random() * 255)}`;
    case "ipv6":
      return "2001:db8::1";
    case "json-pointer":
      return "/a/0";
    default:
      return undefined;
  }
}

/** The shortest text of a plain expression: its first alternatives, each repetition as often as it must be. */
export function textOfPattern(pattern: string): string | undefined {
  const reader = new PatternReader(pattern);
  const text = reader.alternatives();
  return reader.isDone ? text : undefined;
}

const CLASSES: ReadonlyMap<string, string> = new Map([
  ["d", "1"],
  ["w", "a"],
  ["s", " "],
  ["D", "a"],
  ["W", "-"],
  ["S", "a"],
  ["b", ""],
  ["B", ""],
  ["n", "\n"],
  ["t", "\t"],
  ["r", "\r"],
]);

class PatternReader {
  #at = 0;
  readonly #pattern: string;

  constructor(pattern: string) {
    this.#pattern = pattern;
  }

  get isDone(): boolean {
    return this.#at >= this.#pattern.length;
  }

  alternatives(): string {
    const first = this.#sequence();
    while (this.#pattern[this.#at] === "|") {
      this.#at++;
      this.#sequence();
    }
    return first;
  }

  #sequence(): string {
    let text = "";
    while (!this.isDone && !")|".includes(this.#pattern[this.#at] ?? "")) {
      const part = this.#part();
      text += part.repeat(this.#times());
      if (text.length > 10_000) return text;
    }
    return text;
  }

  #part(): string {
    const char = this.#pattern[this.#at++] ?? "";
    switch (char) {
      case "^":
      case "$":
        return "";
      case ".":
        return "x";
      case "\\":
        return this.#escaped();
      case "[":
        return this.#class();
      case "(": {
        const opening = /^\?(?::|<\w+>)/.exec(this.#pattern.slice(this.#at, this.#at + 40));
        this.#at += opening?.[0].length ?? 0;
        const inner = this.alternatives();
        this.#at++;
        return inner;
      }
      default:
        return char;
    }
  }

  #escaped(): string {
    const char = this.#pattern[this.#at++] ?? "";
    return CLASSES.get(char) ?? char;
  }

  #class(): string {
    const end = this.#classEnd();
    const inside = this.#pattern.slice(this.#at, end);
    this.#at = end + 1;
    if (!inside.startsWith("^"))
      return inside.startsWith("\\") ? (CLASSES.get(inside[1] ?? "") ?? inside[1] ?? "") : (inside[0] ?? "");
    return ["a", "1", "-", "_", "Z"].find((char) => matches(`[${inside}]`, char) === true) ?? "~";
  }

  #classEnd(): number {
    let at = this.#at;
    while (at < this.#pattern.length && (this.#pattern[at] !== "]" || at === this.#at)) {
      at += this.#pattern[at] === "\\" ? 2 : 1;
    }
    return at;
  }

  /** How often the part before must be there. */
  #times(): number {
    const [all, count] =
      /^(?:[*?]|\+|\{(\d+)(?:,\d*)?\})\??/.exec(this.#pattern.slice(this.#at, this.#at + 24)) ?? [];
    if (all === undefined) return 1;
    this.#at += all.length;
    if (count !== undefined) return Math.min(Number(count), 10_000);
    return all.startsWith("+") ? 1 : 0;
  }
}
