/**
 * What a Java reader really does: Apache Avro's Resolver, from which the decoding grammar is made, and which AWS Glue seems
 * to ask. It differs from SchemaCompatibility: a renamed record is read, a missing enum symbol fails only when it comes, names
 * of enums and fixed types in unions count with their namespaces. Errors are those that ValidateMutualRead finds; losses
 * are values that change on the way though nothing fails.
 */
import {
  inside,
  insideContainer,
  isSameShape,
  onField,
  onFieldType,
  onType,
  rootSpot,
  type Spot,
} from "./compare-spot.ts";
import { promotes } from "./compare-java.ts";
import { hasValidDefault } from "./defaults.ts";
import { WriterNames } from "./compare-writer-names.ts";
import type { AvroField, AvroType, RecordType, TypeUse, UnionType } from "./schema.ts";

/** Resolver.ErrorAction's types; `DUPLICATE_FIELD` is the exception that aliases can lead to. */
export type GrammarError =
  | "INCOMPATIBLE_SCHEMA_TYPES"
  | "NAMES_DONT_MATCH"
  | "SIZES_DONT_MATCH"
  | "MISSING_REQUIRED_FIELD"
  | "NO_MATCHING_BRANCH"
  | "DUPLICATE_FIELD";

/** What is met on the way from a writer's type to a reader's. */
export interface GrammarVisitor {
  error(error: GrammarError, spot: Spot, reader: AvroType, writer: AvroType): void;
  /** A pair that is read, no unions; each pair of types once, and none of two that are plainly the same. */
  pair(reader: AvroType, writer: AvroType, spot: Spot): void;
  /** A field that is filled in from its default. */
  defaulted(field: AvroField, spot: Spot): void;
}

/** Pairs of types that are looked at; what lies beyond is not told. */
const PAIRS_MAX = 200_000;
const DEPTH_MAX = 1000;

/** Walks all that a reader may meet in records of a writer. */
export function walkGrammar(reader: TypeUse, writer: TypeUse, visitor: GrammarVisitor): void {
  new Walker(new WriterNames(reader.type), visitor).walk(reader.type, writer.type, rootSpot(reader, writer));
}

/** Whether Java's reader can read every record of the writer, as SchemaValidator's ValidateMutualRead sees it. */
export function canDecode(reader: TypeUse, writer: TypeUse): boolean {
  let isFine = true;
  walkGrammar(reader, writer, {
    error: () => {
      isFine = false;
    },
    pair: () => undefined,
    // Java writes the default's bytes when it makes the grammar, and throws where it does not fit.
    defaulted: (field) => {
      isFine &&= hasValidDefault(field);
    },
  });
  return isFine;
}

class Walker {
  readonly #names: WriterNames;
  readonly #visitor: GrammarVisitor;
  readonly #seen = new Map<AvroType, Set<AvroType>>();
  readonly #matching = new Map<AvroType, Map<AvroType, boolean>>();
  readonly #equal = new Map<AvroType, Map<AvroType, boolean>>();
  #pairs = 0;
  #depth = 0;

  constructor(names: WriterNames, visitor: GrammarVisitor) {
    this.#names = names;
    this.#visitor = visitor;
  }

