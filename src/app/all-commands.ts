/**
 * What follows the first picture: the commands of all rooms, and everything that listens to the page as a whole
 * (clipboard, drops, links in the address, the ends of gestures).
 */
import { listenForArrivals } from "#session/arriving.ts";
import { arrangeCommands } from "#session/arrange-commands.ts";
import { registerCommands } from "#session/command-registry.ts";
import { editCommands } from "#session/edit-commands.ts";
import { listenForEditing } from "#session/editing.ts";
import { keepingCommands } from "#session/keeping-commands.ts";
import { keyboardCommands } from "#session/keyboard-commands.ts";
import { pictureCommands } from "#session/picture-commands.ts";
import { sharingCommands } from "#session/sharing-commands.ts";
import { viewCommands } from "#session/view-commands.ts";
import { appCommands } from "./app-commands.ts";

/** Registers everything that can be done. `show` opens the dialogs that belong to the page. */
export function registerAll(show: { readonly help: () => void }): void {
  // Where two rooms bring the same command, the later one has the better words for it.
  registerCommands([
    ...appCommands(show),
    ...editCommands,
    ...arrangeCommands,
    ...sharingCommands,
    ...pictureCommands,
    ...viewCommands,
    ...keepingCommands,
  ]);
  registerCommands(keyboardCommands);
  listenForEditing();
  listenForArrivals();
}
