/** Bytes in and out of the page: the app's own assets, files that people save. What people open comes by `admitting.ts`. */
import type { Result } from "#base/result.ts";
import type { Scenario } from "#scenario/document.ts";

/** The text of a file of the app, by its address relative to the page. Rejects where it cannot be had. */
export async function asset(path: string): Promise<string> {
  const answer = await fetch(new URL(path, document.baseURI));
  if (!answer.ok) throw new Error(`${path}: HTTP ${answer.status}`);
  return answer.text();
}

/** The one door for documents of the app's own, in the page; its code comes when the first one does. */
export async function admitText(input: Uint8Array | string, name?: string): Promise<Result<Scenario>> {
  const { admit } = await import("#scenario/admit.ts");
  return admit(input, name === undefined ? {} : { name });
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

/** Hands the browser a file to save; a text is a scenario's. */
export function download(name: string, content: string | Blob): void {
  const blob = typeof content === "string" ? new Blob([content], { type: "application/json" }) : content;
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The browser reads it after the click has returned.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