  walk(reader: AvroType, writer: AvroType, spot: Spot): void {
    const row = this.#seen.get(reader) ?? new Set<AvroType>();
    if (row.has(writer) || this.#pairs > PAIRS_MAX || this.#depth > DEPTH_MAX) return;
    if (row.size === 0) this.#seen.set(reader, row);
    row.add(writer);
    this.#pairs++;
    this.#depth++;
    this.#resolve(reader, writer, spot);
    this.#depth--;
  }

  #resolve(reader: AvroType, writer: AvroType, spot: Spot): void {
    if (writer.kind === "union") {
      this.#writerUnion(reader, writer, spot);
      return;
    }
    if (reader.kind === "union") {
      const branch = reader.branches[this.#branchFor(reader, writer)];
      if (branch === undefined) this.#visitor.error("NO_MATCHING_BRANCH", spot, reader, writer);
      else {
        const at = { ...spot, reader: inside(spot.reader, branch), readerUse: branch };
        this.walk(branch.type, writer, at);
      }
      return;
    }
    const error = this.#errorOf(reader, writer);
    if (error === "MISSING_REQUIRED_FIELD") {
      this.#tellMissing(reader, writer, spot);
      return;
    }
    if (error !== null) {
      this.#visitor.error(error, spot, reader, writer);
      return;
    }
    this.#visitor.pair(reader, writer, spot);
    if (reader.kind === "array" && writer.kind === "array") {
      this.#inner("[]", reader.items, writer.items, spot);
    } else if (reader.kind === "map" && writer.kind === "map") {
      this.#inner("{}", reader.values, writer.values, spot);
    } else if (reader.kind === "record" && writer.kind === "record") {
      this.#fields(reader, writer, spot);
    }
  }

  #inner(suffix: "[]" | "{}", reader: TypeUse, writer: TypeUse, spot: Spot): void {
    this.walk(reader.type, writer.type, {
      location: `${spot.location}/${suffix === "[]" ? "items" : "values"}`,
      reader: insideContainer(spot.reader, suffix, reader),
      writer: insideContainer(spot.writer, suffix, writer),
      readerUse: reader,
      writerUse: writer,
    });
  }

