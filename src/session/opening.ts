/** Opening and saving whole documents: files, the gallery, an empty canvas. The document before is one undo away. */
import { create } from "zustand";
import type { Problem, Result } from "#base/result.ts";
import { fileText } from "#scenario/canonical.ts";
import { emptyScenario, type Scenario } from "#scenario/document.ts";
import { chooseAnomaly } from "./chosen.ts";
import { admitText, asset, download, fileName } from "./files.ts";
import { startOver } from "./playback-store.ts";
import { currentScenario, replaceScenario } from "./scenario-store.ts";
import { clearSelection } from "./selection-store.ts";
import { dismissOpenedLink } from "./sharing-store.ts";
import { tell } from "./toasts.ts";
import { useView } from "./view-store.ts";

/** A file, link or text that could not be opened, with everything that is wrong with it. The document stays as it was. */
export interface FileRefusal {
  /** What people call it, e.g. "shop.json", "The link". */
  readonly file: string;
  readonly problems: readonly Problem[];
}

/** Hook and store: what the door said last, refusals and listed repairs. */
export const useOpening = create<{
  readonly refusal: FileRefusal | null;
  readonly repairs: readonly Problem[];
  /** What the repairs are of, as in `FileRefusal`. */
  readonly repaired: string;
}>()(() => ({ refusal: null, repairs: [], repaired: "" }));

export function dismissRefusal(): void {
  useOpening.setState({ refusal: null, repairs: [], repaired: "" });
}

/** Shows why something was not opened; the banner over the canvas says it. */
export function refuseToOpen(file: string, problems: readonly Problem[]): void {
  useOpening.setState({ refusal: { file, problems }, repairs: [], repaired: "" });
}

/** Shows what was repaired, left out or is unknown in something that was opened; nothing where the list is empty. */
export function listRepairs(file: string, repairs: readonly Problem[]): void {
  useOpening.setState({ refusal: null, repairs, repaired: file });
}

/** Opens a file that a person chose or dropped. The document before can be had back by undo. */
export async function openFile(file: File): Promise<boolean> {
  let result: Result<Scenario>;
  try {
    const { readScenarioFile } = await import("./admitting.ts");
    result = await readScenarioFile(file);
  } catch {
    refuseToOpen(file.name, [codeMissing()]);
    return false;
  }
  if (!result.ok) {
    refuseToOpen(file.name, result.problems);
    return false;
  }
  open(result.value, `Open ${file.name}`, { playing: false });
  listRepairs(file.name, result.warnings);
  return true;
}

/** Part of the app's own code could not be had: no network, or a newer app in its place. */
function codeMissing(): Problem {
  return {
    code: "code-missing",
    path: "",
    says: "The part of the app that opens it could not be loaded.",
    tryThis: "Check the network and try again, or save your work as a file and reload the page.",
  };
}

/** Puts a document on screen as a step that can be undone, and runs it from its start. */
export function open(
  scenario: Scenario,
  label: string,
  options: { readonly playing: boolean; readonly documentId?: string | null },
): void {
  clearSelection();
  chooseAnomaly(null);
  dismissRefusal();
  dismissOpenedLink();
  replaceScenario(scenario, label, options.documentId ?? null);
  startOver({ playing: options.playing });
}

/** Asks for a file and opens it. */
export function chooseFile(): void {
  const input = document.createElement("input");
  input.type = "file";
  input.accept = ".json,application/json";
  input.addEventListener("change", () => {
    const [file] = input.files ?? [];
    if (file !== undefined) void openFile(file);
  });
  input.click();
}

/** Saves the document as a file. */
export function saveFile(): void {
  const scenario = currentScenario();
  download(fileName(scenario.name), fileText(scenario));
}

/** An empty canvas, and the parts to fill it at hand; the document before can be had back by undo. */
export function newScenario(): void {
  useView.setState({ leftTab: "build" });
  open(emptyScenario(), "New scenario", { playing: false });
}

/** Opens a scenario of the gallery (its file name, with or without `.json`) and plays it. */
export async function openGallery(name: string): Promise<boolean> {
  const file = name.endsWith(".json") ? name : `${name}.json`;
  let text: string;
  try {
    text = await asset(`gallery/${file}`);
  } catch {
    tell(`${file} could not be loaded.`, "error");
    return false;
  }
  const result = await admitText(text);
  if (!result.ok) {
    refuseToOpen(file, result.problems);
    return false;
  }
  open(result.value, `Open ${result.value.name}`, { playing: true });
  return true;
}
