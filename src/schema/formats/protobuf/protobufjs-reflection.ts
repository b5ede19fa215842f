/**
 * Our tree of a .proto file as protobufjs's reflection. Names do not travel: messages are `M0`, `M1` …, fields `f<number>`,
 * oneofs `o<place>`, so no name of a stranger's schema (`__proto__`, `constructor`) meets protobufjs, nor do its options.
 * What the syntax decides is told field by field as edition features.
 */
import { fieldTable, verifiesUtf8 } from "./codec-tree.ts";
import type { Long, Protobufjs, ReflectedType } from "./protobufjs-private.ts";
import { protobufWithoutEval as protobufjs } from "./protobufjs-without-eval.ts";
import type { FieldType, ProtoEnum, ProtoField, ProtoMessage, ProtoSchema, ValueType } from "./schema.ts";

/** A message of protobufjs by the names given here. */
export type ReflectedMessage = Record<string, unknown>;

/** The types of one schema in protobufjs, made as they are asked for. */
export interface Reflection {
  encode(message: ProtoMessage, value: ReflectedMessage): Uint8Array;
  /** Throws what protobufjs throws. */
  decode(message: ProtoMessage, bytes: Uint8Array): ReflectedMessage;
}

const reflections = new WeakMap<ProtoSchema, Reflection>();

/** Worked out once for a schema. */
export function reflectionOf(schema: ProtoSchema): Reflection {
  let reflection = reflections.get(schema);
  if (reflection === undefined) {
    reflection = new Reflecting(schema);
    reflections.set(schema, reflection);
  }
  return reflection;
}

/** What a field is called in protobufjs. */
export function reflectedName(field: ProtoField): string {
  return `f${field.number}`;
}

class Reflecting implements Reflection {
  readonly #schema: ProtoSchema;
  readonly #root = new protobufjs.Root();
  readonly #types = new Map<ProtoMessage | ProtoEnum, string>();

  constructor(schema: ProtoSchema) {
    this.#schema = schema;
    Object.assign(this.#root, { _edition: "2023" });
  }

  encode(message: ProtoMessage, value: ReflectedMessage): Uint8Array {
    return this.#type(message).encode(value).finish();
  }

  decode(message: ProtoMessage, bytes: Uint8Array): ReflectedMessage {
    return this.#type(message).decode(protobufjs.Reader.create(bytes), undefined, undefined, 0);
  }

  #type(message: ProtoMessage): ReflectedType {
    const known = this.#types.get(message);
    const name = known ?? this.#addAll(message);
    return this.#root.lookupType(name) as unknown as ReflectedType;
  }

  /** Adds a message and all that it leads to; returns its name. */
  #addAll(message: ProtoMessage): string {
    const waiting: ProtoMessage[] = [];
    const name = this.#name(message, waiting);
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      this.#root.add(this.#message(next, waiting));
    }
    this.#root.resolveAll();
    return name;
  }

  #name(type: ProtoMessage | ProtoEnum, waiting: ProtoMessage[]): string {
    let name = this.#types.get(type);
    if (name !== undefined) return name;
    name = `M${this.#types.size}`;
    this.#types.set(type, name);
    if (type.kind === "message") waiting.push(type);
    else this.#root.add(enumOf(name, type));
    return name;
  }

  #message(message: ProtoMessage, waiting: ProtoMessage[]): InstanceType<Protobufjs["Type"]> {
    const type = new protobufjs.Type(this.#types.get(message) ?? "");
    for (const field of fieldTable(this.#schema, message).fields) {
      type.add(this.#field(field, waiting));
    }
    for (const [place, oneof] of message.oneofs.entries()) {
      type.add(new protobufjs.OneOf(`o${place}`, oneof.fields.map(reflectedName)));
    }
    return type;
  }

  #field(field: ProtoField, waiting: ProtoMessage[]): InstanceType<Protobufjs["Field"]> {
    const { type } = field;
    const options = { features: featuresOf(field) };
    const name = reflectedName(field);
    if (type.kind === "map") {
      const value = this.#typeName(type.value, waiting);
      return new protobufjs.MapField(name, field.number, type.key, value, options) as never;
    }
    const rule = field.presence === "repeated" ? "repeated" : undefined;
    return new protobufjs.Field(name, field.number, this.#typeName(type, waiting), rule, options);
  }

  #typeName(type: ValueType | Exclude<FieldType, { kind: "map" }>, waiting: ProtoMessage[]): string {
    switch (type.kind) {
      case "scalar":
        return type.scalar;
      case "enum":
        return this.#name(type.enum, waiting);
      case "message":
      case "group":
        return this.#name(type.message, waiting);
    }
  }
}

function enumOf(name: string, type: ProtoEnum): InstanceType<Protobufjs["Enum"]> {
  const values = Object.fromEntries(type.constants.map(({ number }, place) => [`c${place}`, number]));
  return new protobufjs.Enum(name, values, {
    features: { enum_type: type.closed ? "CLOSED" : "OPEN" },
  });
}

function featuresOf(field: ProtoField): Record<string, string> {
  return {
    field_presence: presenceOf(field),
    repeated_field_encoding: field.packed ? "PACKED" : "EXPANDED",
    message_encoding: field.type.kind === "group" ? "DELIMITED" : "LENGTH_PREFIXED",
    utf8_validation: verifiesUtf8(field) ? "VERIFY" : "NONE",
  };
}

function presenceOf(field: ProtoField): string {
  switch (field.presence) {
    case "implicit":
    case "repeated":
      return "IMPLICIT";
    case "explicit":
      return "EXPLICIT";
    case "required":
      return "LEGACY_REQUIRED";
  }
}

/** Whether a value of protobufjs is a 64 bit integer. */
export function isReflectedLong(value: unknown): value is Long {
  return typeof value === "object" && value !== null && "unsigned" in value && "low" in value;
}
