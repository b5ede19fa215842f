/** What a subcommand is: one file in `commands/`, one line in its `index.ts`. */
import type { Io } from "./io.ts";

/** Exit codes, the same for every subcommand; 130 is what shells say of who was ended by Ctrl-C. */
export const Exit = { ok: 0, finding: 1, badInput: 2, ourFault: 3, interrupted: 130 } as const;
export type ExitCode = (typeof Exit)[keyof typeof Exit];

export interface Command {
  /** How it is called, without the program's name, e.g. "run SCENARIO [--json]". */
  readonly usage: string;
  /** One sentence for the list of commands. */
  readonly summary: string;
  /** What else there is to know: options and exit codes, as lines. */
  readonly details: readonly string[];
  readonly run: (args: readonly string[], io: Io) => ExitCode | Promise<ExitCode>;
}

/** The user called it wrongly; main prints the sentence and the usage, and ends with `Exit.badInput`. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
