/** Schema ids as bytes: big-endian numbers and UUIDs. */
import { type FrameReader, type FrameWriter, plural } from "./wire-format.ts";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const DECIMAL = /^-?[0-9]{1,20}$/;

/** Appends a number of 4 or 8 bytes, the highest byte first. Throws RangeError for what does not fit. */
export function putNumber(frame: FrameWriter, id: string | null, size: 4 | 8): void {
  const bits = size * 8;
  if (id === null || !DECIMAL.test(id) || BigInt.asIntN(bits, BigInt(id)) !== BigInt(id)) {
    throw new RangeError(`A schema id here is a whole number of ${bits} bits, not ${String(id)}.`);
  }
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  if (size === 4) view.setInt32(0, Number(id));
  else view.setBigInt64(0, BigInt(id));
  frame.put([...bytes], "schema id", `schema id ${BigInt(id)}`);
}

/** Reads a number of 4 or 8 bytes as decimal text. */
export function takeNumber(frame: FrameReader, size: 4 | 8): string {
  const start = frame.at;
  const bytes = frame.take(size, "schema id");
  const view = new DataView(bytes.buffer, bytes.byteOffset, size);
  const id = size === 4 ? String(view.getInt32(0)) : String(view.getBigInt64(0));
  frame.mark(start, "schema id", `schema id ${id}`);
  return id;
}

/** Appends the 16 bytes of a UUID. Throws RangeError for other texts. */
export function putUuid(frame: FrameWriter, id: string | null): void {
  if (id === null || !UUID.test(id)) {
    throw new RangeError(`A schema id here is a UUID, not ${String(id)}.`);
  }
  const digits = id.replaceAll("-", "").toLowerCase();
  const bytes = Array.from({ length: 16 }, (_, i) => parseInt(digits.slice(2 * i, 2 * i + 2), 16));
  frame.put(bytes, "schema id", `schema id ${id.toLowerCase()}`);
}

/** Reads 16 bytes as a UUID in lower case. */
export function takeUuid(frame: FrameReader): string {
  const start = frame.at;
  const digits = [...frame.take(16, "schema id")].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const id = [
    digits.slice(0, 8),
    digits.slice(8, 12),
    digits.slice(12, 16),
    digits.slice(16, 20),
    digits.slice(20),
  ].join("-");
  frame.mark(start, "schema id", `schema id ${id}`);
  return id;
}

/** Refuses a header whose bytes go on behind its end. */
export function expectEnd(frame: FrameReader, bytes: Uint8Array): void {
  if (frame.at === bytes.length) return;
  frame.fail(
    `The header is ${plural(bytes.length - frame.at, "byte")} too long.`,
    "Look whether this header holds a schema id.",
  );
}
