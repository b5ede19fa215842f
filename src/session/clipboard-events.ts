/**
 * The browser's own copy, cut and paste: no permission is asked for, and other tabs and programs get the text. In a
 * field, and where text is selected, they stay what they are everywhere.
 */
import { copiedHere, copyText, cutSelection, pasteText, sayCopied } from "./clipboard.ts";
import { tell } from "./toasts.ts";

/** Of the document, what is needed here. */
type Page = EventTarget & Pick<Document, "getSelection">;

/** Listens on the page; the answer ends it. Texts that are none of ours pass, for others to take. */
export function listenToClipboard(page: Page): () => void {
  const copy = (event: Event): void => {
    if (isTheFieldsOwn(event) || hasSelectedText(page)) return;
    const { clipboardData } = event as ClipboardEvent;
    const text = copyText();
    if (text === null || clipboardData === null) return;
    event.preventDefault();
    clipboardData.setData("text/plain", text);
    if (event.type === "cut") cutSelection();
    else sayCopied();
  };
  const paste = (event: Event): void => {
    if (isTheFieldsOwn(event)) return;
    const { clipboardData } = event as ClipboardEvent;
    if (pasteText(clipboardData?.getData("text/plain") ?? "")) event.preventDefault();
  };
  page.addEventListener("copy", copy);
  page.addEventListener("cut", copy);
  page.addEventListener("paste", paste);
  return () => {
    page.removeEventListener("copy", copy);
    page.removeEventListener("cut", copy);
    page.removeEventListener("paste", paste);
  };
}

const WITH_TEXT =
  "input:not([type=checkbox], [type=radio], [type=range]), textarea, dialog[open], [contenteditable]:not([contenteditable=false])";

/** Fields, and dialogs with whatever is in them, have a clipboard of their own. */
function isTheFieldsOwn(event: Event): boolean {
  if (event.defaultPrevented) return true;
  const { target } = event;
  return target !== null && "closest" in target && (target as Element).closest(WITH_TEXT) !== null;
}

function hasSelectedText(page: Page): boolean {
  const selection = page.getSelection();
  return selection !== null && !selection.isCollapsed && selection.toString().trim() !== "";
}

/** Copies by a button or a menu; where the browser forbids it, at least this tab remembers. */
export async function copySelection(): Promise<void> {
  const text = copyText();
  if (text === null) return;
  sayCopied();
  await write(text);
}

/** Cuts by a button or a menu. */
export async function cutToClipboard(): Promise<void> {
  const text = copyText();
  if (text === null) return;
  cutSelection();
  await write(text);
}

async function write(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    tell("The browser keeps its clipboard to itself: what was copied can be pasted in this tab only.");
  }
}

/** Pastes by a button or a menu; where the browser forbids it, what this tab copied last. */
export async function pasteFromClipboard(): Promise<void> {
  let text: string | null = null;
  try {
    text = await navigator.clipboard.readText();
  } catch {
    text = copiedHere();
    if (text === null) return tell("The browser keeps its clipboard to itself: press Ctrl+V on the canvas.");
  }
  if (text === null || text.trim() === "") return tell("There is nothing in the clipboard.");
  if (!pasteText(text)) {
    tell(
      "What is in the clipboard was not copied from a canvas. Press Ctrl+V to paste a link or a scenario.",
    );
  }
}
