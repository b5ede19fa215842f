/**
 * What follows the first picture: the commands of all rooms, and everything that listens to the page as a whole
 * (clipboard, drops, links in the address, the ends of gestures).
 */
import { listenForArrivals } from "#session/arriving.ts";
import { arrangeCommands } from "#session/arrange-commands.ts";
import { compareCommands } from "#session/compare-commands.ts";
import { registerCommands, type Command } from "#session/command-registry.ts";
import { editCommands } from "#session/edit-commands.ts";
import { listenForEditing } from "#session/editing.ts";
import { keepingCommands } from "#session/keeping-commands.ts";
import { keyboardCommands } from "#session/keyboard-commands.ts";
import { messageCommands } from "#session/message-commands.ts";
import { pictureCommands } from "#session/picture-commands.ts";
import { schemaCommands } from "#session/schema-commands.ts";
import { sharingCommands } from "#session/sharing-commands.ts";
import { viewCommands } from "#session/view-commands.ts";
import { appCommands, type Shown } from "./app-commands.ts";
import { fetchType } from "./type.ts";

/**
 * Everything that can be done wherever one is. Where two rooms bring the same command, the later one has the better
 * words for it. `show` opens the dialogs that belong to the page.
 */
export function allCommands(show: Shown): readonly Command[] {
  const commands = new Map<string, Command>();
  for (const list of [
    appCommands(show),
    editCommands,
    arrangeCommands,
    sharingCommands,
    pictureCommands,
    viewCommands,
    keepingCommands,
    messageCommands,
    schemaCommands,
    compareCommands,
    keyboardCommands,
  ]) {
    for (const command of list) commands.set(command.id, command);
  }
  return [...commands.values()];
}

/** Registers it all and begins to listen. */
export function registerAll(show: Shown): void {
  registerCommands(allCommands(show));
  listenForEditing();
  listenForArrivals();
  fetchType();
}
