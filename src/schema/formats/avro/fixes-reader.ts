/** What could be changed in the reader's text so that it reads what the writer writes. */
import type { Fix } from "#schema/difference.ts";
import { memberOf, type JsonArrayNode } from "#schema/json-text.ts";
import type { Finding } from "./compare-spot.ts";
import { defaultTextFor } from "./default-text.ts";
import { appendItems, insertMembers, replace, setMember } from "./fix-edits.ts";
import { quoted } from "./names.ts";
import { renameType } from "./rename.ts";
import { isNamed, type AvroField, type AvroSchema, type NamedType, type RecordType } from "./schema.ts";
import { shortTypeText, typeText } from "./type-text.ts";

type AnyFinding = Finding<string>;

/** Proposals for one finding, the gentlest first; whether they help is found out by trying. */
export function readerFixes(finding: AnyFinding, reader: AvroSchema, writer: AvroSchema): readonly Fix[] {
  switch (finding.code) {
    case "READER_FIELD_MISSING_DEFAULT_VALUE":
      return finding.field === null ? [] : missingField(finding.field, finding, reader);
    case "TYPE_MISMATCH":
      // The enum that Java compares with a whole record has no default of its field.
      return [...enumField(finding, reader), ...takeType(finding, reader)];
    case "MISSING_UNION_BRANCH":
      return [...addBranch(finding, reader), ...takeType(finding, reader)];
    case "NAME_MISMATCH":
      return rename(finding, reader);
    case "FIXED_SIZE_MISMATCH": {
      const { type } = finding.readerUse;
      const partner = finding.writerUse.type;
      if (type.kind !== "fixed" || partner.kind !== "fixed" || type.foreign) return [];
      const size = String(partner.size);
      return [{ title: `Make it ${size} bytes again`, edits: [replace(type.sizeRange, size)] }];
    }
    case "MISSING_ENUM_SYMBOLS":
    case "ENUM_DEFAULT_TAKEN":
      return symbols(finding, reader);
    case "AMBIGUOUS_ALIAS":
      return finding.field === null ? [] : dropAliases(finding.field, writer);
    case "INVALID_DEFAULT":
      return finding.field === null ? [] : otherDefault(finding.field);
    case "NAMESPACE_CHANGED": {
      const { type } = finding.readerUse;
      const partner = finding.writerUse.type;
      return isNamed(type) && isNamed(partner) ? aliasFor(type, partner, reader) : [];
    }
    default:
      return [...widest(finding, reader), ...takeType(finding, reader)];
  }
}

function missingField(field: AvroField, finding: AnyFinding, reader: AvroSchema): readonly Fix[] {
  const record = finding.readerUse.type;
  if (record.foreign) return [];
  const { text } = reader;
  const { json, name } = field;
  const { type } = field.type;
  const proposals: Fix[] = [];
  const value = defaultTextFor(type);
  if (value !== null) {
    const edits = [setMember(text, json, "default", value, "type")];
    proposals.push({ title: `Give ${quoted(name)} the default ${value}`, edits });
  }
  const written = memberOf(json, "type")?.value;
  if (written !== undefined) {
    const title = `Make ${quoted(name)} optional: a union with null, default null`;
    const wrapped = text.slice(written.range.start, written.range.end);
    const isUnion = type.kind === "union" && written.kind === "array";
    const hasNull = type.kind === "union" && type.branches.some((branch) => branch.type.kind === "null");
    const union = isUnion
      ? `["null"${type.branches.length === 0 ? "" : ", "}${wrapped.slice(1)}`
      : `["null", ${wrapped}]`;
    const edits = hasNull
      ? [setMember(text, json, "default", "null", "type")]
      : [replace(written.range, `${union}${defaultBehind(text, field)}`)];
    proposals.push({ title, edits });
  }
  return [...proposals, ...renamedFields(field, finding, reader)];
}

/** `, "default": null` to stand right behind the type, in the style of the object. */
function defaultBehind(text: string, { json }: AvroField): string {
  return insertMembers(text, json, [["default", "null"]], "type").text;
}

/** Fields of the writer that the reader has not, and that may be this one under its former name. */
function renamedFields(field: AvroField, finding: AnyFinding, reader: AvroSchema): readonly Fix[] {
  const [record, partner] = [finding.readerUse.type, finding.writerUse.type];
  if (record.kind !== "record" || partner.kind !== "record") return [];
  const taken = new Set(record.fields.flatMap(({ name, aliases }) => [name, ...aliases]));
  return partner.fields
    .filter(({ name, type }) => !taken.has(name) && type.type.kind === field.type.type.kind)
    .slice(0, 3)
    .map(({ name }) => ({
      title: `Say that ${quoted(field.name)} was called ${quoted(name)} before`,
      edits: [addAlias(reader.text, field.json, name, "name")],
    }));
}

function addAlias(text: string, object: AvroField["json"], alias: string, after: string) {
  const list = memberOf(object, "aliases")?.value;
  return list?.kind === "array"
    ? appendItems(text, list, [JSON.stringify(alias)])
    : insertMembers(text, object, [["aliases", `[${JSON.stringify(alias)}]`]], after);
}

