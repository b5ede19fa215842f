/** Reading a reflected message by walking its fields: what protobufjs's `decoder.js` generates, as closures. */
import {
  basicOf,
  basicWireType,
  closedEnum,
  isEnum,
  isLong,
  messageOf,
  scalarMethod,
} from "./protobufjs-encoder.ts";
import {
  longs,
  type Instance,
  type Protobufjs,
  type ReflectedField,
  type ReflectedType,
  methodOf,
} from "./protobufjs-private.ts";

type Reader = InstanceType<Protobufjs["Reader"]>;

/** One field that has come up in the bytes. */
interface Occurrence {
  readonly reader: Reader;
  readonly message: Instance;
  readonly wireType: number;
  /** Where its tag begins. */
  readonly start: number;
  readonly depth: number;
}

/** Reads a field; false if it has another wire type and is to be passed over. */
type Take = (found: Occurrence) => boolean;

/** The `decode` of a type whose fields are resolved. */
export function decoderOf(protobufjs: Protobufjs, type: ReflectedType): ReflectedType["decode"] {
  const { Reader } = protobufjs;
  const takes = new Map(type.fieldsArray.map((field) => [field.id, takeOf(protobufjs, field)]));
  const required = type.fieldsArray.filter((field) => field.required);
  const Constructor = type.ctor;
  return (source: Reader | Uint8Array, length, endTag, depth = 0, into?: unknown) => {
    const reader = source instanceof Reader ? source : Reader.create(source);
    if (depth > Reader.recursionLimit) throw new Error("max depth exceeded");
    const outer = reader.len;
    const end = length === undefined ? reader.len : reader.pos + length;
    if (end > reader.len) throw outOfRange();
    reader.len = end;
    const message = (into ?? new Constructor()) as Instance;
    let open = endTag !== undefined;
    while (reader.pos < end) {
      const start = reader.pos;
      const tag = reader.tag();
      if (tag === endTag) {
        open = false;
        break;
      }
      const found = { reader, message, wireType: tag & 7, start, depth };
      if (takes.get(tag >>> 3)?.(found)) continue;
      skip(reader, tag, depth);
      keepUnknown(protobufjs, found, reader.raw(start, reader.pos));
    }
    if (length !== undefined) {
      if (reader.pos !== end) throw outOfRange();
      reader.len = outer;
    }
    if (open) throw new Error("missing end group");
    for (const { name } of required) {
      if (Object.hasOwn(message, name)) continue;
      throw new protobufjs.util.ProtocolError(`missing required '${name}'`, {
        instance: message,
      });
    }
    return message;
  };
}

function takeOf(protobufjs: Protobufjs, field: ReflectedField): Take {
  if (field.map) return mapTake(protobufjs, field);
  if (field.repeated) return repeatedTake(protobufjs, field);
  if (basicWireType(protobufjs, field) === undefined) return messageTake(field);
  return scalarTake(protobufjs, field);
}

function messageTake(field: ReflectedField): Take {
  return ({ reader, message, wireType, depth }) => {
    if (wireType !== (field.delimited ? 3 : 2)) return false;
    message[field.name] = readMessage(field, reader, depth, message[field.name]);
    chooseInOneof(message, field);
    return true;
  };
}

function scalarTake(protobufjs: Protobufjs, field: ReflectedField): Take {
  const expected = basicWireType(protobufjs, field);
  const method = readMethod(field);
  const closed = closedEnum(field);
  const isDefault = field.hasPresence ? () => false : defaultTest(protobufjs, field);
  return (found) => {
    const { reader, message, wireType, start } = found;
    if (wireType !== expected) return false;
    const value = readScalar(reader, method);
    if (closed !== null && closed.valuesById[value as number] === undefined) {
      keepUnknown(protobufjs, found, reader.raw(start, reader.pos));
      return true;
    }
    if (isDefault(value)) delete message[field.name];
    else message[field.name] = value;
    // As shipped: a closed enum without presence does not choose in its oneof; members of oneofs have presence.
    chooseInOneof(message, field);
    return true;
  };
}

