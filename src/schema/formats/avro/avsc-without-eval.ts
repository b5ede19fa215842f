/**
 * avsc without generated code. As shipped it writes a function's text for every record and every branch of a union and
 * has it compiled, which a page's Content-Security-Policy refuses; here closures stand in their place. They replace
 * private methods of avsc 5.7.9: the parity tests hold them to the same bytes, values, resolvers and error paths.
 */
import avsc from "avsc/etc/browser/avsc-types.js";
import type { AvscField, AvscType } from "avsc/etc/browser/avsc-types.js";

type Instance = Record<string, unknown>;
type RecordConstructor = new (...values: unknown[]) => Instance;
interface RecordType extends AvscType {
  readonly recordConstructor: RecordConstructor;
}
type ErrorHook = ((value: unknown, type: AvscType) => void) | undefined;
interface FieldReader {
  readonly resolver: { _read(tap: object): unknown; _peek(tap: object): unknown };
  /** Index of the reader's field. */
  readonly target: number;
}

/** avsc as it should be used here: its record types and branches are made of closures. */
export const avscWithoutEval = avsc;

Object.assign(avsc.Type.prototype, { _createBranchConstructor: branchConstructor });
Object.assign(avsc.types.RecordType.prototype, {
  _createConstructor: recordConstructor,
  _createChecker: checker,
  _createReader: reader,
  _createSkipper: skipper,
  _createWriter: writer,
  _update: resolveRecord,
});

function branchConstructor(this: AvscType): unknown {
  const name = this.branchName;
  if (name === "null") return null;
  function Branch$(this: Instance, value: unknown) {
    this[name] = value;
  }
  function unwrap(this: Instance) {
    return this[name];
  }
  Branch$.type = this;
  Object.assign(Branch$.prototype as object, { unwrap, unwrapped: unwrap });
  return Branch$;
}

function recordConstructor(this: RecordType, errorStack: boolean, plainRecords: boolean): unknown {
  const fields = this.fields.map((field) => ({
    name: field.name,
    defaultValue: field.defaultValue() === undefined ? undefined : () => field.defaultValue(),
  }));
  const wantsStack = errorStack && this._isError && this.fields.some(isStackField);
  function Record$(this: Instance, ...values: unknown[]) {
    for (const [index, { name, defaultValue }] of fields.entries()) {
      const value = values[index];
      this[name] = value === undefined && defaultValue !== undefined ? defaultValue() : value;
    }
    if (wantsStack && this["stack"] === undefined) this["stack"] = new Error().stack;
  }
  Object.defineProperty(Record$, "name", { value: this._getConstructorName() });
  return plainRecords ? Record$ : withRecordMethods(this, Record$);
}

/** What avsc gives every record's class, after `RecordType.prototype._createConstructor`. */
function withRecordMethods(type: RecordType, constructor: { prototype: object }): unknown {
  Object.assign(constructor, { type, getType: () => type });
  if (type._isError) {
    Object.setPrototypeOf(constructor.prototype, Error.prototype);
    Object.assign(constructor.prototype, { name: type._getConstructorName() });
  }
  function wrap(this: unknown) {
    return type.wrap(this);
  }
  Object.assign(constructor.prototype, {
    clone(this: unknown, options: unknown) {
      return type.clone(this, options);
    },
    compare(this: unknown, other: unknown) {
      return type.compare(this, other);
    },
    isValid(this: unknown, options: object) {
      return type.isValid(this, options);
    },
    toBuffer(this: unknown) {
      return type.toBuffer(this);
    },
    toString(this: unknown) {
      return type.toString(this);
    },
    wrap,
    wrapped: wrap,
  });
  return constructor;
}

function isStackField(field: AvscField): boolean {
  return (
    field.name === "stack" && avsc.Type.isType(field.type, "string") && field.defaultValue() === undefined
  );
}

function checker(this: RecordType): unknown {
  const fields = this.fields.map((field) => ({
    name: field.name,
    type: field.type,
    optional: field.defaultValue() !== undefined,
  }));
  return function check(this: RecordType, value: unknown, flags: unknown, hook: ErrorHook, path: string[]) {
    if (value === null || typeof value !== "object" || (flags && !this._checkFields(value))) {
      hook?.(value, this);
      return false;
    }
    const instance = value as Instance;
    if (!hook) {
      return fields.every(
        ({ name, type, optional }) =>
          (optional && instance[name] === undefined) || type._check(instance[name], flags),
      );
    }
    if (fields.length === 0) return true;
    const depth = path.length;
    path.push("");
    let valid = true;
    for (const { name, type, optional } of fields) {
      path[depth] = name;
      if (optional && instance[name] === undefined) continue;
      valid = type._check(instance[name], flags, hook, path) && valid;
    }
    path.pop();
    return valid;
  };
}

