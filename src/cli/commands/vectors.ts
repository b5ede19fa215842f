import { readArgs } from "#cli/args.ts";
import { Exit, UsageError, type Command } from "#cli/command.ts";
import { runVectors } from "#cli/vectors.ts";

/** Replays golden vectors. */
export const vectors: Command = {
  usage: "vectors FILE|FOLDER...",
  summary: "Replay golden vectors of the real systems against the simulator.",
  details: ["Exit: 0 all passed, 1 some failed, could not be read, or none was replayed."],
  run(args, io) {
    const { positionals } = readArgs(
      args,
      {},
      args.map(() => "FILE|FOLDER"),
    );
    if (positionals.length === 0) throw new UsageError("FILE|FOLDER is missing.");
    return runVectors(positionals, (line) => io.out(`${line}\n`)) === 0 ? Exit.ok : Exit.finding;
  },
};
