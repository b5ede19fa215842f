/** What a person does with kept documents: open, version, copy, delete, download, take over. */
import type { Scenario } from "#scenario/document.ts";
import { fileText } from "#scenario/canonical.ts";
import { offerRecovered, openLast, recoveredEdits, startKeeping, tellWhyNot } from "./autosave.ts";
import { useDocument } from "./document-store.ts";
import { download, fileName } from "./files.ts";
import { endBoot } from "./keeping/boot-guard.ts";
import {
  dropRecovered,
  keepNew,
  listKept,
  listVersions,
  rawText,
  readKept,
  readVersion,
  setBinned,
  type ListedDocument,
  type ListedVersion,
} from "./keeping/library.ts";
import { failureOf, failureText } from "./keeping/storage.ts";
import { newScenario, open } from "./opening.ts";
import { startOver } from "./playback-store.ts";
import { currentScenario, edit, newDocumentId } from "./scenario-store.ts";
import { tell } from "./toasts.ts";

export type KeptDocument = ListedDocument;
export type KeptVersion = ListedVersion;

/** All kept documents, newest first; the reason where they cannot be had. Never rejects. */
export async function listDocuments(): Promise<readonly KeptDocument[] | { readonly failed: string }> {
  const { storage, keeper } = startKeeping();
  try {
    await keeper.flush();
    return await listKept(storage);
  } catch (error) {
    return { failed: failureText(failureOf(error)) };
  }
}

/** Opens a kept document, paused at its start, as a step that can be undone. False, with the reason said, where it cannot be. */
export async function openDocument(id: string): Promise<boolean> {
  if (useDocument.getState().id === id && useDocument.getState().readOnly !== "safe") return true;
  return attempt(async () => {
    const { keeper } = startKeeping();
    const opened = await keeper.open(id);
    if (opened.is !== "open") {
      tellWhyNot(opened);
      if (opened.is === "missing") tell("That scenario is not kept any more.", "error");
      return false;
    }
    const { scenario, recovered } = opened.document;
    leaveSafeMode();
    open(scenario, `Open ${scenario.name}`, { playing: false, documentId: id });
    offerRecovered(recovered);
    return true;
  });
}

/** The versions of a kept document, newest first. Never rejects. */
export async function versionsOf(id: string): Promise<readonly KeptVersion[]> {
  const { storage, keeper } = startKeeping();
  try {
    await keeper.flush();
    return await listVersions(storage, id);
  } catch {
    return [];
  }
}

/** Makes the open document what it was in a version, as an edit that can be undone; another one's version opens as a copy. */
export async function openVersion(id: string, rev: number): Promise<boolean> {
  return attempt(async () => {
    const { storage, keeper } = startKeeping();
    const version = await readVersion(storage, id, rev);
    if (!version.ok) {
      tell("That version cannot be read.", "error");
      return false;
    }
    if (useDocument.getState().id !== id) {
      openAsNew({ ...version.value, name: `${version.value.name} (copy)` }, "Open a version");
      return true;
    }
    // What is left behind stays a version as well.
    keeper.wantVersion("regular");
    await keeper.flush();
    edit("Restore a version", () => version.value);
    keeper.wantVersion("restore");
    await keeper.flush();
    return true;
  });
}

/** Keeps a copy of a document beside it; answers the copy's id, or null. */
export async function duplicateDocument(id: string): Promise<string | null> {
  let copy: string | null = null;
  await attempt(async () => {
    const { storage, keeper, post } = startKeeping();
    await keeper.flush();
    const scenario = await readKept(storage, id);
    if (scenario === null) {
      tell("That scenario cannot be read.", "error");
      return false;
    }
    copy = newDocumentId();
    await keepNew(storage, copy, { ...scenario, name: `${scenario.name} (copy)` }, Date.now());
    changed(post);
    return true;
  });
  return copy;
}

/** Puts a document into the bin; the one on screen makes way for an empty canvas. `restoreDocument` brings it back. */
export async function deleteDocument(id: string): Promise<boolean> {
  return attempt(async () => {
    const { storage, keeper, post } = startKeeping();
    await keeper.flush();
    if (useDocument.getState().id === id) newScenario();
    await setBinned(storage, id, true);
    changed(post);
    return true;
  });
}

