/** Whether a field's default fits its type, by Avro 1.12's Schema.isValidDefault, and what it does not tell. */
import type { JsonNode } from "#schema/json-text.ts";
import { memberOf } from "#schema/json-text.ts";
import type { TextRange } from "#schema/text-range.ts";
import type { Problems } from "./build-context.ts";
import { defaultTextFor } from "./default-text.ts";
import { quoted } from "./names.ts";
import { typeTitle, type AvroField, type AvroType, type RecordType } from "./schema.ts";

interface Mismatch {
  readonly says: string;
  readonly range: TextRange;
}

/** Checks the defaults of all fields of the records, each once. */
export function checkDefaults(records: Iterable<RecordType>, problems: Problems): void {
  const checker = new DefaultChecker();
  for (const record of records) {
    for (const field of record.fields) {
      if (field.default !== null) checkDefault(checker, field, field.default, problems);
    }
  }
}

/** Whether a reader can fill the field in from its default. */
export function hasValidDefault(field: AvroField): boolean {
  return field.default !== null && new DefaultChecker().mismatchOfField(field) === null;
}

function checkDefault(
  checker: DefaultChecker,
  field: AvroField,
  { json, range }: NonNullable<AvroField["default"]>,
  problems: Problems,
): void {
  const { type } = field.type;
  const mismatch = checker.mismatchOfField(field);
  const text = defaultTextFor(type);
  if (mismatch !== null) {
    problems.error(
      "invalid-default",
      mismatch.range,
      `The default of ${quoted(field.name)} does not fit its type: ${mismatch.says}.`,
      text === null
        ? "Remove the default."
        : `Write a value of the type, e.g. ${text}, or remove the default.`,
      text === null ? undefined : { title: `Make the default ${text}`, edits: [{ range, text }] },
    );
    return;
  }
  const [first] = type.kind === "union" ? type.branches : [];
  if (first !== undefined && checker.mismatch(first.type, json) !== null) {
    problems.warning(
      "default-of-later-branch",
      range,
      `The default of ${quoted(field.name)} is none of the union's first branch, ${typeTitle(first.type)}; libraries before Avro 1.12 refuse that.`,
      "Put the branch of the default first.",
    );
  }
  const doubt = doubtOf(type, json);
  if (doubt !== null) {
    problems.warning(
      "doubtful-default",
      range,
      doubt,
      "Choose another default; readers fail when they need this one.",
    );
  }
}

/** What Avro does not check, but readers stumble on. */
function doubtOf(type: AvroType, json: JsonNode): string | null {
  if (json.kind !== "string") return null;
  if (type.kind === "enum" && !type.symbolNames.has(json.value)) {
    return `${quoted(json.value)} is no symbol of ${type.fullName}.`;
  }
  if (type.kind === "fixed" && json.value.length !== type.size) {
    return `${type.fullName} has ${String(type.size)} bytes, the default ${String(json.value.length)}.`;
  }
  const isBytes = type.kind === "fixed" || type.kind === "bytes";
  return isBytes && /[^\0-\xff]/.test(json.value)
    ? "In a default of bytes each character stands for one byte, so none is beyond U+00FF."
    : null;
}

class DefaultChecker {
  /** Of fields whose default was looked at; "open" while it is, so that a default that needs itself is found. */
  readonly #fields = new Map<AvroField, Mismatch | null | "open">();

  mismatchOfField(field: AvroField): Mismatch | null {
    const known = this.#fields.get(field);
    if (known === "open") return { says: "it contains itself without end", range: field.nameRange };
    if (known !== undefined) return known;
    if (field.default === null) return { says: "there is none", range: field.nameRange };
    this.#fields.set(field, "open");
    const mismatch = this.mismatch(field.type.type, field.default.json);
    this.#fields.set(field, mismatch);
    return mismatch;
  }

  mismatch(type: AvroType, json: JsonNode): Mismatch | null {
    const wrong = (): Mismatch => ({ says: `${shown(json)} is no ${typeTitle(type)}`, range: json.range });
    switch (type.kind) {
      case "array":
        return json.kind === "array" ? this.#first(json.items, type.items.type) : wrong();
      case "map":
        return json.kind === "object"
          ? this.#first(
              json.members.map(({ value }) => value),
              type.values.type,
            )
          : wrong();
      case "union": {
        const fits = type.branches.some((branch) => this.mismatch(branch.type, json) === null);
        return fits ? null : wrong();
      }
      case "record":
        return json.kind === "object" ? this.#ofRecord(type, json) : wrong();
      default:
        return isScalarDefault(type.kind, json) ? null : wrong();
    }
  }

  #first(items: readonly JsonNode[], type: AvroType): Mismatch | null {
    for (const item of items) {
      const mismatch = this.mismatch(type, item);
      if (mismatch !== null) return mismatch;
    }
    return null;
  }

  #ofRecord(record: RecordType, json: JsonNode): Mismatch | null {
    for (const field of record.fields) {
      const written = memberOf(json, field.name);
      if (written === undefined) {
        const mismatch = this.mismatchOfField(field);
        if (mismatch === null) continue;
        const says =
          field.default === null
            ? `it has no ${quoted(field.name)}, which has no default of its own`
            : `the default of ${quoted(field.name)} does not fit: ${mismatch.says}`;
        return { says, range: json.range };
      }
      const mismatch = this.mismatch(field.type.type, written.value);
      if (mismatch !== null) return mismatch;
    }
    return null;
  }
}

function isScalarDefault(
  kind: Exclude<AvroType["kind"], "array" | "map" | "union" | "record">,
  json: JsonNode,
): boolean {
  switch (kind) {
    case "null":
    case "boolean":
      return json.kind === kind;
    case "int":
      return isWhole(json, 32n);
    case "long":
      return isWhole(json, 64n);
    case "float":
    case "double":
      return json.kind === "number";
    case "bytes":
    case "string":
    case "enum":
    case "fixed":
      return json.kind === "string";
  }
}

function isWhole(json: JsonNode, bits: bigint): boolean {
  if (json.kind !== "number" || !/^-?\d{1,20}$/.test(json.raw)) return false;
  return BigInt.asIntN(Number(bits), BigInt(json.raw)) === BigInt(json.raw);
}

function shown(json: JsonNode): string {
  switch (json.kind) {
    case "string":
      return quoted(json.value);
    case "number":
      return json.raw.length > 30 ? "this number" : json.raw;
    case "boolean":
      return String(json.value);
    case "null":
      return "null";
    case "array":
      return "a list";
    case "object":
      return "an object";
  }
}
