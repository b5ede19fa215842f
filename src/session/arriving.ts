/**
 * What comes to the page by itself: files and texts that are dropped on it, texts and files that are pasted outside
 * fields, a link that is put into the address of the open page. All of it goes through the one door.
 */
import type { Problem, Result } from "#base/result.ts";
import type { Scenario } from "#scenario/document.ts";
import { hasLink } from "#scenario/link.ts";
import { admitOutside } from "./admitting.ts";
import { listRepairs, open, openFile, refuseToOpen } from "./opening.ts";
import { openLink, openLinkFromAddress } from "./sharing.ts";
import { tell } from "./toasts.ts";

/** What a pasted or dropped text may be; `piece` is a part of a drawing, which the canvas pastes itself. */
export type TextKind = "link" | "document" | "piece" | "other";

const PIECE = /^\s*\{\s*"eventyard\/clipboard"/;

/** Looks at the beginning of a text only, but for links, which may stand in the middle. */
export function kindOfText(text: string): TextKind {
  if (PIECE.test(text)) return "piece";
  if (/^\uFEFF?\s*[{[<]/.test(text)) return "document";
  return hasLink(text) ? "link" : "other";
}

/** Opens a text that was pasted or dropped, whatever it is; false where nothing came of it. Never rejects. */
export async function receiveText(text: string, how: "pasted" | "dropped"): Promise<boolean> {
  const name = `The ${how} text`;
  switch (kindOfText(text)) {
    case "link":
      return openLink(text);
    case "document": {
      const result: Result<Scenario> = await admitOutside(text, name);
      if (!result.ok) {
        refuseToOpen(name, result.problems);
        return false;
      }
      open(result.value, `Open ${result.value.name}`, { playing: false });
      listRepairs(name, result.warnings);
      return true;
    }
    case "piece":
      return false;
    default:
      tell(
        text.trim() === ""
          ? "There is no text in the clipboard that could be opened."
          : `${name} is neither a link to a scenario nor a scenario; nothing was opened.`,
      );
      return false;
  }
}

/** Opens what was pasted or dropped; false where it is not for us to take. */
export function receive(transfer: DataTransfer, how: "pasted" | "dropped"): boolean {
  const files = [...transfer.files];
  const [file] = files;
  if (file === undefined) {
    const text = transfer.getData("text/plain") || transfer.getData("text/uri-list");
    if (kindOfText(text) === "piece" || (how === "dropped" && kindOfText(text) === "other")) return false;
    void receiveText(text, how);
    return true;
  }
  if (files.length > 1) refuseToOpen(`${files.length} files`, [severalFiles(how)]);
  else if (hasFolder(transfer)) refuseToOpen(file.name, [folder(file.name)]);
  else void openFile(file);
  return true;
}

function hasFolder(transfer: DataTransfer): boolean {
  return [...transfer.items].some(
    (item) => item.kind === "file" && item.webkitGetAsEntry?.()?.isDirectory === true,
  );
}

function severalFiles(how: string): Problem {
  return {
    code: "several-files",
    path: "",
    says: `Several files were ${how}, and one is opened at a time.`,
    tryThis: "Take the one that you want to see.",
  };
}

function folder(name: string): Problem {
  return {
    code: "folder",
    path: "",
    says: `${name} is a folder, expected a scenario (.json).`,
    tryThis: "Open the folder and take one file.",
  };
}

/** Reads the clipboard and opens what is in it. Browsers ask the person first; where they refuse, it says how else. */
export async function openFromClipboard(): Promise<boolean> {
  let text: string;
  try {
    text = await navigator.clipboard.readText();
  } catch {
    tell(
      "The browser does not let us read the clipboard: press Ctrl+V outside of any field instead.",
      "error",
    );
    return false;
  }
  if (kindOfText(text) !== "piece") return receiveText(text, "pasted");
  tell("The clipboard holds a part of a drawing: press Ctrl+V on the canvas to add it.");
  return false;
}

/**
 * Listens on the whole page until the answer is called. What somebody nearer has taken (preventDefault), and what
 * belongs to a field or a dialog, is left alone.
 */
export function listenForArrivals(page: Window = window): () => void {
  const paste = (event: ClipboardEvent): void => {
    if (event.defaultPrevented || event.clipboardData === null || isTheFieldsOwn(event)) return;
    if (receive(event.clipboardData, "pasted")) event.preventDefault();
  };
  const over = (event: DragEvent): void => {
    if (event.defaultPrevented || event.dataTransfer?.types.includes("Files") !== true) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
  };
  const drop = (event: DragEvent): void => {
    if (event.defaultPrevented || event.dataTransfer === null || isTheFieldsOwn(event)) return;
    const isFile = event.dataTransfer.types.includes("Files");
    // A file that is not taken would take the place of the page.
    if (receive(event.dataTransfer, "dropped") || isFile) event.preventDefault();
  };
  const follow = (): void => void openLinkFromAddress();
  page.addEventListener("paste", paste);
  page.addEventListener("dragover", over);
  page.addEventListener("drop", drop);
  page.addEventListener("hashchange", follow);
  return () => {
    page.removeEventListener("paste", paste);
    page.removeEventListener("dragover", over);
    page.removeEventListener("drop", drop);
    page.removeEventListener("hashchange", follow);
  };
}

const WITH_TEXT =
  "input:not([type=checkbox], [type=radio], [type=range]), textarea, dialog[open], [contenteditable]:not([contenteditable=false])";

/** Fields, and dialogs with whatever is in them, have a clipboard of their own. They do not take files. */
function isTheFieldsOwn(event: ClipboardEvent | DragEvent): boolean {
  if ("dataTransfer" in event && event.dataTransfer?.types.includes("Files") === true) return false;
  return event.target instanceof Element && event.target.closest(WITH_TEXT) !== null;
}