function reader(this: RecordType): unknown {
  const Record = this.recordConstructor;
  const types = this.fields.map(({ type }) => type);
  return function read(tap: object) {
    return new Record(...types.map((type) => type._read(tap)));
  };
}

function skipper(this: RecordType): unknown {
  const types = this.fields.map(({ type }) => type);
  return function skip(tap: object) {
    for (const type of types) type._skip(tap);
  };
}

function writer(this: RecordType): unknown {
  const fields = this.fields.map((field) => {
    const fallback = field.defaultValue();
    const bytes = fallback === undefined ? undefined : field.type.toBuffer(fallback).toString("binary");
    return { name: field.name, type: field.type, bytes };
  });
  return function write(tap: { writeBinary(bytes: string, length: number): void }, instance: Instance) {
    for (const { name, type, bytes } of fields) {
      const value = instance[name];
      if (value === undefined && bytes !== undefined) tap.writeBinary(bytes, bytes.length);
      else type._write(tap, value);
    }
  };
}

function resolveRecord(
  this: RecordType,
  resolver: { _read: unknown },
  from: RecordType,
  options: { readonly ignoreNamespaces?: boolean },
): void {
  if (!hasCompatibleName(this, from, options.ignoreNamespaces === true)) {
    throw new Error(`no alias found for ${from.name}`);
  }
  // avsc asks this of nobody.
  if (!Array.isArray(from.fields)) throw new Error("no record to read");
  const readersByName = new Map<string, FieldReader[]>();
  for (const [target, field] of this.fields.entries()) {
    const source = sourceOf(field, from);
    if (source === undefined) continue;
    const found = readersByName.get(source.name) ?? [];
    found.push({
      resolver: field.type.createResolver(source.type, options) as FieldReader["resolver"],
      target,
    });
    readersByName.set(source.name, found);
  }
  const steps = from.fields.map(({ name, type }) => ({ type, readers: readersByName.get(name) }));
  // Fields at the end that nobody wants need not even be skipped where the rest of the bytes is of no interest.
  const lastWanted = steps.findLastIndex(({ readers }) => readers !== undefined);
  const count = this.fields.length;
  const Record = this.recordConstructor;
  resolver._read = function read(tap: object, lazy: boolean) {
    const values = Array.from<unknown>({ length: count });
    for (const [index, { type, readers }] of steps.entries()) {
      if (readers === undefined) {
        if (index > lastWanted && lazy) break;
        type._skip(tap);
        continue;
      }
      for (let i = readers.length - 1; i >= 0; i--) {
        const one = readers[i];
        if (one === undefined) continue;
        values[one.target] = i > 0 ? one.resolver._peek(tap) : one.resolver._read(tap);
      }
    }
    return new Record(...values);
  };
}

/** The writer's field that a reader's field is read from: by its name or one of its aliases; undefined: its default. */
function sourceOf(field: AvscField, from: RecordType): AvscField | undefined {
  const names = new Set([field.name, ...field.aliases]);
  const matches = from.fields.filter(({ name }) => names.has(name));
  if (matches.length > 1) {
    const found = [...names].filter((name) => matches.some((match) => match.name === name));
    throw new Error(`ambiguous aliasing for ${from.name}.${field.name} (${found.join(",")})`);
  }
  if (matches.length === 0 && field.defaultValue() === undefined) {
    throw new Error(`no matching field for default-less ${from.name}.${field.name}`);
  }
  return matches[0];
}

/** As avsc: a writer without a name fits every reader. */
function hasCompatibleName(to: AvscType, from: AvscType, ignoreNamespaces: boolean): boolean {
  if (!from.name) return true;
  const shown = (name: string) => (ignoreNamespaces ? name.slice(name.lastIndexOf(".") + 1) : name);
  const names = [...(to.name ? [to.name] : []), ...to.aliases];
  return names.some((name) => shown(name) === shown(from.name ?? ""));
}
