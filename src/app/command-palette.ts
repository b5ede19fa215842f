/** The palette of all commands: type a few letters, see the key, do it. What cannot be done now says why. */
import { commandNamed, runCommand, titleOf, useCommands } from "#session/command-registry.ts";
import { openPicker, type PickerItem } from "#session/picker-store.ts";

/** Chosen last stands first: what was done once is often done again. */
const recent: string[] = [];
const RECENT_MAX = 4;

/** All commands as a list to choose from; those used last stand under a heading of their own. */
export function paletteItems(): readonly PickerItem[] {
  const { commands } = useCommands.getState();
  const asItem = (id: string, section: string): readonly PickerItem[] => {
    const command = commandNamed(id);
    if (command === undefined) return [];
    const [keys] = command.keys ?? [];
    return [
      {
        id,
        label: titleOf(command),
        section,
        ...(keys === undefined ? {} : { keys: [keys] }),
        ...(command.words === undefined ? {} : { words: command.words }),
        unavailable: command.unavailable?.() ?? null,
      },
    ];
  };
  const again = recent.flatMap((id) => asItem(id, "Done last"));
  const rest = commands
    .filter(({ id }) => !recent.includes(id) && id !== "view.palette")
    .flatMap(({ id, section }) => asItem(id, section));
  return [...again, ...rest];
}

/** Opens the palette. */
export function openPalette(): void {
  openPicker({
    title: "Do something",
    hint: "Type what you want to do",
    items: paletteItems(),
    onPick: ({ id }) => {
      const at = recent.indexOf(id);
      if (at !== -1) recent.splice(at, 1);
      recent.unshift(id);
      recent.length = Math.min(recent.length, RECENT_MAX);
      runCommand(id);
    },
  });
}
