/** Prints why a scenario was refused. */
import type { Problem } from "#base/result.ts";
import { Exit, type ExitCode } from "./command.ts";
import type { Io } from "./io.ts";
import { problemText } from "./text.ts";

/** All problems, on the error stream for people or as one JSON object with the same paths as the app shows; answers the exit code. */
export function reportProblems(problems: readonly Problem[], isJson: boolean, io: Io): ExitCode {
  if (isJson) io.out(`${JSON.stringify({ ok: false, problems }, null, 2)}\n`);
  else
    io.err(
      `${problems.length === 1 ? "1 problem" : `${problems.length} problems`}:\n${problems.map(problemText).join("")}`,
    );
  return Exit.badInput;
}
