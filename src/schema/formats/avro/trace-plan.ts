/**
 * How values of a writer's type become values of a reader's, decided by the types alone: after Avro's Java decoder
 * (org.apache.avro.Resolver and Schema.applyAliases), with named types matched without their namespaces, as registries do.
 */
import { shown } from "./reads-json.ts";
import type { AvroField, AvroType, NamedType, RecordType, UnionType } from "./schema.ts";
import { isNamed, typeTitle } from "./schema.ts";

/** Why no value of a type can be read. */
export interface Misfit {
  /** Apache Avro's name for it where it has one. */
  readonly code: string;
  readonly says: string;
  /** The reader's field that it is about. */
  readonly field?: AvroField;
}

export interface FieldSource {
  readonly field: AvroField;
  readonly byAlias: boolean;
}

export interface RecordPlan {
  /** For each of the writer's fields the reader's that takes it; undefined: it is skipped. */
  readonly targets: readonly (FieldSource | undefined)[];
  /** The reader's fields that the writer does not have, all with defaults. */
  readonly defaults: readonly AvroField[];
  readonly misfit: Misfit | undefined;
}

const PROMOTIONS: ReadonlyMap<string, readonly string[]> = new Map([
  ["int", ["long", "float", "double"]],
  ["long", ["float", "double"]],
  ["float", ["double"]],
  ["string", ["bytes"]],
  ["bytes", ["string"]],
]);

/** Whether every value of one kind can be taken as another. */
export function promotes(writer: AvroType, reader: AvroType): boolean {
  return PROMOTIONS.get(writer.kind)?.includes(reader.kind) === true;
}

/** Whether the reader knows the writer's type by its name or by an alias. */
function nameFits(reader: NamedType, writer: NamedType): boolean {
  return reader.name === writer.name || reader.aliases.includes(writer.fullName);
}

const plans = new WeakMap<RecordType, WeakMap<RecordType, RecordPlan>>();
const branches = new WeakMap<UnionType, WeakMap<AvroType, number>>();

function memoised<K extends object, L extends object, V>(
  memory: WeakMap<K, WeakMap<L, V>>,
  first: K,
  second: L,
  make: () => V,
): V {
  let inner = memory.get(first);
  if (inner === undefined) memory.set(first, (inner = new WeakMap<L, V>()));
  let value = inner.get(second);
  if (value === undefined) inner.set(second, (value = make()));
  return value;
}

/** Which fields of two records belong together. */
export function recordPlan(reader: RecordType, writer: RecordType): RecordPlan {
  return memoised(plans, reader, writer, () => makeRecordPlan(reader, writer));
}

function makeRecordPlan(reader: RecordType, writer: RecordType): RecordPlan {
  // Java renames the writer's fields by the reader's aliases first, in records whose names fit only.
  const aliased = new Map<string, AvroField>();
  if (nameFits(reader, writer)) {
    for (const field of reader.fields) {
      for (const alias of field.aliases) aliased.set(alias, field);
    }
  }
  const targets = writer.fields.map(({ name }): FieldSource | undefined => {
    const alias = aliased.get(name);
    if (alias !== undefined && alias.name !== name) return { field: alias, byAlias: true };
    const field = reader.fieldsByName.get(name);
    return field === undefined ? undefined : { field, byAlias: false };
  });
  const taken = new Set<AvroField>();
  let misfit: Misfit | undefined;
  for (const target of targets) {
    if (target === undefined) continue;
    if (taken.has(target.field)) misfit ??= twice(target.field);
    taken.add(target.field);
  }
  const missing = reader.fields.filter((field) => !taken.has(field));
  const needed = missing.find((field) => field.default === null);
  if (needed !== undefined) misfit ??= noDefault(needed, writer);
  return { targets, defaults: missing, misfit };
}

function twice(field: AvroField): Misfit {
  const says = `"${field.name}" is in what was written both under its name and under an alias.`;
  return { code: "AMBIGUOUS_ALIAS", says, field };
}

