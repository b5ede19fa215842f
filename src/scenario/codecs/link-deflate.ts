/**
 * Packing by the platform's own deflate (RFC 1951, raw), in browsers, workers and Node alike. Unpacking stops at a limit:
 * 48 kB of bytes can stand for 48 MB.
 */

/** Of the web's streams, what is used here; the language itself has none. */
interface ByteStream {
  readonly readable: { getReader(): Reader };
  readonly writable: { getWriter(): Writer };
}
interface Reader {
  read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>;
  cancel(): Promise<void>;
}
interface Writer {
  write(bytes: Uint8Array): Promise<void>;
  close(): Promise<void>;
}
declare class CompressionStream implements ByteStream {
  constructor(format: "deflate-raw");
  readonly readable: { getReader(): Reader };
  readonly writable: { getWriter(): Writer };
}
declare class DecompressionStream implements ByteStream {
  constructor(format: "deflate-raw");
  readonly readable: { getReader(): Reader };
  readonly writable: { getWriter(): Writer };
}

/** Whether this platform can pack and unpack at all. */
export function canDeflate(): boolean {
  return typeof CompressionStream === "function" && typeof DecompressionStream === "function";
}

/**
 * What is fed in at once. Engines unpack all of it before anybody can say stop, and deflate makes at most 1,032 bytes
 * of one: so the limit is overrun by half a megabyte at most.
 */
const FEED_BYTES = 512;

/** The bytes packed. Which of the equal packings it is, is the platform's choice. */
export async function deflate(bytes: Uint8Array): Promise<Uint8Array> {
  const stream = new CompressionStream("deflate-raw");
  const fed = feed(stream.writable.getWriter(), bytes, bytes.length, () => false);
  const chunks: Uint8Array[] = [];
  const reader = stream.readable.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (value !== undefined) chunks.push(value);
    if (done) break;
  }
  await fed;
  return joined(chunks);
}

/** The bytes unpacked; "too-large" where they would be more than `bytesMax`, "damaged" where they are no deflate. */
export async function inflate(
  bytes: Uint8Array,
  bytesMax: number,
): Promise<Uint8Array | "too-large" | "damaged"> {
  const stream = new DecompressionStream("deflate-raw");
  let isEnough = false;
  const fed = feed(stream.writable.getWriter(), bytes, FEED_BYTES, () => isEnough);
  const reader = stream.readable.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      length += value?.length ?? 0;
      if (length > bytesMax) {
        isEnough = true;
        await reader.cancel();
        await fed;
        return "too-large";
      }
      if (value !== undefined) chunks.push(value);
    }
  } catch {
    isEnough = true;
    await fed;
    return "damaged";
  }
  return (await fed) ? joined(chunks) : "damaged";
}

/** Feeds the bytes in, slice by slice; false where the stream would not have them. Never rejects. */
async function feed(
  writer: Writer,
  bytes: Uint8Array,
  sliceBytes: number,
  isEnough: () => boolean,
): Promise<boolean> {
  try {
    for (let at = 0; at < bytes.length; at += sliceBytes) {
      await writer.write(bytes.subarray(at, at + sliceBytes));
      if (isEnough()) return false;
    }
    await writer.close();
    return true;
  } catch {
    return false;
  }
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
