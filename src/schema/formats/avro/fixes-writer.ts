/** What could be changed in the writer's text so that the reader reads it. */
import type { Fix } from "#schema/difference.ts";
import { memberOf, type JsonNode } from "#schema/json-text.ts";
import type { Finding } from "./compare-spot.ts";
import { appendItems, removeItems, replace } from "./fix-edits.ts";
import { quoted } from "./names.ts";
import { renameType, usesOf } from "./rename.ts";
import { isNamed, type AvroField, type AvroSchema, type TypeUse, type UnionType } from "./schema.ts";
import { fieldText, shortTypeText, typeText } from "./type-text.ts";

type AnyFinding = Finding<string>;

/** Proposals for one finding, the gentlest first; whether they help is found out by trying. */
export function writerFixes(finding: AnyFinding, _reader: AvroSchema, writer: AvroSchema): readonly Fix[] {
  switch (finding.code) {
    case "READER_FIELD_MISSING_DEFAULT_VALUE":
    case "INVALID_DEFAULT":
      return finding.field === null ? [] : restoreField(finding.field, finding, writer);
    case "NAME_MISMATCH": {
      const [type, partner] = [finding.writerUse.type, finding.readerUse.type];
      return isNamed(type) && isNamed(partner) ? renameType(writer, type, partner.name) : [];
    }
    case "FIXED_SIZE_MISMATCH": {
      const [type, partner] = [finding.writerUse.type, finding.readerUse.type];
      if (type.kind !== "fixed" || partner.kind !== "fixed" || type.foreign) return [];
      const size = String(partner.size);
      return [{ title: `Make it ${size} bytes again`, edits: [replace(type.sizeRange, size)] }];
    }
    case "MISSING_ENUM_SYMBOLS":
    case "ENUM_DEFAULT_TAKEN":
      return dropSymbols(finding);
    case "MISSING_UNION_BRANCH":
      return [...dropBranch(finding, writer), ...takeType(finding, writer)];
    case "AMBIGUOUS_ALIAS":
    case "NAMESPACE_CHANGED":
      return [];
    case "TYPE_MISMATCH":
      return [...enumField(finding, writer), ...dropBranch(finding, writer), ...takeType(finding, writer)];
    default:
      return takeType(finding, writer);
  }
}

function restoreField(field: AvroField, finding: AnyFinding, writer: AvroSchema): readonly Fix[] {
  const record = finding.writerUse.type;
  if (record.kind !== "record" || record.json === null || record.foreign) return [];
  const list = memberOf(record.json, "fields")?.value;
  const text = fieldText(field, writer);
  if (list?.kind !== "array" || text === null) return [];
  const edits = [appendItems(writer.text, list, [text])];
  return [{ title: `Keep the field ${quoted(field.name)}`, edits }];
}

/** The field behind the enum that Java compares with a whole record. */
function enumField(finding: AnyFinding, writer: AvroSchema): readonly Fix[] {
  const { readerUse, writerUse, reader } = finding;
  if (readerUse.type.kind !== "enum" || writerUse.type.kind !== "record") return [];
  const list = memberOf(writerUse.type.json ?? EMPTY, "fields")?.value;
  const type = typeText(readerUse.type, writer);
  if (list?.kind !== "array" || type === null || writerUse.type.foreign) return [];
  const name = reader.path.slice(reader.path.lastIndexOf(".") + 1);
  const text = `{"name": ${JSON.stringify(name)}, "type": ${type}}`;
  return [{ title: `Keep the field ${quoted(name)}`, edits: [appendItems(writer.text, list, [text])] }];
}

const EMPTY: JsonNode = { kind: "null", range: { start: 0, end: 0 } };

function dropSymbols({ readerUse, writerUse }: AnyFinding): readonly Fix[] {
  const [known, type] = [readerUse.type, writerUse.type];
  if (known.kind !== "enum" || type.kind !== "enum" || type.json === null || type.foreign) return [];
  const list = memberOf(type.json, "symbols")?.value;
  if (list?.kind !== "array") return [];
  const gone = list.items.filter((item) => item.kind === "string" && !known.symbolNames.has(item.value));
  const shown = gone.length > 3 ? `the ${String(gone.length)} new symbols` : "the new symbols";
  return [{ title: `Leave out ${shown}`, edits: removeItems(list, new Set(gone)) }];
}

/** The branch of the writer's union that the reader cannot take. */
function dropBranch({ writerUse }: AnyFinding, writer: AvroSchema): readonly Fix[] {
  if (writerUse.foreign) return [];
  const union = unionWith(writer, writerUse);
  if (union === null) return [];
  const items = union.branches.map(({ range }): JsonNode => ({ kind: "null", range }));
  const gone = items[union.branches.indexOf(writerUse)];
  if (gone === undefined || items.length < 2) return [];
  const edits = removeItems({ kind: "array", range: union.range, items }, new Set([gone]));
  return [{ title: `Leave out the branch ${shortTypeText(writerUse.type)}`, edits }];
}

/** The union of the schema that has this very branch. */
function unionWith(schema: AvroSchema, branch: TypeUse): UnionType | null {
  for (const { type } of usesOf(schema)) {
    if (type.kind === "union" && type.branches.includes(branch)) return type;
  }
  return null;
}

/** The reader's type in the place of the writer's. */
function takeType({ readerUse, writerUse }: AnyFinding, writer: AvroSchema): readonly Fix[] {
  if (writerUse.foreign) return [];
  const text = typeText(readerUse.type, writer);
  if (text === null) return [];
  const title = `Go back to ${shortTypeText(readerUse.type)}`;
  return [{ title, edits: [replace(writerUse.range, text)] }];
}
