/**
 * The headless command, `npx eventyard …`: the same documents and simulator as the app. Every subcommand ends with 0
 * (ok), 1 (a finding), 2 (bad usage or input) or 3 (our own fault).
 */
import { Exit, UsageError, type Command, type ExitCode } from "./command.ts";
import { commands } from "./commands/index.ts";
import { nodeIo, type Io } from "./io.ts";
import { printable } from "./text.ts";

/** Runs the subcommand that the arguments (without program names) call and answers the exit code. Never throws. */
export async function main(argv: readonly string[], io: Io = nodeIo()): Promise<ExitCode> {
  const [name, ...args] = argv;
  if (name === undefined) {
    io.err(overview());
    return Exit.badInput;
  }
  if (name === "help" || name === "--help" || name === "-h") return help(args[0], io);
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) return unknownCommand(name, io);
  if (args.includes("--help") || args.includes("-h")) return help(name, io);
  try {
    return await command.run(args, io);
  } catch (error) {
    if (error instanceof UsageError) {
      io.err(`${printable(error.message)}\nUsage: eventyard ${command.usage}\n`);
      return Exit.badInput;
    }
    io.err(
      `eventyard: this is a fault of ours, not of your input.\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    return Exit.ourFault;
  }
}

function help(name: string | undefined, io: Io): ExitCode {
  if (name === undefined) {
    io.out(overview());
    return Exit.ok;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) return unknownCommand(name, io);
  io.out(helpOf(command));
  return Exit.ok;
}

function unknownCommand(name: string, io: Io): ExitCode {
  io.err(`"${printable(name)}" is not a command. Known: ${Object.keys(commands).join(", ")}, help.\n`);
  return Exit.badInput;
}

function helpOf(command: Command): string {
  return `${command.summary}\n\nUsage: eventyard ${command.usage}\n${command.details.map((line) => `  ${line}\n`).join("")}`;
}

const EXIT_CODES =
  "Exit: 0 all is well, 1 something was found, 2 bad usage or input, 3 a fault of ours, 130 interrupted.";

function overview(): string {
  const width = Math.max(...Object.keys(commands).map((name) => name.length)) + 2;
  const lines = Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(width)}${summary}\n`);
  return `Usage: eventyard COMMAND ...\n\n${lines.join("")}\nMore about one: eventyard help COMMAND\n${EXIT_CODES}\n`;
}
