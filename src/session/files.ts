/** Bytes in and out of the page: the app's own assets, files that people open, files that they save. */
import { refused, type Problem, type Result } from "#base/result.ts";
import type { Scenario } from "#scenario/document.ts";

/** The text of a file of the app, by its address relative to the page. Rejects where it cannot be had. */
export async function asset(path: string): Promise<string> {
  const answer = await fetch(new URL(path, document.baseURI));
  if (!answer.ok) throw new Error(`${path}: HTTP ${answer.status}`);
  return answer.text();
}

function problem(code: string, says: string, tryThis: string): Problem {
  return { code, path: "", says, tryThis };
}

/** The one door for documents; its code comes when the first one does. */
export async function admitText(input: Uint8Array | string, name?: string): Promise<Result<Scenario>> {
  const { admit } = await import("#scenario/admit.ts");
  return admit(input, name === undefined ? {} : { name });
}

/** More than this is not even read; `admit` has the exact limit. */
const FILE_BYTES_MAX = 8_000_000;

/** Reads a file that a person gave, through the one door; never throws. */
export async function readScenarioFile(file: Blob & { readonly name?: string }): Promise<Result<Scenario>> {
  const name = file.name ?? "The file";
  if (file.size > FILE_BYTES_MAX) {
    const megabytes = Math.ceil(file.size / 1e6);
    return refused([
      problem("too-large", `${name} has ${megabytes} MB, at most 4 MB are read.`, "Choose a scenario file."),
    ]);
  }
  let bytes: Uint8Array;
  try {
    bytes = new Uint8Array(await file.arrayBuffer());
  } catch {
    return refused([
      problem("unreadable", `${name} cannot be read.`, "A folder cannot be opened; choose one file."),
    ]);
  }
  return admitText(bytes, name);
}

/** A file name that every system takes, from a scenario's name. */
export function fileName(scenarioName: string): string {
  const safe = scenarioName
    .normalize("NFKD")
    .replaceAll(/\p{M}+/gu, "")
    .replaceAll(/[^A-Za-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "")
    .toLowerCase()
    .slice(0, 80);
  return `${safe === "" ? "scenario" : safe}.json`;
}

/** Hands the browser a file to save. */
export function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The browser reads it after the click has returned.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
