/** Our trees as protobufjs's messages and back. */
import { type ScalarValue, type Tree, type TreeField, type TreeValue, fieldTable } from "./codec-tree.ts";
import { isTree } from "./decode-bytes.ts";
import { longs } from "./protobufjs-private.ts";
import { type ReflectedMessage, isReflectedLong, reflectedName } from "./protobufjs-reflection.ts";
import { protobufWithoutEval as protobufjs } from "./protobufjs-without-eval.ts";
import type { FieldType, ProtoField, ProtoMessage, ProtoSchema, Scalar } from "./schema.ts";

/** A message to encode. */
export function messageOfTree(schema: ProtoSchema, tree: Tree): ReflectedMessage {
  const message: ReflectedMessage = {};
  for (const field of fieldTable(schema, tree.message).fields) {
    const content = tree.fields.get(field.number);
    if (content !== undefined) message[reflectedName(field)] = contentOf(schema, field, content);
  }
  return message;
}

function contentOf(schema: ProtoSchema, field: ProtoField, content: TreeField): unknown {
  const { type } = field;
  switch (content.kind) {
    case "one":
      return valueOf(schema, type, content.value);
    case "many":
      return content.values.map((value) => valueOf(schema, type, value));
    case "map":
      return Object.fromEntries(
        [...content.entries].map(([key, value]) => [
          // Decimal, also of 64 bits: protobufjs's own form for those is taken for a decimal if it happens to be digits.
          String(key),
          valueOf(schema, type.kind === "map" ? type.value : type, value),
        ]),
      );
  }
}

function valueOf(schema: ProtoSchema, type: FieldType, value: TreeValue): unknown {
  if (isTree(value)) return messageOfTree(schema, value);
  if (typeof value !== "bigint") return value;
  const unsigned = type.kind === "scalar" && isUnsigned(type.scalar);
  return longs(protobufjs).fromString(String(value), unsigned);
}

/** What protobufjs has decoded. */
export function treeOfMessage(schema: ProtoSchema, message: ProtoMessage, decoded: ReflectedMessage): Tree {
  const fields = new Map<number, TreeField>();
  for (const field of fieldTable(schema, message).fields) {
    const name = reflectedName(field);
    if (!Object.hasOwn(decoded, name)) continue;
    const content = treeField(schema, field, decoded[name]);
    if (content !== null) fields.set(field.number, content);
  }
  return { message, fields };
}

function treeField(schema: ProtoSchema, field: ProtoField, value: unknown): TreeField | null {
  const { type } = field;
  if (type.kind === "map") {
    const entries = new Map<ScalarValue, TreeValue>();
    for (const [key, item] of Object.entries(value as object)) {
      entries.set(keyOf(type.key, key), treeValue(schema, type.value, item));
    }
    return entries.size === 0 ? null : { kind: "map", entries };
  }
  if (Array.isArray(value)) {
    const values = value.map((item) => treeValue(schema, type, item));
    return values.length === 0 ? null : { kind: "many", values };
  }
  return { kind: "one", value: treeValue(schema, type, value) };
}

function keyOf(type: Scalar, key: string): ScalarValue {
  switch (type) {
    case "string":
      return key;
    case "bool":
      return key === "true";
    case "int64":
    case "sint64":
    case "sfixed64":
      return longOfHash(key, false);
    case "uint64":
    case "fixed64":
      return longOfHash(key, true);
    default:
      return Number(key);
  }
}

/** protobufjs keys maps of 64 bit numbers by their eight bytes as characters. */
function longOfHash(key: string, unsigned: boolean): bigint {
  const long: unknown = protobufjs.util.longFromHash(key, unsigned);
  return isReflectedLong(long) ? BigInt(long.toString()) : BigInt(Number(long));
}

function treeValue(
  schema: ProtoSchema,
  type: Exclude<FieldType, { kind: "map" }>,
  value: unknown,
): TreeValue {
  if (type.kind === "message" || type.kind === "group") {
    return treeOfMessage(schema, type.message, value as ReflectedMessage);
  }
  if (isReflectedLong(value)) return BigInt(value.toString());
  // A copy: protobufjs gives a window into the record's bytes.
  if (value instanceof Uint8Array) return value.slice();
  return value as ScalarValue;
}

function isUnsigned(scalar: Scalar): boolean {
  return scalar === "uint64" || scalar === "fixed64";
}