function enumField(finding: AnyFinding, reader: AvroSchema): readonly Fix[] {
  const { type } = finding.readerUse;
  const partner = finding.writerUse.type;
  if (type.kind !== "enum" || type.default === null || partner.kind !== "record") return [];
  const value = JSON.stringify(type.default.symbol);
  return fieldsOfType(reader, finding)
    .filter((field) => field.default === null)
    .map((field) => ({
      title: `Give ${quoted(field.name)} the default ${value}`,
      edits: [insertMembers(reader.text, field.json, [["default", value]], "type")],
    }));
}

/** The field whose type the finding is about. */
function fieldsOfType(schema: AvroSchema, { readerUse }: AnyFinding): readonly AvroField[] {
  return [...schema.named.values()]
    .filter((type): type is RecordType => type.kind === "record" && !type.foreign)
    .flatMap(({ fields }) => fields)
    .filter((field) => field.type === readerUse);
}

/** The writer's type in the place of the reader's. */
function takeType({ readerUse, writerUse }: AnyFinding, reader: AvroSchema): readonly Fix[] {
  if (readerUse.foreign) return [];
  const text = typeText(writerUse.type, reader);
  if (text === null) return [];
  const title = `Go back to ${shortTypeText(writerUse.type)}`;
  return [{ title, edits: [replace(readerUse.range, text)] }];
}

/** A wider type that loses nothing, where there is one. */
function widest({ code, readerUse }: AnyFinding, _reader: AvroSchema): readonly Fix[] {
  if (code !== "INT_TO_FLOAT" || readerUse.foreign) return [];
  return [{ title: "Use double, which holds every int", edits: [replace(readerUse.range, '"double"')] }];
}

function addBranch({ readerUse, writerUse }: AnyFinding, reader: AvroSchema): readonly Fix[] {
  if (readerUse.foreign || readerUse.type.kind !== "union" || readerUse.type.foreign) return [];
  const branch = typeText(writerUse.type, reader);
  if (branch === null) return [];
  const { branches, range } = readerUse.type;
  const last = branches.at(-1);
  const edit =
    last === undefined
      ? replace(range, `[${branch}]`)
      : { range: { start: last.range.end, end: last.range.end }, text: `, ${branch}` };
  return [{ title: `Add the branch ${shortTypeText(writerUse.type)}`, edits: [edit] }];
}

function rename({ readerUse, writerUse }: AnyFinding, reader: AvroSchema): readonly Fix[] {
  const [type, partner] = [readerUse.type, writerUse.type];
  if (!isNamed(type) || !isNamed(partner) || type.foreign) return [];
  return [...aliasFor(type, partner, reader), ...renameType(reader, type, partner.name)];
}

function aliasFor(type: NamedType, partner: NamedType, reader: AvroSchema): readonly Fix[] {
  if (type.json === null || type.foreign || partner.fullName === "") return [];
  // An alias without a dot would get the reader's namespace.
  const isElsewhere = partner.namespace === "" && type.namespace !== "";
  if (isElsewhere) return [];
  const alias = partner.namespace === type.namespace ? partner.name : partner.fullName;
  return [
    {
      title: `Say that ${quoted(type.name)} was called ${quoted(partner.fullName)} before`,
      edits: [addAlias(reader.text, type.json, alias, "name")],
    },
  ];
}

function symbols({ readerUse, writerUse }: AnyFinding, reader: AvroSchema): readonly Fix[] {
  const [type, partner] = [readerUse.type, writerUse.type];
  if (type.kind !== "enum" || partner.kind !== "enum" || type.foreign || type.json === null) return [];
  const missing = partner.symbols.map(({ name }) => name).filter((name) => !type.symbolNames.has(name));
  const list = memberOf(type.json, "symbols")?.value;
  const proposals: Fix[] = [];
  if (list?.kind === "array") proposals.push(restoreSymbols(reader.text, list, missing));
  const [first] = type.symbols;
  if (type.default === null && first !== undefined) {
    const value = JSON.stringify(first.name);
    proposals.push({
      title: `Take ${value} for unknown symbols`,
      edits: [insertMembers(reader.text, type.json, [["default", value]], "symbols")],
    });
  }
  return proposals;
}

function restoreSymbols(text: string, list: JsonArrayNode, missing: readonly string[]): Fix {
  const shown = missing.length > 3 ? `the ${String(missing.length)} symbols` : missing.map(quoted).join(", ");
  return {
    title: `Keep ${shown}`,
    edits: [
      appendItems(
        text,
        list,
        missing.map((name) => JSON.stringify(name)),
      ),
    ],
  };
}

function dropAliases(field: AvroField, writer: AvroSchema): readonly Fix[] {
  const names = new Set(
    [...writer.named.values()].flatMap((type) =>
      type.kind === "record" ? [...type.fieldsByName.keys()] : [],
    ),
  );
  const list = memberOf(field.json, "aliases")?.value;
  if (list?.kind !== "array") return [];
  const kept = field.aliases.filter((alias) => !names.has(alias));
  return [
    {
      title: "Remove the alias that is a field of its own",
      edits: [replace(list.range, `[${kept.map((alias) => JSON.stringify(alias)).join(", ")}]`)],
    },
  ];
}

function otherDefault(field: AvroField): readonly Fix[] {
  const value = defaultTextFor(field.type.type);
  if (value === null || field.default === null) return [];
  return [{ title: `Make the default ${value}`, edits: [replace(field.default.range, value)] }];
}
