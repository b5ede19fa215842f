/** A scalar out of JSON, by proto3's JSON mapping; every wrong value is an EncodeError with its place. */
import { EncodeError } from "#schema/codec.ts";
import type { JsonValue } from "#schema/payload.ts";
import { fromBase64 } from "./codec-base64.ts";
import type { ScalarValue } from "./codec-tree.ts";
import type { ProtoEnum, Scalar } from "./schema.ts";

const INTEGER = /^-?[0-9]+$/;
const NUMBER = /^-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?$/;
const LONE_SURROGATE = /\p{Surrogate}/u;

/** Throws EncodeError if the JSON is no such scalar. `place` is made only then. */
export function scalarOf(scalar: Scalar, json: JsonValue, place: () => string): ScalarValue {
  switch (scalar) {
    case "bool":
      if (typeof json === "boolean") return json;
      throw wrong(place, "true or false", json);
    case "string":
      if (typeof json !== "string") throw wrong(place, "a text", json);
      if (LONE_SURROGATE.test(json)) {
        throw new EncodeError(place(), "The text holds half a character, which UTF-8 cannot write.");
      }
      return json;
    case "bytes": {
      const bytes = typeof json === "string" ? fromBase64(json) : null;
      if (bytes === null) throw wrong(place, "bytes as base64 text", json);
      return bytes;
    }
    case "float":
    case "double":
      return floatOf(scalar, json, place);
    case "int32":
    case "sint32":
    case "sfixed32":
      return Number(integerOf(json, 32, true, place));
    case "uint32":
    case "fixed32":
      return Number(integerOf(json, 32, false, place));
    case "int64":
    case "sint64":
    case "sfixed64":
      return integerOf(json, 64, true, place);
    case "uint64":
    case "fixed64":
      return integerOf(json, 64, false, place);
  }
}

/** A constant's number from its name or number; a closed enum takes its own numbers only. */
export function constantOf(type: ProtoEnum, json: JsonValue, place: () => string): number {
  if (typeof json === "string") {
    const named = type.constantsByName.get(json);
    if (named !== undefined) return named.number;
    if (!INTEGER.test(json)) {
      throw new EncodeError(place(), `"${json}" is no constant of ${type.name}.`);
    }
  }
  const number = Number(integerOf(json, 32, true, place));
  if (type.closed && !type.constantsByNumber.has(number)) {
    throw new EncodeError(place(), `${number} is no constant of ${type.name}, which is closed.`);
  }
  return number;
}

function floatOf(scalar: "float" | "double", json: JsonValue, place: () => string): number {
  let value: number;
  if (typeof json === "number") value = json;
  else if (json === "NaN" || json === "Infinity" || json === "-Infinity") return Number(json);
  else if (typeof json === "string" && NUMBER.test(json)) value = Number(json);
  else throw wrong(place, "a number", json);
  if (scalar === "double") return value;
  const rounded = Math.fround(value);
  if (Number.isFinite(value) && !Number.isFinite(rounded)) {
    throw new EncodeError(place(), `${value} is beyond what a float can hold.`);
  }
  return rounded;
}

function integerOf(json: JsonValue, bits: 32 | 64, signed: boolean, place: () => string): bigint {
  let value: bigint;
  if (typeof json === "number" && Number.isInteger(json)) {
    if (!Number.isSafeInteger(json)) {
      throw new EncodeError(place(), `${json} is not exact as a JSON number; write it as a text.`);
    }
    value = BigInt(json);
  } else if (typeof json === "string" && json.length <= 24 && INTEGER.test(json)) value = BigInt(json);
  else throw wrong(place, "a whole number", json);
  const fits = signed ? BigInt.asIntN(bits, value) === value : BigInt.asUintN(bits, value) === value;
  if (!fits) {
    throw new EncodeError(
      place(),
      `${value} does not fit ${bits} bits ${signed ? "with" : "without"} a sign.`,
    );
  }
  return value;
}

function wrong(place: () => string, expected: string, json: JsonValue): EncodeError {
  const text = JSON.stringify(json);
  return new EncodeError(
    place(),
    `Expected ${expected}, not ${text.length > 60 ? `${text.slice(0, 60)}…` : text}.`,
  );
}
