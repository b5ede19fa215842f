/** Other scenarios to compare the open one with: of the gallery, or a file. They run on the open document's seed. */
import { setSeed } from "#scenario/edits.ts";
import type { Scenario } from "#scenario/document.ts";
import { startComparing } from "./comparing.ts";
import { galleryScenario } from "./gallery.ts";
import { refuseToOpen } from "./opening.ts";
import { currentScenario } from "./scenario-store.ts";
import { tell } from "./toasts.ts";

function compareWith(a: Scenario, name: string): void {
  void startComparing({ a: setSeed(a, currentScenario().seed), name });
}

/** Makes a scenario of the gallery A. */
export async function compareWithGallery(file: string): Promise<void> {
  const scenario = await galleryScenario(file);
  if (scenario === null) return tell(`${file} could not be loaded.`, "error");
  compareWith(scenario, scenario.name);
}

/** Asks for a file and makes its scenario A. */
export function compareWithFile(): void {
  const input = document.createElement("input");
  input.type = "file";
  input.accept = ".json,application/json";
  input.addEventListener("change", () => {
    const [file] = input.files ?? [];
    if (file !== undefined) void read(file);
  });
  input.click();
}

async function read(file: File): Promise<void> {
  const { readScenarioFile } = await import("./admitting.ts");
  const result = await readScenarioFile(file);
  if (result.ok) compareWith(result.value, result.value.name);
  else refuseToOpen(file.name, result.problems);
}
