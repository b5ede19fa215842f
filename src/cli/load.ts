/** Reads a scenario for a command through the same door as the app. */
import { refused, type Result } from "#base/result.ts";
import { admit, BYTES_MAX } from "#scenario/admit.ts";
import type { Scenario } from "#scenario/document.ts";
import { printable } from "./text.ts";
import type { Io } from "./io.ts";

/** The scenario at a path ("-" for the standard input), or what is wrong with it or with the path. */
export function loadScenario(path: string, io: Io): Result<Scenario> {
  let bytes: Uint8Array;
  try {
    bytes = io.read(path, BYTES_MAX);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return refused([
      {
        code: "unreadable",
        path: "",
        says: `${printable(path)} cannot be read: ${why}.`,
        tryThis: "Check the path.",
      },
    ]);
  }
  return admit(bytes, { name: path === "-" ? "The standard input" : path });
}
