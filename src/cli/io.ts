/** What a command may touch of the outside: two streams, named files, a clock for its progress. Tests pass their own. */
import { closeSync, fstatSync, openSync, readFileSync, readSync, writeFileSync } from "node:fs";

export interface Io {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Whether `err` goes to a terminal, where progress may be drawn over itself. */
  readonly isTerminal: boolean;
  /** At most `bytesMax + 1` bytes of a file, or of the standard input for "-". Throws Node's error if it cannot. */
  readonly read: (path: string, bytesMax: number) => Uint8Array;
  /** Writes a whole file. Throws Node's error if it cannot, `EEXIST` where one is there that must not be overwritten. */
  readonly write: (path: string, content: Uint8Array | string, mayOverwrite: boolean) => void;
  readonly nowMs: () => number;
  /** Hears of the first Ctrl-C instead of being ended by it; the answer stops listening. Missing where there is none. */
  readonly onInterrupt?: (listener: () => void) => () => void;
}

/** Node's streams and files. */
export function nodeIo(): Io {
  // A reader that goes away, as `head` does, is no fault of ours.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    isTerminal: process.stderr.isTTY === true,
    read: readCapped,
    write: (path, content, mayOverwrite) => writeFileSync(path, content, { flag: mayOverwrite ? "w" : "wx" }),
    nowMs: () => Date.now(),
    onInterrupt: (listener) => {
      process.once("SIGINT", listener);
      return () => void process.off("SIGINT", listener);
    },
  };
}

function readCapped(path: string, bytesMax: number): Uint8Array {
  const file = path === "-" ? 0 : openSync(path, "r");
  try {
    const stat = fstatSync(file);
    if (stat.isDirectory()) throw new Error("it is a folder");
    if (stat.isFile() && stat.size <= bytesMax) return readFileSync(file);
    const bytes = new Uint8Array(bytesMax + 1);
    let length = 0;
    while (length < bytes.length) {
      const read = readOrWait(file, bytes, length);
      if (read === 0) break;
      length += read;
    }
    return bytes.subarray(0, length);
  } finally {
    if (file !== 0) closeSync(file);
  }
}

/** How long to wait for whoever writes into a pipe, in ms. */
const PIPE_WAIT_MS = 5;

/** Bytes read, 0 at the end. A pipe that does not block says EAGAIN as long as its writer has nothing yet. */
function readOrWait(file: number, bytes: Uint8Array, from: number): number {
  for (;;) {
    try {
      return readSync(file, bytes, from, bytes.length - from, null);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PIPE_WAIT_MS);
    }
  }
}