function noDefault(field: AvroField, writer: RecordType): Misfit {
  const says = `"${field.name}" is not in a written ${writer.name}, and the reader has no default for it.`;
  return { code: "READER_FIELD_MISSING_DEFAULT_VALUE", says, field };
}

/**
 * Why no value of the writer's type can be read, seen from here: what lies deeper shows when it is met. undefined: nothing.
 * A writer's union is never to blame as a whole: each value is of one branch.
 */
export function misfitOf(reader: AvroType, writer: AvroType): Misfit | undefined {
  if (writer.kind === "union") return undefined;
  if (reader.kind === "union") {
    if (branchFor(reader, writer) >= 0) return undefined;
    const says = `The ${typeTitle(reader)} has no branch for ${typeTitle(writer)}.`;
    return { code: "MISSING_UNION_BRANCH", says };
  }
  if (reader.kind === "record" && writer.kind === "record") {
    return recordPlan(reader, writer).misfit;
  }
  if (reader.kind !== writer.kind) {
    if (promotes(writer, reader)) return undefined;
    const says = `${typeTitle(writer)} was written, ${typeTitle(reader)} is expected.`;
    return { code: "TYPE_MISMATCH", says };
  }
  if (isNamed(reader) && isNamed(writer) && !nameFits(reader, writer)) {
    const says = `${shown(writer.fullName)} was written, ${shown(reader.fullName)} is expected, and no alias joins them.`;
    return { code: "NAME_MISMATCH", says };
  }
  if (reader.kind === "fixed" && writer.kind === "fixed" && reader.size !== writer.size) {
    const says = `${writer.size} bytes of ${writer.name} were written, ${reader.size} are expected.`;
    return { code: "FIXED_SIZE_MISMATCH", says };
  }
  return undefined;
}

/** The reader's branch that takes a value of a type that is no union; -1: none. */
export function branchFor(reader: UnionType, writer: AvroType): number {
  return memoised(branches, reader, writer, () => {
    const types = reader.branches.map(({ type }) => type);
    const exact = exactBranch(types, writer);
    if (exact >= 0) return exact;
    return types.findIndex((branch) => promotes(writer, branch));
  });
}

function exactBranch(types: readonly AvroType[], writer: AvroType): number {
  if (!isNamed(writer)) return types.findIndex((branch) => branch.kind === writer.kind);
  const sameKind = (branch: AvroType): branch is NamedType => branch.kind === writer.kind;
  const byFullName = types.findIndex((branch) => sameKind(branch) && branch.fullName === writer.fullName);
  if (byFullName >= 0) return byFullName;
  const byAlias = types.findIndex((branch) => sameKind(branch) && branch.aliases.includes(writer.fullName));
  if (byAlias >= 0) return byAlias;
  const fits = (branch: AvroType) => writer.kind !== "record" || fitsAtOnce(branch, writer);
  const byName = types.findLastIndex(
    (branch) => sameKind(branch) && branch.name === writer.name && fits(branch),
  );
  if (byName >= 0 || writer.kind !== "record") return byName;
  return types.findIndex((branch) => sameKind(branch) && fits(branch));
}

/** Pairs whose fields are being looked at: a pair within itself fits as far as one knows. */
const looking = new Set<RecordPlan>();

/** Java takes a record of another name whose own fields all fit, however it stands with what they hold. */
function fitsAtOnce(reader: AvroType, writer: RecordType): boolean {
  if (reader.kind !== "record") return false;
  const plan = recordPlan(reader, writer);
  if (plan.misfit !== undefined) return false;
  if (looking.has(plan)) return true;
  looking.add(plan);
  try {
    return writer.fields.every(({ type }, i) => {
      const target = plan.targets[i];
      return target === undefined || misfitOf(target.field.type.type, type.type) === undefined;
    });
  } finally {
    looking.delete(plan);
  }
}
