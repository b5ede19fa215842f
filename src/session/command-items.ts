/** Commands as the entries of a menu: the same names, keys and refusals as everywhere else. */
import { commandNamed, runCommand, titleOf } from "./command-registry.ts";

/** What `ui/Menu` takes; `title` says why an entry is off. */
export interface CommandItem {
  readonly id: string;
  readonly label: string;
  readonly hint?: string;
  readonly disabled?: boolean;
  readonly title?: string;
  readonly startsGroup?: boolean;
  readonly onSelect: () => void;
}

/**
 * Menu entries of these commands, in this order; "-" begins a new group. Commands that no room has brought are left
 * out. Made when the menu opens, since titles and refusals are those of the moment.
 */
export function commandItems(ids: readonly string[]): readonly CommandItem[] {
  const items: CommandItem[] = [];
  let startsGroup = false;
  for (const id of ids) {
    if (id === "-") {
      startsGroup = items.length > 0;
      continue;
    }
    const command = commandNamed(id);
    if (command === undefined) continue;
    const why = command.unavailable?.() ?? null;
    const [hint] = command.keys ?? [];
    items.push({
      id,
      label: titleOf(command),
      ...(hint === undefined ? {} : { hint }),
      ...(why === null ? {} : { disabled: true, title: why }),
      ...(startsGroup ? { startsGroup } : {}),
      onSelect: () => void runCommand(command),
    });
    startsGroup = false;
  }
  return items;
}
