/** Reads definitions of records, enums and fixed types. */
import type { JsonNode, JsonObjectNode } from "#schema/json-text.ts";
import { jsonValueOf, memberOf } from "#schema/json-text.ts";
import { FIELDS_MAX } from "#schema/limits.ts";
import { aliasesOf, headOf, textAt, type BuildContext, type Mutable } from "./build-context.ts";
import { isPrimitiveName, isStrictName, isStrictNamespace, quoted, typeName } from "./names.ts";
import type {
  AvroField,
  EnumSymbol,
  EnumType,
  FixedType,
  LogicalType,
  NamedType,
  RecordType,
} from "./schema.ts";

type NamedKind = NamedType["kind"];
type NamedHead = Pick<
  NamedType,
  | "fullName"
  | "name"
  | "namespace"
  | "nameRange"
  | "headRange"
  | "aliases"
  | "doc"
  | "range"
  | "foreign"
  | "json"
>;

const NAME_RULE = "letters, digits and _, and no digit first";

/** What records, enums and fixed types have in common; null where there is no name. */
function headOfNamed(
  context: BuildContext,
  object: JsonObjectNode,
  kind: NamedKind,
  enclosing: string,
): NamedHead | null {
  const { problems } = context;
  const written = textAt(object, "name");
  if (written === undefined) {
    const problem = memberOf(object, "name")?.value.range ?? headOf(object);
    const says = `This ${kind} has no name.`;
    const tryThis = `Write "name": "…" in it.`;
    if (context.isNew || kind !== "record") {
      problems.error("no-name", problem, says, tryThis);
      return null;
    }
    // Java makes such records in programs, not from texts; nothing about them is unclear.
    problems.warning("no-name", problem, says, tryThis);
    return namelessHead(context, object, headOf(object));
  }
  const space = textAt(object, "namespace");
  const names = typeName(written.value, space?.value ?? enclosing);
  const isStrict = isStrictName(names.name) && isStrictNamespace(names.namespace);
  if (context.isNew && !isStrict) {
    const hasOwnSpace = space !== undefined && isStrictName(names.name);
    problems.error(
      hasOwnSpace ? "invalid-namespace" : "invalid-name",
      hasOwnSpace ? space.range : written.range,
      `${quoted(names.fullName)} is no name: a name has ${NAME_RULE}, and dots between the parts of a namespace.`,
      "Choose another name.",
    );
  }
  if (isPrimitiveName(names.fullName)) {
    problems.error(
      "reserved-name",
      written.range,
      `${quoted(names.fullName)} is the name of a primitive type.`,
      "Choose another name, or give it a namespace.",
    );
  }
  return {
    ...names,
    nameRange: written.range,
    headRange: written.range,
    aliases: aliasesOf(context, object).map((alias) => typeName(alias, names.namespace).fullName),
    doc: textAt(object, "doc")?.value ?? "",
    range: object.range,
    foreign: context.foreign,
    json: object,
  };
}

function namelessHead(context: BuildContext, object: JsonObjectNode, range: NamedHead["range"]): NamedHead {
  const names = { fullName: "", name: "", namespace: "" };
  const ranges = { nameRange: range, headRange: range, range: object.range };
  return { ...names, ...ranges, aliases: [], doc: "", foreign: context.foreign, json: object };
}

/** Makes a type known by its name; a second one of the same name is told and not known. */
function define(context: BuildContext, type: NamedType): void {
  const { named, problems } = context;
  if (type.fullName === "") return;
  if (named.has(type.fullName)) {
    problems.error(
      "duplicate-definition",
      type.nameRange,
      `${quoted(type.fullName)} is defined a second time.`,
      "Write only its name where it is used again, or give this one another name.",
      { title: "Use the name only", edits: [{ range: type.range, text: JSON.stringify(type.fullName) }] },
    );
    return;
  }
  named.set(type.fullName, type);
}

/** A record or error, its fields read with the record already known, so that they can refer to it. */
export function buildRecord(
  context: BuildContext,
  object: JsonObjectNode,
  enclosing: string,
  isError: boolean,
): RecordType | null {
  const head = headOfNamed(context, object, "record", enclosing);
  const fields: AvroField[] = [];
  const fieldsByName = new Map<string, AvroField>();
  const record: RecordType | null =
    head === null
      ? null
      : { ...head, kind: "record", logical: null, shape: null, isError, fields, fieldsByName };
  if (record !== null) define(context, record);
  const list = memberOf(object, "fields")?.value;
  if (list?.kind !== "array") {
    context.problems.error(
      "no-fields",
      list?.range ?? headOf(object),
      "A record needs a list of fields.",
      'Write "fields": […] in it; it may be empty.',
    );
    return record;
  }
  if (list.items.length > FIELDS_MAX) {
    context.problems.error(
      "too-many-fields",
      list.items[FIELDS_MAX]?.range ?? list.range,
      `A record of ${String(list.items.length)} fields is too large for Eventyard, which reads ${String(FIELDS_MAX)}.`,
      "Split it into several records.",
    );
  }
  const namespace = record?.namespace ?? enclosing;
  for (const item of list.items.slice(0, FIELDS_MAX)) {
    const field = buildField(context, item, namespace, fields.length, fieldsByName);
    if (field === null) continue;
    fields.push(field);
    fieldsByName.set(field.name, field);
  }
  return record;
}

