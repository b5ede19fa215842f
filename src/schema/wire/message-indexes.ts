/**
 * Confluent's message indexes: which message of a Protobuf file a payload is. A count, then that many places, each a
 * zigzag varint as Kafka writes them; the first message of the file, `[0]`, is the single byte 00.
 */
import { type FrameReader, type FrameWriter, varintBytes } from "./wire-format.ts";

/** Deeper than any file may nest messages. */
const MAX_DEPTH = 64;

/** Appends the indexes. Throws RangeError for an empty path or a place that is no index. */
export function putMessageIndexes(frame: FrameWriter, indexes: readonly number[]): void {
  if (indexes.length === 0 || indexes.length > MAX_DEPTH || !indexes.every(isIndex)) {
    throw new RangeError(
      `Message indexes are 1 to ${MAX_DEPTH} places from 0, not ${JSON.stringify(indexes)}.`,
    );
  }
  const says = describe(indexes);
  if (indexes.length === 1 && indexes[0] === 0) {
    frame.put([0], "message indexes", says);
    return;
  }
  const bytes = [indexes.length, ...indexes].flatMap((value) => varintBytes(value * 2));
  frame.put(bytes, "message indexes", says);
}

/** Reads the indexes; negative or absurdly many ones are refused. */
export function takeMessageIndexes(frame: FrameReader): readonly number[] {
  const start = frame.at;
  const count = unzigzag(frame.varint("number of message indexes"));
  if (count < 0 || count > MAX_DEPTH) {
    frame.fail(
      `${count} message indexes cannot be: there are 1 to ${MAX_DEPTH}.`,
      "Look whether the record was written with message indexes; serializers other than Protobuf's write none.",
    );
  }
  const indexes: number[] = [];
  for (let i = 0; i < count; i++) {
    const index = unzigzag(frame.varint("message index"));
    if (index < 0) {
      frame.fail(
        `A message index is ${index}; places count from 0.`,
        "Look whether the producer writes indexes as zigzag varints; some older clients do not.",
      );
    }
    indexes.push(index);
  }
  if (count === 0) indexes.push(0);
  frame.mark(start, "message indexes", describe(indexes));
  return indexes;
}

function isIndex(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= 0x7fff_ffff;
}

function unzigzag(value: number): number {
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
}

function describe(indexes: readonly number[]): string {
  return indexes.length === 1 && indexes[0] === 0
    ? "message indexes [0]: the file's first message"
    : `message indexes [${indexes.join(", ")}]`;
}
