/**
 * Apache Avro's SchemaCompatibility (Java, 1.11 to 1.13): types, locations, messages and their order. Two things of it are
 * easily taken for mistakes of ours: a location counts fields as the reader does and union branches as the writer does;
 * and what is compared as a branch starts its location anew, which is seen where the same pair is met again elsewhere.
 */
import {
  findingAt,
  inside,
  insideContainer,
  isPlain,
  isSameShape,
  onField,
  onFieldType,
  onType,
  rootSpot,
  type Finding,
  type Spot,
} from "./compare-spot.ts";
import type { AvroField, AvroType, EnumType, FixedType, RecordType, TypeUse, UnionType } from "./schema.ts";

/**
 * SchemaIncompatibilityType, and two more: AMBIGUOUS_ALIAS is an exception in Java, which registries turn into
 * "incompatible"; TOO_COMPLEX is ours, where we give up.
 */
type JavaCode =
  | "NAME_MISMATCH"
  | "FIXED_SIZE_MISMATCH"
  | "MISSING_ENUM_SYMBOLS"
  | "READER_FIELD_MISSING_DEFAULT_VALUE"
  | "TYPE_MISMATCH"
  | "MISSING_UNION_BRANCH"
  | "AMBIGUOUS_ALIAS"
  | "TOO_COMPLEX";

/** One incompatibility of Java's, its location included. */
export type Incompatibility = Finding<JavaCode>;

/** Pairs of types that are looked at; Java has no such bound and takes as long as it takes. */
const PAIRS_MAX = 400_000;
/** Pairs inside each other; types in a chain of references are as deep as the chain is long. */
const DEPTH_MAX = 1200;
/** A type used twice tells its incompatibilities twice, which multiplies from level to level. */
const FOUND_MAX = 2000;

/** Lists in lists, so that joining two of them is cheap; only NONE is empty. */
type Found = readonly (Incompatibility | Found)[];
const NONE: Found = [];

/** The comparison cannot go on: Java throws, or we give up. */
class Abort extends Error {
  readonly found: Incompatibility;

  constructor(found: Incompatibility) {
    super(found.message);
    this.found = found;
  }
}

/** Everything for which `reader` may not be able to read what `writer` wrote; nothing if it always can. */
export function incompatibilities(reader: TypeUse, writer: TypeUse): readonly Incompatibility[] {
  try {
    return flat(new Checker().check(reader.type, writer.type, rootSpot(reader, writer)));
  } catch (error) {
    if (error instanceof Abort) return [error.found];
    throw error;
  }
}

class Checker {
  /** What came out for a pair; "open" while it is being compared, when it counts as compatible. */
  readonly #known = new Map<AvroType, Map<AvroType, Found | "open">>();
  #pairs = 0;
  #depth = 0;

  check(reader: AvroType, writer: AvroType, spot: Spot): Found {
    if (reader.kind === writer.kind && isPlain(reader)) return NONE;
    const row = this.#known.get(reader) ?? new Map<AvroType, Found | "open">();
    const known = row.get(writer);
    if (known !== undefined) return known === "open" ? NONE : known;
    if (row.size === 0) this.#known.set(reader, row);
    row.set(writer, "open");
    this.#pairs++;
    this.#depth++;
    if (this.#pairs > PAIRS_MAX || this.#depth > DEPTH_MAX) {
      const message = "the schemas refer to themselves in too many ways to compare all of them";
      throw new Abort(findingAt("TOO_COMPLEX", message, spot));
    }
    const result = this.#compare(reader, writer, spot);
    this.#depth--;
    row.set(writer, result);
    return result;
  }

