/** A writer's names as a reader sees them: Java's Schema.applyAliases, without writing the schema anew. */
import {
  isNamed,
  partsOf,
  type AvroField,
  type AvroType,
  type NamedType,
  type RecordType,
} from "./schema.ts";

/** All aliases of a reader. */
interface Aliases {
  /** From an alias to the reader's full name for it. */
  readonly types: ReadonlyMap<string, string>;
  /** By full name of a record: from an alias to the reader's field. */
  readonly fields: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

/** A schema is compared with many others. */
const known = new WeakMap<AvroType, Aliases>();

export class WriterNames {
  readonly #aliases: Aliases;
  readonly #renamed = new Map<RecordType, ReadonlyMap<string, AvroField> | null>();

  constructor(reader: AvroType) {
    const aliases = known.get(reader) ?? aliasesIn(reader);
    known.set(reader, aliases);
    this.#aliases = aliases;
  }

  fullName(writer: NamedType): string {
    return this.#aliases.types.get(writer.fullName) ?? writer.fullName;
  }

  shortName(writer: NamedType): string {
    const alias = this.#aliases.types.get(writer.fullName);
    return alias === undefined ? writer.name : alias.slice(alias.lastIndexOf(".") + 1);
  }

  /** The writer's fields under the reader's names for them, in their order; null where two of them get one name, on which Java throws. */
  fieldsOf(writer: RecordType): ReadonlyMap<string, AvroField> | null {
    const aliases = this.#aliases.fields.get(this.fullName(writer));
    if (aliases === undefined) return writer.fieldsByName;
    const renamed = this.#renamed.get(writer);
    if (renamed !== undefined) return renamed;
    const byName = new Map<string, AvroField>();
    for (const field of writer.fields) byName.set(aliases.get(field.name) ?? field.name, field);
    const result = byName.size < writer.fields.length ? null : byName;
    this.#renamed.set(writer, result);
    return result;
  }
}

function aliasesIn(root: AvroType): Aliases {
  const types = new Map<string, string>();
  const fields = new Map<string, ReadonlyMap<string, string>>();
  const seen = new Set<AvroType>();
  const open: AvroType[] = [root];
  for (let type = open.pop(); type !== undefined; type = open.pop()) {
    if (seen.has(type)) continue;
    seen.add(type);
    if (isNamed(type)) for (const alias of type.aliases) types.set(alias, type.fullName);
    if (type.kind === "record") {
      const inRecord = fieldAliases(type);
      if (inRecord.size > 0) for (const name of [type.fullName, ...type.aliases]) fields.set(name, inRecord);
    }
    for (const part of partsOf(type)) open.push(part.type);
  }
  return { types, fields };
}

function fieldAliases(record: RecordType): ReadonlyMap<string, string> {
  const aliases = new Map<string, string>();
  for (const field of record.fields) for (const alias of field.aliases) aliases.set(alias, field.name);
  return aliases;
}