/** Whether a value read takes an implicit field back to unset. */
function defaultTest(protobufjs: Protobufjs, field: ReflectedField): (value: unknown) => boolean {
  if (isEnum(field)) return (value) => value === field.typeDefault;
  if (field.type === "string" || field.type === "bytes") {
    return (value) => (value as ArrayLike<unknown>).length === 0;
  }
  if (isLong(protobufjs, field.type)) {
    return (value) => {
      if (typeof value !== "object") return value === 0;
      const { low, high } = value as { low: number; high: number };
      return !(low || high);
    };
  }
  if (field.type === "double" || field.type === "float") return (value) => Object.is(value, 0);
  return (value) => !value;
}

function repeatedTake(protobufjs: Protobufjs, field: ReflectedField): Take {
  const basic = basicWireType(protobufjs, field);
  const method = readMethod(field);
  const closed = closedEnum(field);
  const packs = basicOf(protobufjs.types.packed, scalarMethod(field)) !== undefined;
  return (found) => {
    const { reader, message, wireType, start, depth } = found;
    if (packs && wireType === 2) {
      if (closed === null) {
        methodOf<(this: Reader, into: unknown[]) => void>(reader, `${method}s`).call(
          reader,
          listOf(message, field.name),
        );
      } else takeClosedRun(protobufjs, field, closed, found);
      return true;
    }
    if (wireType !== (basic ?? (field.delimited ? 3 : 2))) return false;
    if (basic === undefined) {
      const list = listOf(message, field.name);
      list.push(readMessage(field, reader, depth, undefined));
      return true;
    }
    const value = readScalar(reader, method);
    if (closed === null || closed.valuesById[value as number] !== undefined) {
      listOf(message, field.name).push(value);
    } else keepUnknown(protobufjs, found, reader.raw(start, reader.pos));
    return true;
  };
}

/** A packed run of a closed enum: constants that it does not have become unknown fields one by one. */
function takeClosedRun(
  protobufjs: Protobufjs,
  field: ReflectedField,
  closed: { readonly valuesById: Readonly<Record<number, string | undefined>> },
  found: Occurrence,
): void {
  const { reader, message } = found;
  within(reader, (end) => {
    while (reader.pos < end) {
      const start = reader.pos;
      const value = reader.int32();
      if (closed.valuesById[value] !== undefined) listOf(message, field.name).push(value);
      else {
        const raw = reader.raw(start, reader.pos);
        const rawField = methodOf<(id: number, wireType: number, data: Uint8Array) => Uint8Array>(
          protobufjs.util,
          "rawField",
        );
        keepUnknown(protobufjs, found, rawField(field.id, 0, raw));
      }
    }
  });
}

function mapTake(protobufjs: Protobufjs, field: ReflectedField): Take {
  const { name, keyType = "string" } = field;
  const closed = closedEnum(field);
  const isMessage = basicWireType(protobufjs, field) === undefined;
  return (found) => {
    const { reader, message, wireType, start, depth } = found;
    if (wireType !== 2) return false;
    const entry = readEntry(protobufjs, field, reader, depth);
    if (closed !== null && closed.valuesById[entry.value as number] === undefined) {
      keepUnknown(protobufjs, found, reader.raw(start, reader.pos));
      return true;
    }
    if (!Object.hasOwn(message, name)) message[name] = {};
    const entries = message[name] as Instance;
    const key =
      isLong(protobufjs, keyType) && typeof entry.key === "object"
        ? protobufjs.util.longToHash(entry.key as never)
        : String(entry.key);
    if (key === "__proto__") protobufjs.util.makeProp(entries, key);
    entries[key] = isMessage ? (entry.value ?? new (messageOf(field).ctor)()) : entry.value;
    return true;
  };
}

