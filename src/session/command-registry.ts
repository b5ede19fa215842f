/**
 * Everything a person can do, by name: the command palette, the keys, the menus and both views (canvas and outline)
 * read this one list, so that nothing can be done in one place only. Rooms register what they bring, and take it away
 * again when they go.
 */
import { create } from "zustand";
import { tell } from "./toasts.ts";

export const COMMAND_SECTIONS = [
  "Playback",
  "Add",
  "Edit",
  "Arrange",
  "Break it",
  "Go to",
  "Scenario",
  "Share",
  "View",
] as const;
export type CommandSection = (typeof COMMAND_SECTIONS)[number];

export interface Command {
  /** Stable, e.g. `edit.undo`. */
  readonly id: string;
  /** What it does now, e.g. "Undo: Move payment-service". */
  readonly title: string | (() => string);
  readonly section: CommandSection;
  /** Alternatives, e.g. ["Ctrl+Y", "Ctrl+Shift+Z"]. Ctrl stands for ⌘ on a Mac, too. */
  readonly keys?: readonly string[];
  /** The keys are the browser's own for an event that somebody listens to (copy, cut, paste): shown, not listened for. */
  readonly keysAreNative?: boolean;
  /** Why it cannot be done now, as a sentence; null or absent where it can. */
  readonly unavailable?: () => string | null;
  /** More words to find it by. */
  readonly words?: string;
  readonly run: () => void;
}

/** Hook and store of the commands, in the order of their sections and registration. */
export const useCommands = create<{ readonly commands: readonly Command[] }>()(() => ({ commands: [] }));

function sorted(commands: readonly Command[]): readonly Command[] {
  return COMMAND_SECTIONS.flatMap((section) => commands.filter((command) => command.section === section));
}

/** Adds commands; one of the same id takes the place of the former. The answer takes them away again. */
export function registerCommands(added: readonly Command[]): () => void {
  const ids = new Set(added.map(({ id }) => id));
  useCommands.setState(({ commands }) => ({
    commands: sorted([...commands.filter(({ id }) => !ids.has(id)), ...added]),
  }));
  return () =>
    useCommands.setState(({ commands }) => ({
      commands: commands.filter((command) => !added.includes(command)),
    }));
}

/** The command with this id, or undefined where no room has brought it. */
export function commandNamed(id: string): Command | undefined {
  return useCommands.getState().commands.find((command) => command.id === id);
}

/** What a command is called now. */
export function titleOf(command: Command): string {
  return typeof command.title === "string" ? command.title : command.title();
}

/** Does it; where it cannot be done now, says why and answers false. */
export function runCommand(idOrCommand: string | Command): boolean {
  const command = typeof idOrCommand === "string" ? commandNamed(idOrCommand) : idOrCommand;
  if (command === undefined) return false;
  const why = command.unavailable?.() ?? null;
  if (why !== null) {
    tell(why);
    return false;
  }
  command.run();
  return true;
}

/** Does it as soon as a room has brought it: the first buttons are on screen a moment before the commands. */
export function runCommandSoon(id: string): void {
  if (commandNamed(id) !== undefined) return void runCommand(id);
  const end = useCommands.subscribe(() => {
    if (commandNamed(id) === undefined) return;
    end();
    runCommand(id);
  });
}
