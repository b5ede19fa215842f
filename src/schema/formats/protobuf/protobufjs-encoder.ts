/** Writing a reflected message by walking its fields: what protobufjs's `encoder.js` generates, as closures. */
import type {
  Instance,
  Protobufjs,
  ReflectedEnum,
  ReflectedField,
  ReflectedType,
} from "./protobufjs-private.ts";
import { methodOf } from "./protobufjs-private.ts";

type Writer = InstanceType<Protobufjs["Writer"]>;
type Step = (message: Instance, writer: Writer, depth: number) => void;
type Write = (writer: Writer, value: unknown, depth: number) => void;

/** The `encode` of a type whose fields are resolved. */
export function encoderOf(protobufjs: Protobufjs, type: ReflectedType): ReflectedType["encode"] {
  const steps = type.fieldsArray.toSorted((a, b) => a.id - b.id).map((field) => stepOf(protobufjs, field));
  return (message, writer = protobufjs.Writer.create(), depth = 0) => {
    if (depth > protobufjs.util.recursionLimit) throw new Error("max depth exceeded");
    for (const step of steps) step(message, writer, depth);
    const unknowns = Object.hasOwn(message, "$unknowns") ? message["$unknowns"] : null;
    if (Array.isArray(unknowns)) for (const raw of unknowns) writer.raw(raw as Uint8Array);
    return writer;
  };
}

function stepOf(protobufjs: Protobufjs, field: ReflectedField): Step {
  if (field.map) return mapStep(protobufjs, field);
  if (field.repeated) return repeatedStep(protobufjs, field);
  const write = taggedWrite(protobufjs, field);
  const { name } = field;
  if (field.required) return (message, writer, depth) => write(writer, message[name], depth);
  const isDefault =
    field.hasPresence || basicWireType(protobufjs, field) === undefined
      ? () => false
      : defaultTest(protobufjs, field);
  return (message, writer, depth) => {
    const value = message[name];
    if (value === undefined || value === null || !Object.hasOwn(message, name)) return;
    if (!isDefault(value)) write(writer, value, depth);
  };
}

/** Whether an implicit field's value is left out. */
function defaultTest(protobufjs: Protobufjs, field: ReflectedField): (value: unknown) => boolean {
  if (isEnum(field)) return (value) => value === field.typeDefault;
  const { type } = field;
  if (type === "bool") return (value) => value === false;
  if (type === "string") return (value) => value === "";
  if (type === "bytes") return (value) => (value as ArrayLike<number>).length === 0;
  if (type === "double" || type === "float") return (value) => Object.is(value, 0);
  if (isLong(protobufjs, type)) {
    return (value) => {
      if (typeof value !== "object") return value === 0;
      const { low, high } = value as { low: number; high: number };
      return !(low || high);
    };
  }
  return (value) => value === 0;
}

function mapStep(protobufjs: Protobufjs, field: ReflectedField): Step {
  const { name, id, keyType = "string" } = field;
  const keyTag = 8 | (basicOf(protobufjs.types.mapKey, keyType) ?? 0);
  const wireType = basicWireType(protobufjs, field);
  const valueMethod = scalarMethod(field);
  return (message, writer, depth) => {
    const entries = message[name];
    if (!entries || !Object.hasOwn(message, name)) return;
    for (const [key, value] of Object.entries(entries)) {
      writer.uint32(((id << 3) | 2) >>> 0).fork();
      scalar(writer.uint32(keyTag), keyType, keyOf(protobufjs, keyType, key));
      if (wireType === undefined) {
        messageOf(field)
          .encode(value as Instance, writer.uint32(18).fork(), depth + 1)
          .ldelim();
      } else scalar(writer.uint32(16 | wireType), valueMethod, value);
      writer.ldelim();
    }
  };
}

function keyOf(protobufjs: Protobufjs, keyType: string, key: string): unknown {
  if (keyType === "bool") return protobufjs.util.boolFromKey(key);
  if (isLong(protobufjs, keyType)) {
    return protobufjs.util.longFromKey(key, keyType === "uint64" || keyType === "fixed64");
  }
  return key;
}

function repeatedStep(protobufjs: Protobufjs, field: ReflectedField): Step {
  const { name, id } = field;
  const method = scalarMethod(field);
  const packs = field.packed && basicOf(protobufjs.types.packed, method) !== undefined;
  const write = taggedWrite(protobufjs, field);
  return (message, writer, depth) => {
    const values = message[name] as readonly unknown[] | null | undefined;
    if (!values?.length) return;
    if (packs) scalar(writer.uint32(((id << 3) | 2) >>> 0), `${method}s`, values);
    else for (const value of values) write(writer, value, depth);
  };
}

/** Writes one value with its tag. */
function taggedWrite(protobufjs: Protobufjs, field: ReflectedField): Write {
  const wireType = basicWireType(protobufjs, field);
  const method = scalarMethod(field);
  const tag = (as: number): number => ((field.id << 3) | as) >>> 0;
  if (wireType !== undefined) {
    return (writer, value) => scalar(writer.uint32(tag(wireType)), method, value);
  }
  if (field.delimited) {
    return (writer, value, depth) => {
      messageOf(field)
        .encode(value as Instance, writer.uint32(tag(3)), depth + 1)
        .uint32(tag(4));
    };
  }
  return (writer, value, depth) => {
    messageOf(field)
      .encode(value as Instance, writer.uint32(tag(2)).fork(), depth + 1)
      .ldelim();
  };
}

function scalar(writer: Writer, method: string, value: unknown): void {
  methodOf<(this: Writer, value: unknown) => Writer>(writer, method).call(writer, value);
}

/** The name of a field's scalar; enums are int32. */
export function scalarMethod(field: ReflectedField): string {
  return isEnum(field) ? "int32" : field.type;
}

/** Whether the field's type is an enum. */
export function isEnum(field: ReflectedField): boolean {
  return field.resolvedType !== null && "valuesById" in field.resolvedType;
}

/** The enum of a field, if it is a closed one. */
export function closedEnum(field: ReflectedField): ReflectedEnum | null {
  const type = field.resolvedType;
  if (type === null || !("valuesById" in type)) return null;
  return type._features.enum_type === "CLOSED" ? type : null;
}

/** The message type of a field. */
export function messageOf(field: ReflectedField): ReflectedType {
  return field.resolvedType as ReflectedType;
}

/** The wire type of a field's scalar; undefined for messages. */
export function basicWireType(protobufjs: Protobufjs, field: ReflectedField): number | undefined {
  return basicOf(protobufjs.types.basic, scalarMethod(field));
}

/** An entry of one of protobufjs's tables by scalar. */
export function basicOf(table: object, scalarName: string): number | undefined {
  return (table as Record<string, number | undefined>)[scalarName];
}

/** Whether a scalar has 64 bits. */
export function isLong(protobufjs: Protobufjs, scalarName: string): boolean {
  return basicOf(protobufjs.types.long, scalarName) !== undefined;
}
