/**
 * The keys of the app: one list that the key handler, the dialog and the tooltips share. A shortcut never fires while
 * somebody types, inside a dialog or a menu, or where the focused control has its own use for the key.
 */

export interface Shortcut {
  /** Alternatives, e.g. ["Ctrl+Y", "Ctrl+Shift+Z"]. Ctrl stands for ⌘ on a Mac, too. */
  readonly keys: readonly string[];
  readonly label: string;
  readonly section: string;
  readonly run: () => void;
}

/** What of a keyboard event matters here. */
export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}

/** What of the focused element matters here. */
export interface KeyPlace {
  readonly tag: string;
  readonly type: string;
  readonly role: string | null;
  readonly editable: boolean;
  /** Within an open dialog or popover. */
  readonly inOverlay: boolean;
}

/** Controls that use Space and Enter themselves. */
const PRESSABLE_ROLES = new Set([
  "button",
  "tab",
  "menuitem",
  "menuitemradio",
  "switch",
  "checkbox",
  "option",
  "link",
]);
const TEXTLESS_INPUTS = new Set(["checkbox", "radio", "button", "submit", "reset", "range", "color", "file"]);

/** Whether the key is written as `keys` says, e.g. "Ctrl+Shift+Z", "Space", "?". */
export function matches(press: KeyPress, keys: string): boolean {
  const parts = keys.length > 1 ? keys.split("+") : [keys];
  const wanted = parts.at(-1) ?? "";
  const wantsMod = parts.includes("Ctrl");
  if (press.altKey || (press.ctrlKey || press.metaKey) !== wantsMod) return false;
  const key = press.key === " " ? "Space" : press.key;
  if (key.toLowerCase() !== wanted.toLowerCase()) return false;
  // "?" needs Shift on some layouts and not on others: of signs only the sign counts.
  const isSign = wanted.length === 1 && !/[a-z0-9]/i.test(wanted);
  return isSign || press.shiftKey === parts.includes("Shift");
}

/** Whether a key pressed there may be a shortcut at all. */
export function mayFire(press: KeyPress, place: KeyPlace): boolean {
  if (place.editable || place.inOverlay) return false;
  if (place.tag === "TEXTAREA" || place.tag === "SELECT") return false;
  if (place.tag === "INPUT" && !TEXTLESS_INPUTS.has(place.type)) return false;
  const isPressable =
    ["BUTTON", "A", "SUMMARY", "INPUT"].includes(place.tag) ||
    (place.role !== null && PRESSABLE_ROLES.has(place.role));
  return !(isPressable && (press.key === " " || press.key === "Enter"));
}

/** The first shortcut that the key press means, or undefined. */
export function shortcutFor(
  list: readonly Shortcut[],
  press: KeyPress,
  place: KeyPlace,
): Shortcut | undefined {
  if (!mayFire(press, place)) return undefined;
  return list.find((shortcut) => shortcut.keys.some((keys) => matches(press, keys)));
}
