/** A version's text out of the app: to the clipboard, to a file. */
import { currentScenario } from "#session/scenario-store.ts";
import { download } from "#session/files.ts";
import { formatOr, schemaFileName } from "#session/schema-starters.ts";
import { tell } from "#session/toasts.ts";
import { flushTyping } from "./typing.ts";

/** Name and text of a version as it is now. */
function versionNow(subjectId: string, version: number) {
  flushTyping();
  const subject = currentScenario().subjects.find(({ id }) => id === subjectId);
  const text = subject?.versions[version - 1]?.text;
  return subject === undefined || text === undefined ? null : { subject, text };
}

/** Copies a version (from 1). */
export async function copyVersion(subjectId: string, version: number): Promise<void> {
  const found = versionNow(subjectId, version);
  if (found === null) return;
  try {
    await navigator.clipboard.writeText(found.text);
    tell(`v${version} of ${found.subject.name} copied.`);
  } catch {
    tell("The browser does not let us copy. Select the text and copy it by hand.", "error");
  }
}

/** Saves a version (from 1) as a file. */
export function saveVersion(subjectId: string, version: number): void {
  const found = versionNow(subjectId, version);
  if (found === null) return;
  const { name, format } = found.subject;
  download(schemaFileName(name, version, formatOr(format)), new Blob([found.text], { type: "text/plain" }));
}
