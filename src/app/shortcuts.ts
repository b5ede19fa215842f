/**
 * Which key press means which command. A shortcut never fires while somebody types, inside a dialog or a menu, or
 * where the focused control has its own use for the key.
 */

/** What of a command matters here. */
export interface Keyed {
  /** Alternatives, e.g. ["Ctrl+Y", "Ctrl+Shift+Z"]. Ctrl stands for ⌘ on a Mac, too. */
  readonly keys?: readonly string[];
  /** The browser's own event does it. */
  readonly keysAreNative?: boolean;
}

/** What of a keyboard event matters here. */
export interface KeyPress {
  readonly key: string;
  /** The key's place on the keyboard, e.g. `Digit0`. */
  readonly code?: string;
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
  /** A field whose text is what the document says: nothing typed in it waits to be applied. */
  readonly settled?: boolean;
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
  if (press.altKey !== parts.includes("Alt") || (press.ctrlKey || press.metaKey) !== wantsMod) return false;
  // Shift turns a digit into a sign, another one on each layout: then the place of the key counts.
  const isDigit = /^\d$/.test(wanted) && press.code === `Digit${wanted}`;
  const key = press.key === " " ? "Space" : isDigit ? wanted : press.key;
  if (key.toLowerCase() !== wanted.toLowerCase()) return false;
  // "?" needs Shift on some layouts and not on others: of signs only the sign counts.
  const isSign = wanted.length === 1 && !/[a-z0-9]/i.test(wanted);
  return isSign || press.shiftKey === parts.includes("Shift");
}

/** Undo and redo: a field with nothing of its own to take back leaves them to the document. */
function isHistory(press: KeyPress): boolean {
  return ["Ctrl+Z", "Ctrl+Shift+Z", "Ctrl+Y"].some((keys) => matches(press, keys));
}

/** Whether a key pressed there may be a shortcut at all. */
export function mayFire(press: KeyPress, place: KeyPlace): boolean {
  if (place.editable || place.inOverlay) return false;
  if (place.tag === "TEXTAREA" || place.tag === "SELECT") return false;
  if (place.tag === "INPUT" && !TEXTLESS_INPUTS.has(place.type))
    return place.settled === true && isHistory(press);
  const isPressable =
    ["BUTTON", "A", "SUMMARY", "INPUT"].includes(place.tag) ||
    (place.role !== null && PRESSABLE_ROLES.has(place.role));
  return !(isPressable && (press.key === " " || press.key === "Enter"));
}

/** The first command that the key press means, or undefined. */
export function commandFor<C extends Keyed>(
  commands: readonly C[],
  press: KeyPress,
  place: KeyPlace,
): C | undefined {
  if (!mayFire(press, place)) return undefined;
  return commands.find(
    (command) => command.keysAreNative !== true && command.keys?.some((keys) => matches(press, keys)),
  );
}