  /** Branches of equal unions meet each other by position, else each meets the whole reader. */
  #writerUnion(reader: AvroType, writer: UnionType, spot: Spot): void {
    const isEqual = reader.kind === "union" && this.#isEqual(reader, writer);
    for (const [index, branch] of writer.branches.entries()) {
      const partner = isEqual ? reader.branches[index] : undefined;
      this.walk(partner?.type ?? reader, branch.type, {
        location: `${spot.location}/${String(index)}`,
        reader: partner === undefined ? spot.reader : inside(spot.reader, partner),
        writer: inside(spot.writer, branch),
        readerUse: partner ?? spot.readerUse,
        writerUse: branch,
      });
    }
  }

  #fields(reader: RecordType, writer: RecordType, spot: Spot): void {
    const byName = this.#names.fieldsOf(writer);
    if (byName === null) {
      this.#visitor.error("DUPLICATE_FIELD", spot, reader, writer);
      return;
    }
    for (const field of reader.fields) {
      const partner = byName.get(field.name);
      const location = `${spot.location}/fields/${String(field.index)}`;
      if (partner === undefined) {
        this.#visitor.defaulted(field, {
          ...spot,
          location,
          reader: onField(spot.reader, reader, field, field.nameRange),
          writer: onType(spot.writer, writer, writer.nameRange),
        });
        continue;
      }
      // The commonest case, of which nothing is to be told and for which no place need be made.
      if (isSameShape(field.type.type, partner.type.type)) continue;
      this.walk(field.type.type, partner.type.type, {
        location: `${location}/type`,
        reader: onFieldType(spot.reader, reader, field),
        writer: onFieldType(spot.writer, writer, partner),
        readerUse: field.type,
        writerUse: partner.type,
      });
    }
  }

  #tellMissing(reader: AvroType, writer: AvroType, spot: Spot): void {
    if (reader.kind !== "record" || writer.kind !== "record") return;
    const byName = this.#names.fieldsOf(writer);
    for (const field of reader.fields) {
      if (field.default !== null || byName?.has(field.name) === true) continue;
      const at = {
        ...spot,
        location: `${spot.location}/fields/${String(field.index)}`,
        reader: onField(spot.reader, reader, field, field.nameRange),
        writer: onType(spot.writer, writer, writer.nameRange),
      };
      this.#visitor.error("MISSING_REQUIRED_FIELD", at, reader, writer);
    }
  }

  /** What Resolver.resolve() itself returns an ErrorAction for, errors further inside not counted. The writer is no union. */
  #errorOf(reader: AvroType, writer: AvroType): GrammarError | null {
    if (reader.kind === "union") {
      return this.#branchFor(reader, writer) < 0 ? "NO_MATCHING_BRANCH" : null;
    }
    if (reader.kind === "fixed" && writer.kind === "fixed") {
      if (this.#names.shortName(writer) !== reader.name) return "NAMES_DONT_MATCH";
      return reader.size === writer.size ? null : "SIZES_DONT_MATCH";
    }
    if (reader.kind === "enum" && writer.kind === "enum") {
      return this.#names.shortName(writer) === reader.name ? null : "NAMES_DONT_MATCH";
    }
    if (reader.kind === "record" && writer.kind === "record") {
      const byName = this.#names.fieldsOf(writer);
      const isMissing = (field: AvroField) => field.default === null && !byName?.has(field.name);
      return byName !== null && reader.fields.some(isMissing) ? "MISSING_REQUIRED_FIELD" : null;
    }
    if (reader.kind === writer.kind || promotes(writer.kind, reader.kind)) return null;
    return "INCOMPATIBLE_SCHEMA_TYPES";
  }

  /** Java's firstMatchingBranch: the same kind and full name, else a record of fitting structure, else a promotion. */
  #branchFor(reader: UnionType, writer: AvroType): number {
    let structure = -1;
    for (const [index, { type }] of reader.branches.entries()) {
      if (type.kind !== writer.kind) continue;
      if (type.kind !== "record" && type.kind !== "enum" && type.kind !== "fixed") return index;
      if (!("name" in writer)) continue;
      if (this.#names.fullName(writer) === type.fullName) return index;
      if (type.kind !== "record" || writer.kind !== "record" || !this.#matches(type, writer)) continue;
      if (structure < 0 || this.#names.shortName(writer) === type.name) structure = index;
    }
    if (structure >= 0) return structure;
    return reader.branches.findIndex(({ type }) => promotes(writer.kind, type.kind));
  }

  /** Whether no field of the record is an error in itself; a pair being looked at counts as fitting. */
  #matches(reader: RecordType, writer: RecordType): boolean {
    const row = this.#matching.get(reader) ?? new Map<AvroType, boolean>();
    const known = row.get(writer);
    if (known !== undefined) return known;
    if (row.size === 0) this.#matching.set(reader, row);
    row.set(writer, true);
    const fits = this.#errorOf(reader, writer) === null && this.#fieldsMatch(reader, writer);
    row.set(writer, fits);
    return fits;
  }

  #fieldsMatch(reader: RecordType, writer: RecordType): boolean {
    for (const [name, field] of this.#names.fieldsOf(writer) ?? []) {
      const partner = reader.fieldsByName.get(name);
      const { type } = field.type;
      if (partner === undefined || type.kind === "union") continue;
      if (this.#errorOf(partner.type.type, type) !== null) return false;
    }
    return true;
  }

  /** Java's unionEquiv: the same structure and short names, fields in the same order. */
  #isEqual(reader: AvroType, writer: AvroType): boolean {
    if (reader.kind !== writer.kind) return false;
    if (reader.kind === "array" && writer.kind === "array") {
      return this.#isEqual(reader.items.type, writer.items.type);
    }
    if (reader.kind === "map" && writer.kind === "map") {
      return this.#isEqual(reader.values.type, writer.values.type);
    }
    if (reader.kind === "union" && writer.kind === "union") {
      return (
        reader.branches.length === writer.branches.length &&
        reader.branches.every((branch, index) => {
          const other = writer.branches[index];
          return other !== undefined && this.#isEqual(branch.type, other.type);
        })
      );
    }
    if (!("name" in reader) || !("name" in writer)) return true;
    if (this.#names.shortName(writer) !== reader.name) return false;
    if (reader.kind === "fixed" && writer.kind === "fixed") return reader.size === writer.size;
    if (reader.kind === "enum" && writer.kind === "enum") {
      return (
        reader.symbols.length === writer.symbols.length &&
        reader.symbols.every(({ name }, index) => name === writer.symbols[index]?.name)
      );
    }
    return reader.kind === "record" && writer.kind === "record" && this.#recordsEqual(reader, writer);
  }

  #recordsEqual(reader: RecordType, writer: RecordType): boolean {
    const row = this.#equal.get(reader) ?? new Map<AvroType, boolean>();
    const known = row.get(writer);
    if (known !== undefined) return known;
    if (row.size === 0) this.#equal.set(reader, row);
    row.set(writer, true);
    const fields = [...(this.#names.fieldsOf(writer) ?? [])];
    const isSame =
      reader.fields.length === fields.length &&
      reader.fields.every((field, index) => {
        const [name, other] = fields[index] ?? [];
        return field.name === name && other !== undefined && this.#isEqual(field.type.type, other.type.type);
      });
    row.set(writer, isSame);
    return isSame;
  }
}
