import { scenarioSchemaText } from "#sim/json-schema.ts";
import { readArgs } from "#cli/args.ts";
import { Exit, type Command } from "#cli/command.ts";

/** Prints the scenario format's JSON Schema. */
export const schema: Command = {
  usage: "schema",
  summary: "Print the JSON Schema of scenario files.",
  details: ["Kept in the repository: npx eventyard schema > public/scenario.schema.json"],
  run(args, io) {
    readArgs(args, {}, []);
    io.out(scenarioSchemaText());
    return Exit.ok;
  },
};
