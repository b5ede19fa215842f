/**
 * A `.proto` file as a tree with places. Only well-formed files reach other code (`Parsed.schema` is null otherwise): every
 * type is resolved, numbers and names are unique. Enclosing nodes point down to their parts and parts up to their message.
 */
import type { TextRange } from "#schema/text-range.ts";

export type Syntax = "proto2" | "proto3" | "editions";

export const SCALARS = [
  "double",
  "float",
  "int32",
  "int64",
  "uint32",
  "uint64",
  "sint32",
  "sint64",
  "fixed32",
  "fixed64",
  "sfixed32",
  "sfixed64",
  "bool",
  "string",
  "bytes",
] as const;
export type Scalar = (typeof SCALARS)[number];

/** What an option or a default is set to. */
export type Constant =
  | { readonly kind: "text"; readonly value: string }
  /** `text` as written with its sign, e.g. `-0x1F`, `inf`: 64 bit numbers do not fit `value`. */
  | { readonly kind: "number"; readonly value: number; readonly text: string }
  /** An enum constant, `true`, `false`. */
  | { readonly kind: "word"; readonly value: string }
  /** `{ … }`: kept as text. */
  | { readonly kind: "aggregate"; readonly text: string };

export interface ProtoOption {
  /** As written without blanks, e.g. `deprecated`, `(buf.validate.field).int32.gt`. */
  readonly name: string;
  readonly value: Constant;
  readonly range: TextRange;
  readonly nameRange: TextRange;
  readonly valueRange: TextRange;
}

/** Numbers from `start` to `end`, both included (`max` is 536870911, for enums 2147483647). */
export interface NumberRange {
  readonly start: number;
  readonly end: number;
  readonly range: TextRange;
}

export interface ReservedName {
  readonly name: string;
  readonly range: TextRange;
}

interface Named {
  readonly name: string;
  /** The name in the text. */
  readonly nameRange: TextRange;
  /** The whole statement with its closing `;` or `}`. */
  readonly range: TextRange;
  /** The comment before it, or the one behind it on its line; without comment signs. */
  readonly doc: string;
  readonly options: readonly ProtoOption[];
}

export type ValueType =
  | { readonly kind: "scalar"; readonly scalar: Scalar }
  | { readonly kind: "message"; readonly message: ProtoMessage }
  | { readonly kind: "enum"; readonly enum: ProtoEnum };

export type FieldType =
  | ValueType
  | { readonly kind: "group"; readonly message: ProtoMessage }
  | { readonly kind: "map"; readonly key: Scalar; readonly value: ValueType };

export type Label = "optional" | "required" | "repeated";

export interface ProtoField extends Named {
  readonly number: number;
  readonly numberRange: TextRange;
  /** As written; null where none is (proto3's implicit presence, members of a oneof, maps). */
  readonly label: Label | null;
  readonly labelRange: TextRange | null;
  /** As written without blanks: `int32`, `.shop.Money`, `map<string,int32>`. */
  readonly typeText: string;
  readonly typeRange: TextRange;
  readonly type: FieldType;
  /** `implicit`: a zero value is not written; `repeated` covers maps. */
  readonly presence: "implicit" | "explicit" | "required" | "repeated";
  /** Whether a repeated field's values are written in one length-delimited run (its option, else the syntax's habit). */
  readonly packed: boolean;
  /** `[default = …]`; proto2 and editions only. */
  readonly defaultValue: Constant | null;
  /** The name in JSON: `json_name`, else the name in lowerCamelCase. */
  readonly jsonName: string;
  /** The oneof that it is a member of, perhaps the synthetic one of a proto3 `optional`. */
  readonly oneof: ProtoOneof | null;
  /** The message that it is a field of; for an extension the extended one (null where that is not known). */
  readonly message: ProtoMessage | null;
}

export interface ProtoOneof extends Named {
  /** Stands for a proto3 `optional`: one member, named `_<field>`, its ranges are the field's. */
  readonly synthetic: boolean;
  readonly fields: readonly ProtoField[];
}