  #compare(reader: AvroType, writer: AvroType, spot: Spot): Found {
    if (writer.kind === "union") {
      return reader.kind === "union"
        ? this.#unions(reader, writer, spot)
        : this.#writerUnion(reader, writer, spot);
    }
    if (reader.kind === "union") return this.#readerUnion(reader, writer, spot);
    if (reader.kind === "array" && writer.kind === "array") {
      return this.check(
        reader.items.type,
        writer.items.type,
        inner(spot, "items", reader.items, writer.items),
      );
    }
    if (reader.kind === "map" && writer.kind === "map") {
      return this.check(
        reader.values.type,
        writer.values.type,
        inner(spot, "values", reader.values, writer.values),
      );
    }
    if (reader.kind === "fixed" && writer.kind === "fixed") {
      return merged(nameMismatch(reader, writer, spot), sizeMismatch(reader, writer, spot));
    }
    if (reader.kind === "enum" && writer.kind === "enum") {
      return merged(nameMismatch(reader, writer, spot), missingSymbols(reader, writer, spot));
    }
    if (reader.kind === "record" && writer.kind === "record") {
      return merged(nameMismatch(reader, writer, spot), this.#fields(reader, writer, spot));
    }
    if (promotes(writer.kind, reader.kind)) return NONE;
    const kinds = `reader type: ${upper(reader)} not compatible with writer type: ${upper(writer)}`;
    return [findingAt("TYPE_MISMATCH", kinds, spot)];
  }

  #unions(reader: UnionType, writer: UnionType, spot: Spot): Found {
    let result = NONE;
    for (const [index, branch] of writer.branches.entries()) {
      const at = writerBranch(spot, index, branch);
      if (this.check(reader, branch.type, { ...at, location: "" }).length > 0) {
        result = merged(result, [findingAt("MISSING_UNION_BRANCH", lacking(branch.type), at)]);
      }
    }
    return result;
  }

  #writerUnion(reader: AvroType, writer: UnionType, spot: Spot): Found {
    let result = NONE;
    for (const [index, branch] of writer.branches.entries()) {
      result = merged(result, this.check(reader, branch.type, writerBranch(spot, index, branch)));
    }
    return result;
  }

  #readerUnion(reader: UnionType, writer: AvroType, spot: Spot): Found {
    for (const branch of reader.branches) {
      const at: Spot = { ...spot, location: "", reader: inside(spot.reader, branch), readerUse: branch };
      if (this.check(branch.type, writer, at).length === 0) return NONE;
    }
    return [findingAt("MISSING_UNION_BRANCH", lacking(writer), spot)];
  }

  #fields(reader: RecordType, writer: RecordType, spot: Spot): Found {
    let result: Found[] | null = null;
    for (const field of reader.fields) {
      const partner = writerField(field, reader, writer, spot);
      const more = this.#field(field, partner, reader, writer, spot);
      if (more.length > 0) (result ??= []).push(more);
    }
    return result ?? NONE;
  }

  #field(
    field: AvroField,
    partner: AvroField | null,
    reader: RecordType,
    writer: RecordType,
    spot: Spot,
  ): Found {
    const { type } = field.type;
    if (partner !== null) {
      const other = partner.type.type;
      // The commonest case, for which no place need be made.
      if (isSameShape(type, other)) return NONE;
      return this.check(type, other, fieldSpot(spot, field, reader, partner, writer));
    }
    if (field.default !== null) return NONE;
    const at = missingSpot(spot, field, reader, writer);
    // Java means to look at the enum's default here, but compares the enum with the whole record.
    if (type.kind === "enum" && type.default !== null) {
      return this.check(type, writer, { ...at, location: `${at.location}/type`, readerUse: field.type });
    }
    return [findingAt("READER_FIELD_MISSING_DEFAULT_VALUE", field.name, at, field)];
  }
}

/** Whether Avro turns values of the writer's kind into the reader's. */
export function promotes(writer: AvroType["kind"], reader: AvroType["kind"]): boolean {
  switch (reader) {
    case "long":
      return writer === "int";
    case "float":
      return writer === "int" || writer === "long";
    case "double":
      return writer === "int" || writer === "long" || writer === "float";
    case "bytes":
      return writer === "string";
    case "string":
      return writer === "bytes";
    default:
      return false;
  }
}

function merged(first: Found, second: Found): Found {
  if (first.length === 0) return second;
  return second.length === 0 ? first : [first, second];
}

/** All in their order, the first FOUND_MAX of them. */
function flat(found: Found): readonly Incompatibility[] {
  const list: Incompatibility[] = [];
  const open = [...found].reverse();
  for (let one = open.pop(); one !== undefined && list.length < FOUND_MAX; one = open.pop()) {
    if ("code" in one) list.push(one);
    else for (let index = one.length - 1; index >= 0; index--) open.push(one[index] ?? NONE);
  }
  return list;
}

function upper({ kind }: AvroType): string {
  return kind.toUpperCase();
}

function lacking(writer: AvroType): string {
  return `reader union lacking writer type: ${upper(writer)}`;
}

