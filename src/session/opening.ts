/** Opening and saving whole documents: files, the gallery, an empty canvas. The document before is one undo away. */
import { create } from "zustand";
import type { Problem } from "#base/result.ts";
import { fileText } from "#scenario/canonical.ts";
import { emptyScenario, type Scenario } from "#scenario/document.ts";
import { admitText, asset, download, fileName, readScenarioFile } from "./files.ts";
import { startOver } from "./playback-store.ts";
import { currentScenario, replaceScenario } from "./scenario-store.ts";
import { clearSelection } from "./selection-store.ts";
import { tell } from "./toasts.ts";
import { useView } from "./view-store.ts";

/** A file that could not be opened, with everything that is wrong with it. The document stays as it was. */
export interface FileRefusal {
  readonly file: string;
  readonly problems: readonly Problem[];
}

/** Hook and store: what the door said of the last file, refusals and listed repairs. */
export const useOpening = create<{
  readonly refusal: FileRefusal | null;
  readonly repairs: readonly Problem[];
}>()(() => ({ refusal: null, repairs: [] }));

export function dismissRefusal(): void {
  useOpening.setState({ refusal: null, repairs: [] });
}

/** Opens a file that a person chose or dropped. The document before can be had back by undo. */
export async function openFile(file: File): Promise<boolean> {
  const result = await readScenarioFile(file);
  if (!result.ok) {
    useOpening.setState({ refusal: { file: file.name, problems: result.problems }, repairs: [] });
    tell(`${file.name} was not opened: ${result.problems[0]?.says ?? "it is no scenario."}`, "error");
    return false;
  }
  useOpening.setState({ refusal: null, repairs: result.warnings });
  open(result.value, `Open ${file.name}`, { playing: false });
  if (result.warnings.length > 0) tell(`${file.name}: ${result.warnings.length} things were mended.`);
  return true;
}

/** Puts a document on screen as a step that can be undone, and runs it from its start. */
export function open(
  scenario: Scenario,
  label: string,
  options: { readonly playing: boolean; readonly documentId?: string | null },
): void {
  clearSelection();
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
    useOpening.setState({ refusal: { file, problems: result.problems }, repairs: [] });
    tell(`${file} was not opened: ${result.problems[0]?.says ?? "it is no scenario."}`, "error");
    return false;
  }
  open(result.value, `Open ${result.value.name}`, { playing: true });
  return true;
}
