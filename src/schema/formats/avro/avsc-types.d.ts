/** What this room uses of avsc, public and private parts (5.7.9, pinned exactly: a new version must pass the parity tests). */
declare module "avsc/etc/browser/avsc-types.js" {
  interface Bytes extends Uint8Array {
    toString(encoding?: string): string;
  }

  interface AvscField {
    readonly name: string;
    readonly aliases: readonly string[];
    readonly type: AvscType;
    /** A fresh copy; undefined if there is none. */
    defaultValue(): unknown;
  }

  interface AvscType {
    readonly name?: string;
    readonly branchName: string;
    readonly typeName: string;
    readonly aliases: readonly string[];
    readonly fields: readonly AvscField[];
    readonly _isError: boolean;
    toBuffer(value: unknown): Bytes;
    fromBuffer(bytes: Uint8Array, resolver?: object, noCheck?: boolean): unknown;
    isValid(value: unknown, options?: object): boolean;
    createResolver(writer: AvscType, options?: object): object;
    clone(value: unknown, options?: unknown): unknown;
    compare(one: unknown, other: unknown): number;
    toString(value?: unknown): string;
    wrap(value: unknown): unknown;
    _getConstructorName(): string;
    _checkFields(value: object): boolean;
    _check(value: unknown, flags: unknown, hook?: unknown, path?: string[]): boolean;
    _read(tap: object, lazy?: boolean): unknown;
    _peek(tap: object): unknown;
    _skip(tap: object): void;
    _write(tap: object, value: unknown): void;
  }

  const avsc: {
    readonly Type: {
      readonly prototype: object;
      forSchema(schema: unknown, options?: object): AvscType;
      isType(type: unknown, ...prefixes: string[]): boolean;
    };
    readonly types: Readonly<
      Record<"RecordType" | "LogicalType" | "LongType", { readonly prototype: object }>
    > & {
      readonly LongType: { __with(methods: object, noUnpack?: boolean): AvscType };
    };
  };
  export default avsc;
  export type { AvscField, AvscType };
}