/** Short names, or an alias of the reader equal to the writer's full name: Java ignores namespaces otherwise. */
function nameMismatch(
  reader: RecordType | EnumType | FixedType,
  writer: RecordType | EnumType | FixedType,
  spot: Spot,
): Found {
  if (reader.name === writer.name || reader.aliases.includes(writer.fullName)) return NONE;
  const at = {
    ...spot,
    location: `${spot.location}/name`,
    reader: onType(spot.reader, reader, reader.nameRange),
    writer: onType(spot.writer, writer, writer.nameRange),
  };
  return [findingAt("NAME_MISMATCH", `expected: ${writer.fullName}`, at)];
}

function sizeMismatch(reader: FixedType, writer: FixedType, spot: Spot): Found {
  if (reader.size === writer.size) return NONE;
  const at = {
    ...spot,
    location: `${spot.location}/size`,
    reader: onType(spot.reader, reader, reader.sizeRange),
    writer: onType(spot.writer, writer, writer.sizeRange),
  };
  const message = `expected: ${String(writer.size)}, found: ${String(reader.size)}`;
  return [findingAt("FIXED_SIZE_MISMATCH", message, at)];
}

function missingSymbols(reader: EnumType, writer: EnumType, spot: Spot): Found {
  const missing = writer.symbols.filter(({ name }) => !reader.symbolNames.has(name));
  const [first] = missing;
  const hasDefault = reader.default !== null && reader.symbolNames.has(reader.default.symbol);
  if (first === undefined || hasDefault) return NONE;
  const names = missing.map(({ name }) => name).toSorted((a, b) => (a < b ? -1 : 1));
  const at = {
    ...spot,
    location: `${spot.location}/symbols`,
    reader: onType(spot.reader, reader, reader.symbolsRange),
    writer: onType(spot.writer, writer, first.range),
  };
  return [findingAt("MISSING_ENUM_SYMBOLS", `[${names.join(", ")}]`, at)];
}

/** The writer's field of the same name or of an alias; Java throws where there are several. */
function writerField(field: AvroField, reader: RecordType, writer: RecordType, spot: Spot): AvroField | null {
  let partner = writer.fieldsByName.get(field.name) ?? null;
  for (const alias of field.aliases) {
    const other = writer.fieldsByName.get(alias);
    if (other === undefined) continue;
    if (partner !== null) {
      const message = `Reader record field ${field.name} matches multiple fields in writer record schema ${writer.fullName}`;
      const at = {
        ...spot,
        location: `${spot.location}/fields/${String(field.index)}`,
        reader: onField(spot.reader, reader, field, field.nameRange),
        writer: onField(spot.writer, writer, other, other.nameRange),
      };
      throw new Abort(findingAt("AMBIGUOUS_ALIAS", message, at, field));
    }
    partner = other;
  }
  return partner;
}

function fieldSpot(
  spot: Spot,
  field: AvroField,
  reader: RecordType,
  partner: AvroField,
  writer: RecordType,
): Spot {
  return {
    location: `${spot.location}/fields/${String(field.index)}/type`,
    reader: onFieldType(spot.reader, reader, field),
    writer: onFieldType(spot.writer, writer, partner),
    readerUse: field.type,
    writerUse: partner.type,
  };
}

/** The writer has no such field: its record's name is what one sees there. */
function missingSpot(spot: Spot, field: AvroField, reader: RecordType, writer: RecordType): Spot {
  return {
    ...spot,
    location: `${spot.location}/fields/${String(field.index)}`,
    reader: onField(spot.reader, reader, field, field.nameRange),
    writer: onType(spot.writer, writer, writer.nameRange),
  };
}

function inner(spot: Spot, token: "items" | "values", reader: TypeUse, writer: TypeUse): Spot {
  const suffix = token === "items" ? "[]" : "{}";
  return {
    location: `${spot.location}/${token}`,
    reader: insideContainer(spot.reader, suffix, reader),
    writer: insideContainer(spot.writer, suffix, writer),
    readerUse: reader,
    writerUse: writer,
  };
}

function writerBranch(spot: Spot, index: number, branch: TypeUse): Spot {
  return {
    ...spot,
    location: `${spot.location}/${String(index)}`,
    writer: inside(spot.writer, branch),
    writerUse: branch,
  };
}
