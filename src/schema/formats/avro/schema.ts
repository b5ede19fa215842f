/** What an Avro schema is once it is read: types with their places. A type that contains itself is a circle of references. */
import type { JsonNode, JsonObjectNode } from "#schema/json-text.ts";
import type { JsonValue } from "#schema/payload.ts";
import type { TextRange } from "#schema/text-range.ts";

/** A schema with no problem of severity "error". */
export interface AvroSchema {
  readonly text: string;
  readonly root: TypeUse;
  /** By full name, those of referenced texts too, in the order in which they are defined. */
  readonly named: ReadonlyMap<string, NamedType>;
  /** The texts that it was read with, by reference name. */
  readonly references: ReadonlyMap<string, string>;
}

/** A place where a type is used: its definition written out, or its name. */
export interface TypeUse {
  readonly type: AvroType;
  /** Of the definition or of the name, in the text that the use is in. */
  readonly range: TextRange;
  /** Whether the type is written out here, not only named. Primitive types are always written out. */
  readonly defines: boolean;
  /** Whether the use is in another text, a reference: then `range` is none of this text. */
  readonly foreign: boolean;
}

export const PRIMITIVES = ["null", "boolean", "int", "long", "float", "double", "bytes", "string"] as const;
export type PrimitiveKind = (typeof PRIMITIVES)[number];

export type AvroType = PrimitiveType | RecordType | EnumType | FixedType | ArrayType | MapType | UnionType;
export type NamedType = RecordType | EnumType | FixedType;

interface TypeBase {
  /** Of the whole definition. */
  readonly range: TextRange;
  /** What to underline when the type as such is meant: the name of a named type, else the word (`"int"`, `"array"`), else the definition. */
  readonly headRange: TextRange;
  /** Whether the definition is in another text, a reference: then ranges in it are none of this text. */
  readonly foreign: boolean;
  /** The object that defines it; null for a bare name or a union. */
  readonly json: JsonObjectNode | null;
  /** One that Avro knows and that fits the type; others are ignored, as Avro does. */
  readonly logical: LogicalType | null;
  /**
   * Equal for types of one structure and one meaning, so that most of two versions need not be compared part by part; null
   * where named types are in it.
   */
  readonly shape: string | null;
}

export interface LogicalType {
  /** `decimal`, `uuid`, `date`, `timestamp-millis` … */
  readonly name: string;
  readonly range: TextRange;
  /** Of a decimal; null of others. */
  readonly precision: number | null;
  /** Of a decimal, 0 where none is written; null of others. */
  readonly scale: number | null;
}

export interface PrimitiveType extends TypeBase {
  readonly kind: PrimitiveKind;
}

interface NamedBase extends TypeBase {
  /** With the namespace: `shop.Order`. */
  readonly fullName: string;
  /** Without: `Order`. */
  readonly name: string;
  /** "" where it has none. */
  readonly namespace: string;
  /** The name in the text, with quotes. */
  readonly nameRange: TextRange;
  /** Full names, qualified with the type's namespace. */
  readonly aliases: readonly string[];
  readonly doc: string;
}

export interface RecordType extends NamedBase {
  readonly kind: "record";
  /** Written as `error`, which only protocols mean differently. */
  readonly isError: boolean;
  readonly fields: readonly AvroField[];
  /** By name; one that is there twice is a problem, so a usable schema has each once. */
  readonly fieldsByName: ReadonlyMap<string, AvroField>;
}

export interface AvroField {
  readonly name: string;
  /** Position in the record, from 0. */
  readonly index: number;
  /** The whole object. */
  readonly range: TextRange;
  /** The name in the text, with quotes. */
  readonly nameRange: TextRange;
  readonly json: JsonObjectNode;
  readonly type: TypeUse;
  readonly aliases: readonly string[];
  readonly doc: string;
  readonly default: DefaultValue | null;
  readonly order: "ascending" | "descending" | "ignore";
}

/** A default as written; one of null is there, `null` in its place means that there is none. */
export interface DefaultValue {
  /** A long beyond 2^53 has lost digits here: `json` has them all. */
  readonly value: JsonValue;
  readonly range: TextRange;
  readonly json: JsonNode;
}

export interface EnumType extends NamedBase {
  readonly kind: "enum";
  readonly symbols: readonly EnumSymbol[];
  readonly symbolNames: ReadonlySet<string>;
  /** Of the list with its brackets. */
  readonly symbolsRange: TextRange;
  /** What a reader takes for a symbol that it does not know. */
  readonly default: { readonly symbol: string; readonly range: TextRange } | null;
}

export interface EnumSymbol {
  readonly name: string;
  readonly range: TextRange;
}

export interface FixedType extends NamedBase {
  readonly kind: "fixed";
  /** In bytes. */
  readonly size: number;
  readonly sizeRange: TextRange;
}

export interface ArrayType extends TypeBase {
  readonly kind: "array";
  readonly items: TypeUse;
}

export interface MapType extends TypeBase {
  readonly kind: "map";
  readonly values: TypeUse;
}

export interface UnionType extends TypeBase {
  readonly kind: "union";
  readonly branches: readonly TypeUse[];
}

/** Whether the type has a name and can be referred to by it. */
export function isNamed(type: AvroType): type is NamedType {
  return type.kind === "record" || type.kind === "enum" || type.kind === "fixed";
}

/** The uses of types directly within a type, in their order. */
export function partsOf(type: AvroType): readonly TypeUse[] {
  switch (type.kind) {
    case "union":
      return type.branches;
    case "record":
      return type.fields.map((field) => field.type);
    case "array":
      return [type.items];
    case "map":
      return [type.values];
    default:
      return [];
  }
}

/** As people write it: `int`, `shop.Order`, `array of string`, `union of null and string`. */
export function typeTitle(type: AvroType): string {
  switch (type.kind) {
    case "record":
    case "enum":
    case "fixed":
      return type.fullName;
    case "array":
      return `array of ${innerTitle(type.items.type)}`;
    case "map":
      return `map of ${innerTitle(type.values.type)}`;
    case "union": {
      const titles = type.branches.map((branch) => innerTitle(branch.type));
      if (titles.length === 0) return "empty union";
      if (titles.length === 1) return `union of ${titles[0] ?? ""} only`;
      return `union of ${titles.slice(0, -1).join(", ")} and ${titles.at(-1) ?? ""}`;
    }
    default:
      return type.logical === null ? type.kind : `${type.kind} (${type.logical.name})`;
  }
}

/** Inside another type a union has brackets, so that one sees where it ends. */
function innerTitle(type: AvroType): string {
  return type.kind === "union" ? `(${typeTitle(type)})` : typeTitle(type);
}
