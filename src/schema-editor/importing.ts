/** Files of schemas into the scenario: each becomes a subject, or a new version of the one that is called like it. */
import { Limits } from "#scenario/limits.ts";
import { currentScenario } from "#session/scenario-store.ts";
import { createSubject, createVersion } from "#session/schema-edits.ts";
import { formatOfFile } from "#session/schema-starters.ts";
import { tell } from "#session/toasts.ts";
import { flushTyping } from "./typing.ts";

/** More at once is a slip. */
const FILES_MAX = 50;

/** Asks for files and takes them in. */
export function chooseSchemaFile(): void {
  const input = document.createElement("input");
  input.type = "file";
  input.multiple = true;
  input.accept = ".avsc,.proto,.json";
  input.addEventListener("change", () => void importFiles([...(input.files ?? [])]));
  input.click();
}

/** Takes files in, one after the other. Says what cannot be taken, and why; never rejects. */
export async function importFiles(files: readonly File[]): Promise<void> {
  flushTyping();
  if (files.length > FILES_MAX) return tell(`${FILES_MAX} files at most are taken at once.`, "error");
  for (const file of files) {
    // One after the other, in the order of the list.
    // oxlint-disable-next-line no-await-in-loop
    const read = await readText(file);
    if (typeof read === "string") tell(read, "error");
    else take(file.name, read.text);
  }
}

/** The text, or why it cannot be had. */
async function readText(file: File): Promise<string | { readonly text: string }> {
  if (file.size > Limits.schemaLength) {
    return `${file.name} has ${Math.ceil(file.size / 1_000)} kB; a schema has ${Limits.schemaLength / 1_024} kB at most.`;
  }
  try {
    const bytes = await file.arrayBuffer();
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes).replaceAll(/\r\n?/g, "\n") };
  } catch {
    return `${file.name} is no text in UTF-8.`;
  }
}

function take(fileName: string, text: string): void {
  const format = formatOfFile(fileName, text);
  if (format === null) return tell(`${fileName} is no .avsc, .proto or .json.`, "error");
  const name = fileName.replace(/(?:-v\d+)?(?:\.schema)?\.[^.]*$/, "");
  const same = currentScenario().subjects.find(
    (subject) => subject.name === name && subject.format === format,
  );
  if (same === undefined) createSubject({ name: name === "" ? "schema" : name, format, text });
  else createVersion(same.id, text);
}
