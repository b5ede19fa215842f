/** A writer's names as a reader sees them: Java's Schema.applyAliases, without writing the schema anew. */
import type { AvroField, AvroType, NamedType, RecordType } from "./schema.ts";
import { isNamed } from "./schema.ts";

export class WriterNames {
  /** From an alias to the reader's full name for it. */
  readonly #types = new Map<string, string>();
  /** By full name of a record: from an alias to the reader's field. */
  readonly #fields = new Map<string, Map<string, string>>();
  readonly #renamed = new Map<RecordType, ReadonlyMap<string, AvroField> | null>();

  constructor(reader: AvroType) {
    const seen = new Set<AvroType>();
    const open: AvroType[] = [reader];
    for (let type = open.pop(); type !== undefined; type = open.pop()) {
      if (seen.has(type)) continue;
      seen.add(type);
      if (isNamed(type)) for (const alias of type.aliases) this.#types.set(alias, type.fullName);
      if (type.kind === "record") this.#readFields(type);
      open.push(...partsOf(type));
    }
  }

  fullName(writer: NamedType): string {
    return this.#types.get(writer.fullName) ?? writer.fullName;
  }

  shortName(writer: NamedType): string {
    const alias = this.#types.get(writer.fullName);
    return alias === undefined ? writer.name : alias.slice(alias.lastIndexOf(".") + 1);
  }

  /** The writer's fields under the reader's names for them, in their order; null where two of them get one name, on which Java throws. */
  fieldsOf(writer: RecordType): ReadonlyMap<string, AvroField> | null {
    const aliases = this.#fields.get(this.fullName(writer));
    if (aliases === undefined) return writer.fieldsByName;
    const known = this.#renamed.get(writer);
    if (known !== undefined) return known;
    const byName = new Map<string, AvroField>();
    for (const field of writer.fields) byName.set(aliases.get(field.name) ?? field.name, field);
    const result = byName.size < writer.fields.length ? null : byName;
    this.#renamed.set(writer, result);
    return result;
  }

  #readFields(record: RecordType): void {
    const aliases = new Map<string, string>();
    for (const field of record.fields) for (const alias of field.aliases) aliases.set(alias, field.name);
    if (aliases.size === 0) return;
    for (const name of [record.fullName, ...record.aliases]) this.#fields.set(name, aliases);
  }
}

function partsOf(type: AvroType): readonly AvroType[] {
  switch (type.kind) {
    case "array":
      return [type.items.type];
    case "map":
      return [type.values.type];
    case "union":
      return type.branches.map((branch) => branch.type);
    case "record":
      return type.fields.map((field) => field.type.type);
    default:
      return [];
  }
}
