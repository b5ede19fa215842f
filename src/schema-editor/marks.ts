/** What is underlined in a text: its own problems, and what sets it apart from older versions. */
import type { Analysis, Note } from "#session/schema-analysis.ts";
import type { Mark } from "./monaco/text-editor.ts";

/** All marks of an analysis; ranges belong to its text. */
export function marksOf({ problems, notes }: Analysis, version: number): readonly Mark[] {
  const own = problems.map(({ severity, range, says, tryThis, code, fix }): Mark => ({
    severity,
    range,
    says: lines(says, tryThis),
    code,
    fixes: fix === undefined ? [] : [fix],
  }));
  return [...own, ...notes.map((note) => markOf(note, version))];
}

function markOf(note: Note, version: number): Mark {
  const { weight, range, code, fixes } = note;
  return {
    severity: severityOf(note),
    range,
    code,
    fixes: fixes ?? [],
    says: sentence(note, weight, version),
  };
}

function severityOf({ weight }: Note): Mark["severity"] {
  switch (weight) {
    case "breaks":
      return "error";
    case "changes":
      return "warning";
    case "differs":
      return "hint";
  }
}

/** Each sentence on a line of its own: what Monaco shows under the text does not wrap. */
function sentence(
  { says, forWhom, dataEffect, tryThis }: Note,
  weight: Note["weight"],
  version: number,
): string {
  if (weight === "breaks") return lines(says, forWhom, tryThis);
  return lines(`v${version} is accepted.`, says, says.includes(dataEffect) ? "" : dataEffect);
}

function lines(...sentences: readonly string[]): string {
  return sentences.filter((each) => each !== "").join("\n");
}
