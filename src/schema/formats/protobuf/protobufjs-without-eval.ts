/**
 * protobufjs without generated code. As shipped it writes functions' texts for every message and has them compiled, which
 * a page's Content-Security-Policy refuses; here closures that walk the reflected fields stand in their place. They replace
 * private methods of protobufjs 8.8.1: the parity tests hold them to the same bytes, values and refusals.
 * `verify`, `fromObject` and `toObject` throw: records go between JSON and messages by our own code.
 */
import protobufjs from "protobufjs/light.js";
import { decoderOf } from "./protobufjs-decoder.ts";
import { encoderOf } from "./protobufjs-encoder.ts";
import type { ReflectedType } from "./protobufjs-private.ts";

/** protobufjs as it should be used here. */
export const protobufWithoutEval = protobufjs;

Object.assign(protobufjs.Type, { generateConstructor: constructorOf });
Object.assign(protobufjs.Type.prototype, { setup });

function constructorOf(type: ReflectedType): () => unknown {
  const filled = type.fieldsArray.filter((field) => field.repeated || field.map);
  function Message$(this: Record<string, unknown>, properties?: Record<string, unknown>) {
    for (const { name, map } of filled) this[name] = map ? {} : [];
    if (!properties) return;
    for (const [key, value] of Object.entries(properties)) {
      if (value !== undefined && value !== null && key !== "__proto__") this[key] = value;
    }
  }
  return () => Message$;
}

function setup(this: ReflectedType): ReflectedType {
  const { root } = this;
  if (root._needsRecursiveFeatureResolution) {
    const edition = root._edition ?? this._edition;
    if (edition) root._resolveFeaturesRecursive(edition);
  }
  for (const field of this.fieldsArray) field.resolve();
  Object.assign(this, {
    encode: encoderOf(protobufjs, this),
    decode: decoderOf(protobufjs, this),
    verify: refuse,
    fromObject: refuse,
    toObject: refuse,
  });
  return this;
}

function refuse(): never {
  throw new Error("protobufjs converts no objects here: it would generate code");
}
