/** What is used of protobufjs 8.8.1 beyond its published types; it is pinned exactly. */
import type protobufjs from "protobufjs/light.js";

export type Protobufjs = typeof protobufjs;
type Reader = protobufjs.Reader;
type Writer = protobufjs.Writer;

/** A message; fields by name. */
export type Instance = Record<string, unknown>;

export interface ReflectedField {
  readonly name: string;
  readonly id: number;
  readonly type: string;
  readonly keyType?: string;
  readonly map: boolean;
  readonly repeated: boolean;
  readonly required: boolean;
  readonly packed: boolean;
  readonly delimited: boolean;
  readonly hasPresence: unknown;
  readonly typeDefault: unknown;
  readonly partOf: { readonly name: string } | null;
  readonly resolvedType: ReflectedType | ReflectedEnum | null;
  readonly _features: { readonly utf8_validation?: string };
  resolve(): ReflectedField;
}

export interface ReflectedEnum {
  readonly valuesById: Readonly<Record<number, string | undefined>>;
  readonly _features: { readonly enum_type?: string };
}

export interface ReflectedType {
  readonly fieldsArray: readonly ReflectedField[];
  readonly ctor: new () => Instance;
  readonly _edition: string | null;
  readonly root: {
    readonly _needsRecursiveFeatureResolution: boolean;
    readonly _edition: string | null;
    _resolveFeaturesRecursive(edition: string): void;
  };
  encode(message: Instance, writer?: Writer, depth?: number): Writer;
  decode(
    reader: Reader,
    length: number | undefined,
    endTag: number | undefined,
    depth?: number,
    into?: unknown,
  ): Instance;
}

/** A 64 bit integer of the package `long`. */
export interface Long {
  readonly unsigned: boolean;
  toString(): string;
}

/** The class of 64 bit integers that protobufjs uses. */
export function longs(protobufjs: Protobufjs): {
  fromNumber(value: number, unsigned: boolean): Long;
  fromString(text: string, unsigned: boolean): Long;
} {
  return protobufjs.util.Long as never;
}

/** The methods of a reader or writer that are named after the scalars, and those of packed runs (`int32s`). */
export function methodOf<F>(of: object, name: string): F {
  return (of as Record<string, unknown>)[name] as F;
}
