/** What the parts of the Avro parser share while they build the types of one text. */
import type { SchemaProblem } from "#schema/difference.ts";
import type { JsonNode, JsonObjectNode } from "#schema/json-text.ts";
import { memberOf } from "#schema/json-text.ts";
import { PROBLEMS_MAX } from "#schema/limits.ts";
import type { TextRange } from "#schema/text-range.ts";
import type { NamedType, TypeUse } from "./schema.ts";

/** For filling in what is known only later: fields of a record that contains itself. */
export type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** A name that is used before or after its definition; `use.type` is set when all are known. */
export interface PendingUse {
  readonly use: Mutable<TypeUse>;
  readonly written: string;
  readonly namespace: string;
  /** Of the text that the use is in. */
  readonly problems: Problems;
  /** Whether the name was not yet known where it is used. */
  readonly isForward: boolean;
}

/** A union of one text; its branches can be told apart only once all names are looked up. */
export interface PendingUnion {
  readonly branches: readonly TypeUse[];
  readonly problems: Problems;
}

export interface BuildContext {
  readonly problems: Problems;
  /** As at registration: strict names. */
  readonly isNew: boolean;
  /** Whether the text is a referenced one. */
  readonly foreign: boolean;
  /** By full name; shared by all texts of one schema. */
  readonly named: Map<string, NamedType>;
  /** Shared by all texts too. */
  readonly pending: PendingUse[];
  readonly unions: PendingUnion[];
  /** The type that a value of the JSON stands for; null where it stands for none, which is told then. */
  typeOf(node: JsonNode, namespace: string): TypeUse | null;
}

/** Problems of one text, the first 100 by their places. */
export class Problems {
  readonly #list: SchemaProblem[] = [];

  error(code: string, range: TextRange, says: string, tryThis: string, fix?: SchemaProblem["fix"]): void {
    this.#add({ code, severity: "error", range, says, tryThis, ...(fix === undefined ? {} : { fix }) });
  }

  warning(code: string, range: TextRange, says: string, tryThis: string, fix?: SchemaProblem["fix"]): void {
    this.#add({ code, severity: "warning", range, says, tryThis, ...(fix === undefined ? {} : { fix }) });
  }

  get hasErrors(): boolean {
    return this.#list.some(({ severity }) => severity === "error");
  }

  /** In order of their places; where errors would be cut off by warnings, the errors stay. */
  sorted(): readonly SchemaProblem[] {
    const byPlace = (a: SchemaProblem, b: SchemaProblem) =>
      a.range.start - b.range.start || a.range.end - b.range.end;
    if (this.#list.length <= PROBLEMS_MAX) return this.#list.toSorted(byPlace);
    const errors = this.#list.filter(({ severity }) => severity === "error").toSorted(byPlace);
    const warnings = this.#list.filter(({ severity }) => severity === "warning").toSorted(byPlace);
    return [...errors, ...warnings].slice(0, PROBLEMS_MAX).toSorted(byPlace);
  }

  /** Text of ten thousand mistakes shall not fill the memory with sentences. */
  #add(problem: SchemaProblem): void {
    const kept = problem.severity === "error" ? 50 * PROBLEMS_MAX : 25 * PROBLEMS_MAX;
    if (this.#list.length < kept) this.#list.push(problem);
  }
}

/** The text of a member that should be one; undefined where it is missing or no text, as Jackson's textValue(). */
export function textAt(object: JsonObjectNode, key: string): { value: string; range: TextRange } | undefined {
  const member = memberOf(object, key);
  return member?.value.kind === "string"
    ? { value: member.value.value, range: member.value.range }
    : undefined;
}

/** Where a member is missing: what the object is called, so that one sees which is meant. */
export function headOf(object: JsonObjectNode): TextRange {
  const named = memberOf(object, "name") ?? memberOf(object, "type");
  if (named !== undefined) return named.value.range;
  return { start: object.range.start, end: Math.min(object.range.start + 1, object.range.end) };
}

/** The aliases written in an object, as written; told where they are no list of texts. */
export function aliasesOf(context: BuildContext, object: JsonObjectNode): readonly string[] {
  const member = memberOf(object, "aliases");
  if (member === undefined) return [];
  if (member.value.kind !== "array") {
    context.problems.error(
      "invalid-aliases",
      member.value.range,
      "Aliases are a list of names.",
      'Write them as ["oldName"].',
    );
    return [];
  }
  const aliases = new Set<string>();
  for (const item of member.value.items) {
    if (item.kind === "string") aliases.add(item.value);
    else {
      context.problems.error(
        "invalid-aliases",
        item.range,
        "An alias is a name in double quotes.",
        "Write the former name in double quotes.",
      );
    }
  }
  return [...aliases];
}