function readEntry(
  protobufjs: Protobufjs,
  field: ReflectedField,
  reader: Reader,
  depth: number,
): { key: unknown; value: unknown } {
  const { keyType = "string" } = field;
  const basic = basicWireType(protobufjs, field);
  const keyMethod = keyType === "string" ? stringMethod(field) : keyType;
  const keyWireType = basicOf(protobufjs.types.mapKey, keyType);
  let key: unknown = methodOf<unknown>(protobufjs.types.defaults, keyType) ?? null;
  let value = emptyValue(protobufjs, field);
  within(reader, (end) => {
    while (reader.pos < end) {
      const tag = reader.tag();
      const wireType = tag & 7;
      if (tag >>> 3 === 1 && wireType === keyWireType) key = readScalar(reader, keyMethod);
      else if (tag >>> 3 === 2 && wireType === (basic ?? 2)) {
        value =
          basic === undefined
            ? messageOf(field).decode(reader, readSize(reader), undefined, depth + 1, value)
            : readScalar(reader, readMethod(field));
      } else skip(reader, tag, depth);
    }
  });
  return { key, value };
}

/** The value of an entry that has none; null for messages. */
function emptyValue(protobufjs: Protobufjs, field: ReflectedField): unknown {
  const method = scalarMethod(field);
  if (isLong(protobufjs, method)) {
    return longs(protobufjs).fromNumber(0, method === "uint64" || method === "fixed64");
  }
  return methodOf<unknown>(protobufjs.types.defaults, method) ?? null;
}

function readMessage(field: ReflectedField, reader: Reader, depth: number, into: unknown): Instance {
  const type = messageOf(field);
  return field.delimited
    ? type.decode(reader, undefined, field.id * 8 + 4, depth + 1, into ?? undefined)
    : type.decode(reader, readSize(reader), undefined, depth + 1, into ?? undefined);
}

/** Narrows the reader to a length-delimited run for the time of `read`. */
function within(reader: Reader, read: (end: number) => void): void {
  const outer = reader.len;
  const length = readSize(reader);
  const end = reader.pos + length;
  if (end > reader.len) throw outOfRange();
  reader.len = end;
  read(end);
  if (reader.pos !== end) throw outOfRange();
  reader.len = outer;
}

function skip(reader: Reader, tag: number, depth: number): void {
  methodOf<(this: Reader, wireType: number, depth: number, number: number) => void>(reader, "skipType").call(
    reader,
    tag & 7,
    depth,
    tag >>> 3,
  );
}

function readSize(reader: Reader): number {
  return methodOf<(this: Reader) => number>(reader, "size").call(reader);
}

function readScalar(reader: Reader, method: string): unknown {
  return methodOf<(this: Reader) => unknown>(reader, method).call(reader);
}

function readMethod(field: ReflectedField): string {
  return field.type === "string" ? stringMethod(field) : scalarMethod(field);
}

function stringMethod(field: ReflectedField): string {
  return field._features.utf8_validation === "VERIFY" ? "stringVerify" : "string";
}

/** The message's own list of that name. */
function listOf(message: Instance, name: string): unknown[] {
  const list = message[name];
  if (Array.isArray(list) && list.length > 0) return list as unknown[];
  const fresh: unknown[] = [];
  message[name] = fresh;
  return fresh;
}

/** The setter of a oneof takes the other members away. */
function chooseInOneof(message: Instance, field: ReflectedField): void {
  if (field.partOf !== null) message[field.partOf.name] = field.name;
}

function keepUnknown(protobufjs: Protobufjs, { reader, message }: Occurrence, raw: Uint8Array): void {
  if (reader.discardUnknown) return;
  protobufjs.util.makeProp(message, "$unknowns", false);
  const kept = (message["$unknowns"] ?? (message["$unknowns"] = [])) as Uint8Array[];
  kept.push(raw);
}

function outOfRange(): RangeError {
  return new RangeError("index out of range");
}