/** Takes a document out of the bin. */
export async function restoreDocument(id: string): Promise<boolean> {
  return attempt(async () => {
    const { storage, post } = startKeeping();
    await setBinned(storage, id, false);
    changed(post);
    return true;
  });
}

/** Saves a kept document as a file; as everything that is there, where it cannot be read. */
export async function downloadDocument(id: string): Promise<boolean> {
  return attempt(async () => {
    const { storage, keeper } = startKeeping();
    await keeper.flush();
    const scenario = await readKept(storage, id);
    if (scenario === null) return downloadRaw(id);
    download(fileName(scenario.name), fileText(scenario));
    return true;
  });
}

/** Saves everything that is kept of a document, whatever state it is in. */
export async function downloadRaw(id: string): Promise<boolean> {
  return attempt(async () => {
    const { storage, tails } = startKeeping();
    download(`${id}.kept.json`, await rawText(storage, tails, id));
    return true;
  });
}

/** Saves the document on screen as a file: what to do where it cannot be kept. */
export function downloadPresent(): void {
  const scenario = currentScenario();
  download(fileName(scenario.name), fileText(scenario));
}

/** Takes the document from the tab that has it, and shows it as it is there. */
export async function takeOver(): Promise<boolean> {
  return attempt(async () => {
    const opened = await startKeeping().keeper.takeOver();
    if (opened.is !== "open") {
      tellWhyNot(opened);
      return false;
    }
    const { scenario, id, recovered } = opened.document;
    open(scenario, "Take over", { playing: false, documentId: id });
    offerRecovered(recovered);
    return true;
  });
}

/** Goes on with a copy of the document on screen, which this tab may change. */
export function openCopy(): void {
  startKeeping().keeper.openCopy();
}

/** Opens recovered edits as a document of their own, and takes the offer away once that is kept. */
export async function openRecovered(key: string): Promise<boolean> {
  const found = recoveredEdits().find((each) => each.key === key);
  const scenario = found?.scenario ?? null;
  if (scenario === null) return false;
  return attempt(async () => {
    const { storage, post } = startKeeping();
    const copy = { ...scenario, name: `${scenario.name} (recovered)` };
    const id = newDocumentId();
    await keepNew(storage, id, copy, Date.now());
    await forget(key);
    changed(post);
    return openDocument(id);
  });
}

/** Saves recovered edits as they are. */
export function downloadRecovered(key: string): void {
  const found = recoveredEdits().find((each) => each.key === key);
  if (found !== undefined) download(`${found.documentId}.recovered.json`, found.raw);
}

/** The person does not want them. */
export async function discardRecovered(key: string): Promise<boolean> {
  return attempt(async () => {
    await forget(key);
    return true;
  });
}

/** Leaves the safe mode with an empty canvas. */
export function startEmpty(): void {
  leaveSafeMode();
  startKeeping();
  newScenario();
}

/** Leaves the safe mode by trying once more to open what was open last. */
export async function tryAgain(): Promise<boolean> {
  leaveSafeMode();
  const isOpen = await openLast();
  if (isOpen) startOver({ playing: false });
  else newScenario();
  return isOpen;
}

function openAsNew(scenario: Scenario, label: string): void {
  open(scenario, label, { playing: false });
}

async function forget(key: string): Promise<void> {
  await dropRecovered(startKeeping().storage, key);
  offerRecovered(recoveredEdits().filter((each) => each.key !== key));
}

function leaveSafeMode(): void {
  if (useDocument.getState().readOnly !== "safe") return;
  endBoot();
  useDocument.setState({ readOnly: null });
}

function changed(post: ReturnType<typeof startKeeping>["post"]): void {
  useDocument.setState(({ listed }) => ({ listed: listed + 1 }));
  post({ is: "listed" });
}

/** Says why storage did not do it. */
async function attempt(action: () => Promise<boolean>): Promise<boolean> {
  try {
    return await action();
  } catch (error) {
    tell(`That did not work: ${failureText(failureOf(error))}.`, "error");
    return false;
  }
}
