/**
 * One list to choose from by typing: what to add, what to connect to, where to go, what to break, and the palette of
 * all commands. Any room opens it; the app shows it (`app/Picker.tsx`).
 */
import { create } from "zustand";

export interface PickerItem {
  /** Stable and unique within the list. */
  readonly id: string;
  readonly label: string;
  /** Heading that it stands under; items of one heading stand together. */
  readonly section?: string;
  /** A second, muted line or remark. */
  readonly detail?: string;
  /** Shown at the right, e.g. ["Ctrl+Z"]. */
  readonly keys?: readonly string[];
  /** Path data of a symbol on a 24 × 24 grid. */
  readonly glyph?: string;
  /** More words to find it by. */
  readonly words?: string;
  /** Why it cannot be chosen, as a sentence; null or absent where it can. */
  readonly unavailable?: string | null;
}

export interface PickerRequest {
  /** Names the dialog and the field, e.g. "Connect order-service to …". */
  readonly title: string;
  readonly items: readonly PickerItem[];
  /** Shown in the empty field. */
  readonly hint?: string;
  /** Makes an item of what is typed, e.g. of a number; null where that means nothing, a text says what is wrong with it. */
  readonly fromText?: (text: string) => PickerItem | string | null;
  /** Called after the list has closed. It may open another one: a next step. */
  readonly onPick: (item: PickerItem) => void;
  /** Called where nothing was chosen, after the list has closed; e.g. opens the step before. */
  readonly onClose?: () => void;
}

/** Hook and store of the list that is open, or null. */
export const usePicker = create<{ readonly request: PickerRequest | null }>()(() => ({ request: null }));

/** Opens a list; one that is open gives way to it. */
export function openPicker(request: PickerRequest): void {
  usePicker.setState({ request });
}

/** Chooses an item of the open list; one that is unavailable is not chosen. Tells whether it was. */
export function pick(item: PickerItem): boolean {
  const { request } = usePicker.getState();
  if (request === null || (item.unavailable ?? null) !== null) return false;
  usePicker.setState({ request: null });
  request.onPick(item);
  return true;
}

/** Closes the list without a choice. */
export function closePicker(): void {
  const { request } = usePicker.getState();
  if (request === null) return;
  usePicker.setState({ request: null });
  request.onClose?.();
}

/** How well one typed word suits a text: at its start 3, at the start of a word 2, inside 1, nowhere 0. */
function wordScore(word: string, text: string): number {
  if (text.startsWith(word)) return 3;
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
    if (/[^\p{L}\p{N}]/u.test(text[at - 1] ?? "")) return 2;
  }
  if (text.includes(word)) return 1;
  return word.length > 1 && initials(text).includes(word) ? 1 : 0;
}

/** "dead letter queue" -> "dlq". */
function initials(text: string): string {
  return text
    .split(/[^\p{L}\p{N}]+/u)
    .map((part) => part.slice(0, 1))
    .join("");
}

/**
 * The items that have every typed word in their label, detail, heading or further words. Within a heading the best
 * come first (a name that starts so before one that only contains it), headings go by their best item, and what cannot
 * be chosen comes last; among equals the order stays. Without a word all items, as they are.
 */
export function matchingItems(items: readonly PickerItem[], typed: string): readonly PickerItem[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return items;
  const scored = items.flatMap((item) => {
    const score = scoreOf(item, words);
    return score === 0 ? [] : [{ item, score: (item.unavailable ?? null) === null ? score : score / 100 }];
  });
  const best = new Map<string, number>();
  for (const { item, score } of scored) {
    const section = item.section ?? "";
    best.set(section, Math.max(best.get(section) ?? 0, score));
  }
  const order = [...best.keys()].toSorted((a, b) => (best.get(b) ?? 0) - (best.get(a) ?? 0));
  return order.flatMap((section) =>
    scored
      .filter(({ item }) => (item.section ?? "") === section)
      .toSorted((a, b) => b.score - a.score)
      .map(({ item }) => item),
  );
}

/** 0 where a word is found nowhere; what stands in the label counts for more than what stands around it. */
function scoreOf(item: PickerItem, words: readonly string[]): number {
  const label = item.label.toLowerCase();
  const around = `${item.detail ?? ""} ${item.section ?? ""} ${item.words ?? ""}`.toLowerCase();
  let sum = 0;
  for (const word of words) {
    const score = Math.max(wordScore(word, label) * 10, wordScore(word, around));
    if (score === 0) return 0;
    sum += score;
  }
  return sum;
}
