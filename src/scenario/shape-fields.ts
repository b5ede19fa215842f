/**
 * What all fields of a document are read with: objects, lists, settings, texts, ids and numbers. Whoever reads never stops at
 * the first problem; fields that this version does not know are kept and warned about.
 */
import type { Problem } from "#base/result.ts";
import type { ConfigValue } from "./document.ts";
import { PROBLEMS_MAX } from "./json-scan.ts";
import { ID_PATTERN, Limits } from "./limits.ts";
import { isJsonObject, type JsonObject } from "./migrations/migration.ts";
import { below } from "./path.ts";
import { found, shortened } from "./shown.ts";

const ID = new RegExp(ID_PATTERN);

/** The first problems, and how many more there are. */
export function capped(problems: readonly Problem[], count = problems.length): readonly Problem[] {
  if (count <= PROBLEMS_MAX) return problems;
  const more = count - PROBLEMS_MAX + 1;
  const rest: Problem = {
    code: "more-problems",
    path: "",
    says: `There are ${more} more of these.`,
    tryThis: "Mend the first ones and try again.",
  };
  return [...problems.slice(0, PROBLEMS_MAX - 1), rest];
}

/** Keeps what will be shown and counts the rest: a bad file may have half a million. */
class ProblemList {
  readonly #first: Problem[] = [];
  #count = 0;

  push(problem: Problem): void {
    this.#count += 1;
    if (this.#first.length < PROBLEMS_MAX) this.#first.push(problem);
  }

  all(): readonly Problem[] {
    return capped(this.#first, this.#count);
  }
}

/** Reads fields, and remembers what is wrong with them. */
export class FieldReader {
  readonly problems = new ProblemList();
  readonly warnings = new ProblemList();

  /** An object that has the required fields; others than the known ones are warned about. Null if it is none. */
  protected object(
    raw: unknown,
    path: string,
    required: readonly string[],
    optional: readonly string[],
  ): JsonObject | null {
    if (!isJsonObject(raw)) {
      this.refuse(
        "not-an-object",
        path,
        `${named(path)} is ${found(raw)}, must be an object.`,
        `Write { ${required.map((name) => `"${name}": …`).join(", ")} }.`,
      );
      return null;
    }
    for (const name of required) {
      if (!Object.hasOwn(raw, name)) {
        this.refuse("missing", path, `${named(path)} has no "${name}".`, `Add "${name}".`);
      }
    }
    for (const name of Object.keys(raw)) {
      if (required.includes(name) || optional.includes(name)) continue;
      this.warnings.push({
        code: "unknown-field",
        path: below(path, name),
        says: `"${shortened(name)}" is not a field here; it is kept but has no effect.`,
        tryThis: `Known fields: ${[...new Set([...required, ...optional])].join(", ")}.`,
      });
    }
    return raw;
  }

  protected list<T>(
    source: JsonObject,
    name: string,
    max: number,
    read: (item: unknown, path: string) => T | null,
    at = name,
  ): readonly T[] {
    const raw = source[name];
    if (raw === undefined) return [];
    if (!Array.isArray(raw)) {
      this.refuse("not-a-list", at, `${at} is ${found(raw)}, must be a list.`, "Write [ … ].");
      return [];
    }
    if (raw.length > max) {
      this.refuse(
        "too-many",
        at,
        `There are ${raw.length} ${name}, at most ${max} are allowed.`,
        "Split the scenario.",
      );
      return [];
    }
    const items: T[] = [];
    raw.forEach((item: unknown, i) => {
      const read1 = read(item, below(at, i));
      if (read1 !== null) items.push(read1);
    });
    return items;
  }

  /** Settings; none where there is no such field. A null is no absent field: taking it for one would change it in silence. */
  protected config(raw: unknown, path: string): Readonly<Record<string, ConfigValue>> {
    if (raw === undefined) return {};
    if (!isJsonObject(raw)) {
      this.refuse(
        "not-an-object",
        path,
        `${named(path)} is ${found(raw)}, must be an object of settings.`,
        "Write { } for the initial settings.",
      );
      return {};
    }
    const names = Object.keys(raw);
    if (names.length > Limits.settings) {
      this.refuse(
        "too-many",
        path,
        `${named(path)} has ${names.length} settings, at most ${Limits.settings} are allowed.`,
        "Remove those that no kind knows.",
      );
      return {};
    }
    const config: Record<string, ConfigValue> = {};
    for (const name of names) {
      const value = raw[name];
      const at = below(path, name);
      if (typeof value === "string" && value.length > Limits.settingLength) {
        this.refuse(
          "too-long",
          at,
          `${at} has ${value.length} characters, at most ${Limits.settingLength} are allowed.`,
          "Shorten it.",
        );
      } else if (typeof value === "number" || typeof value === "string" || typeof value === "boolean") {
        config[name] = value;
      } else {
        this.refuse(
          "not-a-setting",
          at,
          `${at} is ${found(value)}, must be a number, a text, true or false.`,
          "Remove it to use the initial value.",
        );
      }
    }
    return config;
  }

  protected text(source: JsonObject, name: string, path: string, max: number, initial = ""): string {
    const value = source[name];
    const at = below(path, name);
    if (value === undefined) return initial;
    if (typeof value !== "string") {
      this.refuse("not-a-text", at, `${at} is ${found(value)}, must be a text.`, "Put it in double quotes.");
    } else if (value.length > max) {
      this.refuse(
        "too-long",
        at,
        `${at} has ${value.length} characters, at most ${max} are allowed.`,
        "Shorten it.",
      );
    } else {
      return value;
    }
    return initial;
  }

  protected id(source: JsonObject, name: string, path: string): string {
    const id = this.text(source, name, path, Limits.idLength);
    if (typeof source[name] === "string" && source[name].length <= Limits.idLength && !ID.test(id)) {
      const at = below(path, name);
      this.refuse(
        "not-an-id",
        at,
        `${at} is ${found(id)}, must start with a letter and go on with letters, digits, "_", ".", ":" or "-".`,
        `Use "${name === "id" ? "a" : "the id of a node"}", for example.`,
      );
    }
    return id;
  }

  protected number(source: JsonObject, name: string, path: string, min: number, max: number): number {
    const value = source[name];
    const at = below(path, name);
    if (value === undefined) return min;
    if (typeof value !== "number" || !Number.isFinite(value)) {
      this.refuse(
        "not-a-number",
        at,
        `${at} is ${found(value)}, must be a number from ${min} to ${max}.`,
        "Write it without quotes.",
      );
    } else if (value < min || value > max) {
      this.refuse(
        "out-of-range",
        at,
        `${at} is ${value}, must be a number from ${min} to ${max}.`,
        `The nearest allowed value is ${Math.min(max, Math.max(min, value))}.`,
      );
    } else {
      return value;
    }
    return min;
  }

  protected refuse(code: string, path: string, says: string, tryThis: string): void {
    this.problems.push({ code, path, says, tryThis });
  }
}

function named(path: string): string {
  return path === "" ? "The document" : path;
}
