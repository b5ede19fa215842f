import { settingsDoc } from "#sim/settings-doc.ts";
import { readArgs } from "#cli/args.ts";
import { Exit, type Command } from "#cli/command.ts";

/** Prints the page of all settings. */
export const docs: Command = {
  usage: "docs",
  summary: "Print the page of all settings (Markdown).",
  details: ["Kept in the repository: npx eventyard docs > docs/settings.md"],
  run(args, io) {
    readArgs(args, {}, []);
    io.out(settingsDoc());
    return Exit.ok;
  },
};
