/** Brings the commands of all rooms together; loaded after the first picture. */
import { registerCommands } from "#session/command-registry.ts";
import { pictureCommands } from "#session/picture-commands.ts";
import { appCommands } from "./app-commands.ts";

/** Registers everything that can be done. `show` opens the dialogs that belong to the page. */
export function registerAll(show: { readonly help: () => void }): void {
  registerCommands([...appCommands(show), ...pictureCommands]);
}
