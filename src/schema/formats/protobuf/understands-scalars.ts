/** What becomes of all values of one scalar or enum type when another one reads them. */
import type { Understanding } from "#schema/payload.ts";
import { wireTypeOfScalar } from "./codec-tree.ts";
import type { ProtoEnum, Scalar, ValueType } from "./schema.ts";

/** The lowest and highest value of the types that are written as varints, as their varint's value. */
const RANGES: Partial<Record<Scalar, readonly [bigint, bigint]>> = {
  bool: [0n, 1n],
  int32: [-(1n << 31n), (1n << 31n) - 1n],
  uint32: [0n, (1n << 32n) - 1n],
  int64: [-(1n << 63n), (1n << 63n) - 1n],
  uint64: [0n, (1n << 64n) - 1n],
};

/** The lossless steps beyond equal types and ranges: zigzag only among itself. */
const LOSSLESS: ReadonlySet<string> = new Set(["sint32>sint64", "string>bytes"]);

/** Scalars and enums of the same wire type. `verify`: whether the reader refuses text that is no UTF-8. */
export function scalarUnderstanding(reader: ValueType, writer: ValueType, verify: boolean): Understanding {
  if (reader.kind === "message" || writer.kind === "message") return "by-payload";
  if (reader.kind === "enum") return enumReads(reader.enum, writer);
  const [low, high] = rangeOf(writer) ?? [];
  const [least, most] = RANGES[reader.scalar] ?? [];
  if (low !== undefined && high !== undefined && least !== undefined && most !== undefined) {
    return least <= low && high <= most ? "same" : "differs";
  }
  if (writer.kind === "enum") return "differs";
  if (writer.scalar === reader.scalar || LOSSLESS.has(`${writer.scalar}>${reader.scalar}`)) {
    return "same";
  }
  return writer.scalar === "bytes" && reader.scalar === "string" && verify ? "by-payload" : "differs";
}

function enumReads(reader: ProtoEnum, writer: ValueType): Understanding {
  if (writer.kind === "enum") {
    for (const { name, number } of writer.enum.constants) {
      const moved = reader.constantsByName.get(name)?.number;
      if (moved !== undefined && moved !== number) return "differs";
      if (reader.closed && !reader.constantsByNumber.has(number)) return "differs";
    }
    // An open enum may hold any number, which a closed one sets aside.
    return reader.closed && !writer.enum.closed ? "differs" : "same";
  }
  if (reader.closed) return "differs";
  const range = rangeOf(writer);
  const int32 = RANGES.int32;
  if (range === undefined || int32 === undefined) return "differs";
  return int32[0] <= range[0] && range[1] <= int32[1] ? "same" : "differs";
}

function rangeOf(type: ValueType): readonly [bigint, bigint] | undefined {
  if (type.kind === "scalar") return RANGES[type.scalar];
  if (type.kind !== "enum") return undefined;
  if (!type.enum.closed) return RANGES.int32;
  const numbers = type.enum.constants.map(({ number }) => number).toSorted((a, b) => a - b);
  return [BigInt(numbers[0] ?? 0), BigInt(numbers.at(-1) ?? 0)];
}

/** The wire type of a map's value or key. */
export function wireTypeOfValue(type: ValueType): number {
  if (type.kind === "scalar") return wireTypeOfScalar(type.scalar);
  return type.kind === "enum" ? 0 : 2;
}