export interface ProtoMessage extends Named {
  readonly kind: "message";
  /** With the package, no dot in front: `shop.Order.Line`. */
  readonly fullName: string;
  /** Place among its siblings, from 0; groups are siblings too, entries of maps are not. */
  readonly index: number;
  readonly parent: ProtoMessage | null;
  readonly file: ProtoFile;
  /** All, members of oneofs and groups too, in the order of the text. */
  readonly fields: readonly ProtoField[];
  readonly fieldsByNumber: ReadonlyMap<number, ProtoField>;
  readonly fieldsByName: ReadonlyMap<string, ProtoField>;
  /** Written ones first, in the order of the text, then synthetic ones. */
  readonly oneofs: readonly ProtoOneof[];
  readonly messages: readonly ProtoMessage[];
  readonly enums: readonly ProtoEnum[];
  readonly extensions: readonly NumberRange[];
  readonly extends: readonly ProtoExtend[];
  readonly reservedNumbers: readonly NumberRange[];
  readonly reservedNames: readonly ReservedName[];
  /** Of a group: the message behind the field. */
  readonly isGroup: boolean;
  /** `option map_entry = true` written by hand. */
  readonly isMapEntry: boolean;
  /** Just behind the opening brace: where new members may be put. */
  readonly bodyStart: number;
  /** The closing brace. */
  readonly bodyEnd: number;
}

export interface ProtoEnumConstant extends Named {
  readonly number: number;
  readonly numberRange: TextRange;
}

export interface ProtoEnum extends Named {
  readonly kind: "enum";
  readonly fullName: string;
  readonly parent: ProtoMessage | null;
  readonly file: ProtoFile;
  readonly constants: readonly ProtoEnumConstant[];
  /** The first one of a number; further ones are aliases. */
  readonly constantsByNumber: ReadonlyMap<number, ProtoEnumConstant>;
  readonly constantsByName: ReadonlyMap<string, ProtoEnumConstant>;
  /** proto2: a number without a constant is put to the unknown fields. */
  readonly closed: boolean;
  readonly allowAlias: boolean;
  readonly reservedNumbers: readonly NumberRange[];
  readonly reservedNames: readonly ReservedName[];
  readonly bodyStart: number;
  readonly bodyEnd: number;
}

export interface ProtoExtend {
  /** As written. */
  readonly extendee: string;
  readonly extendeeRange: TextRange;
  readonly range: TextRange;
  readonly target: ProtoMessage | null;
  readonly fields: readonly ProtoField[];
}

export interface ProtoRpc extends Named {
  readonly inputText: string;
  readonly inputRange: TextRange;
  readonly input: ProtoMessage | null;
  readonly inputStreams: boolean;
  readonly outputText: string;
  readonly outputRange: TextRange;
  readonly output: ProtoMessage | null;
  readonly outputStreams: boolean;
}

export interface ProtoService extends Named {
  readonly fullName: string;
  readonly rpcs: readonly ProtoRpc[];
}

export interface ProtoImport {
  readonly path: string;
  readonly kind: "plain" | "public" | "weak" | "option";
  readonly range: TextRange;
  readonly pathRange: TextRange;
  /** null where nobody knows the file. */
  readonly file: ProtoFile | null;
}

export interface ProtoFile {
  readonly text: string;
  readonly syntax: Syntax;
  /** The edition's number, else "". */
  readonly edition: string;
  /** null where the text leaves it to the habit (proto2). */
  readonly syntaxRange: TextRange | null;
  readonly package: string;
  readonly packageRange: TextRange | null;
  readonly imports: readonly ProtoImport[];
  readonly options: readonly ProtoOption[];
  readonly messages: readonly ProtoMessage[];
  readonly enums: readonly ProtoEnum[];
  readonly extends: readonly ProtoExtend[];
  readonly services: readonly ProtoService[];
}

/** A registered Protobuf schema: its file, and what its names lead to, imported files included. */
export interface ProtoSchema {
  readonly text: string;
  readonly file: ProtoFile;
  /** Messages and enums of this file and of all files it can see, by full name. */
  readonly typesByName: ReadonlyMap<string, ProtoMessage | ProtoEnum>;
}

/** The message that records are, by default: the first one of the file; null in a file without messages. */
export function mainMessage(schema: ProtoSchema): ProtoMessage | null {
  return schema.file.messages[0] ?? null;
}

/** A message of the schema by its full name (no dot in front), or null. */
export function messageNamed(schema: ProtoSchema, fullName: string): ProtoMessage | null {
  const found = schema.typesByName.get(fullName);
  return found?.kind === "message" ? found : null;
}