function buildField(
  context: BuildContext,
  node: JsonNode,
  namespace: string,
  index: number,
  known: ReadonlyMap<string, AvroField>,
): AvroField | null {
  const { problems } = context;
  if (node.kind !== "object") {
    problems.error("invalid-field", node.range, "A field is an object.", 'Write {"name": "…", "type": "…"}.');
    return null;
  }
  const name = textAt(node, "name");
  if (name === undefined) {
    const range = memberOf(node, "name")?.value.range ?? headOf(node);
    problems.error("no-name", range, "This field has no name.", 'Write "name": "…" in it.');
  } else if (known.has(name.value)) {
    problems.error(
      "duplicate-field",
      name.range,
      `The record has a field ${quoted(name.value)} already.`,
      "Give this one another name, or remove it.",
    );
  } else if (context.isNew && !isStrictName(name.value)) {
    const says = `${quoted(name.value)} is no name: a name has ${NAME_RULE}.`;
    problems.error("invalid-name", name.range, says, "Choose another name.");
  }
  const written = memberOf(node, "type");
  if (written === undefined) {
    problems.error("no-type", headOf(node), "This field has no type.", 'Write "type": "…" in it.');
  }
  const type = written === undefined ? null : context.typeOf(written.value, namespace);
  const order = orderOf(context, node);
  const aliases = aliasesOf(context, node);
  if (name === undefined || type === null) return null;
  const value = memberOf(node, "default")?.value;
  return {
    name: name.value,
    index,
    range: node.range,
    nameRange: name.range,
    json: node,
    type,
    aliases,
    doc: textAt(node, "doc")?.value ?? "",
    default: value === undefined ? null : { value: jsonValueOf(value), range: value.range, json: value },
    order,
  };
}

function orderOf(context: BuildContext, field: JsonObjectNode): AvroField["order"] {
  const member = memberOf(field, "order");
  if (member === undefined) return "ascending";
  const order = member.value.kind === "string" ? member.value.value.toLowerCase() : "";
  if (order === "ascending" || order === "descending" || order === "ignore") return order;
  context.problems.error(
    "invalid-order",
    member.value.range,
    "The order of a field is ascending, descending or ignore.",
    "Write one of them, or remove it.",
  );
  return "ascending";
}

export function buildEnum(context: BuildContext, object: JsonObjectNode, enclosing: string): EnumType | null {
  const head = headOfNamed(context, object, "enum", enclosing);
  const list = memberOf(object, "symbols")?.value;
  if (list?.kind !== "array") {
    context.problems.error(
      "no-symbols",
      list?.range ?? headOf(object),
      "An enum needs a list of symbols.",
      'Write "symbols": ["A", "B"] in it.',
    );
  }
  const symbols = list?.kind === "array" ? symbolsOf(context, list.items) : new Map<string, EnumSymbol>();
  const byDefault = textAt(object, "default");
  if (byDefault !== undefined && list?.kind === "array" && !symbols.has(byDefault.value)) {
    context.problems.error(
      "enum-default",
      byDefault.range,
      `The default ${quoted(byDefault.value)} is none of the symbols.`,
      "Choose one of the symbols, or add this one to them.",
    );
  }
  if (head === null || list === undefined) return null;
  const type: EnumType = {
    ...head,
    kind: "enum",
    logical: null,
    shape: null,
    symbols: [...symbols.values()],
    symbolNames: new Set(symbols.keys()),
    symbolsRange: list.range,
    default: byDefault === undefined ? null : { symbol: byDefault.value, range: byDefault.range },
  };
  define(context, type);
  return type;
}

function symbolsOf(context: BuildContext, items: readonly JsonNode[]): Map<string, EnumSymbol> {
  const { problems } = context;
  const symbols = new Map<string, EnumSymbol>();
  for (const item of items) {
    if (item.kind !== "string") {
      problems.error("invalid-symbol", item.range, "A symbol is a name in double quotes.", 'Write "A".');
      continue;
    }
    if (symbols.has(item.value)) {
      const says = `The symbol ${quoted(item.value)} is there twice.`;
      problems.error("duplicate-symbol", item.range, says, "Remove one of them.");
    } else if (context.isNew && !isStrictName(item.value)) {
      const says = `${quoted(item.value)} is no symbol: a symbol has ${NAME_RULE}.`;
      problems.error("invalid-symbol", item.range, says, "Choose another one.");
    }
    symbols.set(item.value, { name: item.value, range: item.range });
  }
  return symbols;
}

/** The logical type is set by the caller, once the size is known. */
export function buildFixed(
  context: BuildContext,
  object: JsonObjectNode,
  enclosing: string,
): Mutable<FixedType> | null {
  const head = headOfNamed(context, object, "fixed", enclosing);
  const size = memberOf(object, "size")?.value;
  const bytes = size?.kind === "number" && /^\d+$/.test(size.raw) ? size.value : -1;
  if (bytes < 0 || bytes > 0x7fffffff) {
    context.problems.error(
      "fixed-size",
      size?.range ?? headOf(object),
      "A fixed type needs its size in bytes, a whole number up to 2147483647.",
      'Write e.g. "size": 16.',
    );
  }
  if (head === null) return null;
  const logical: LogicalType | null = null;
  const type: Mutable<FixedType> = {
    ...head,
    kind: "fixed",
    logical,
    shape: null,
    size: bytes,
    sizeRange: size?.range ?? head.nameRange,
  };
  define(context, type);
  return type;
}
