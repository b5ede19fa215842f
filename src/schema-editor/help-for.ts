/** The editor's help for one version: fixes of what is marked, the history of a field, words to go on with. */
import { currentScenario } from "#session/scenario-store.ts";
import { askSchemas, type Analysis, type FieldHistory } from "#session/schema-analysis.ts";
import { subjectInput } from "#session/schema-registry.ts";
import { usersOf, type SchemaUser } from "#session/schema-users.ts";
import { completionsAt } from "./completing.ts";
import { historyLines } from "./history-lines.ts";
import type { TextHelp } from "./monaco/help.ts";
import type { Mark } from "./monaco/text-editor.ts";

interface Wanted {
  readonly subjectId: string;
  /** From 1. */
  readonly version: number;
  readonly format: string;
  /** null where the text has changed since it was looked at. */
  readonly marks: readonly Mark[] | null;
  readonly now: Analysis | null;
  readonly lastGood: Analysis | null;
}

/** What Monaco's providers ask. */
export function helpFor({ subjectId, version, format, marks, now, lastGood }: Wanted): TextHelp {
  const outline = lastGood?.outline ?? [];
  return {
    text: now?.text ?? "",
    fixes: ({ start, end }) =>
      (marks ?? [])
        .filter(({ range }) => range.start <= end && start <= range.end)
        .flatMap(({ fixes, says }) => fixes.map((fix) => ({ fix, says }))),
    hover: async (offset) => {
      const found = await historyAt(subjectId, version, offset);
      if (found === null) return null;
      return { range: found.history.node.range, lines: historyLines(found.history, found.users, version) };
    },
    completions: (text, offset) => completionsAt(format, text, offset, outline),
  };
}

async function historyAt(
  subjectId: string,
  version: number,
  offset: number,
): Promise<{ readonly history: FieldHistory; readonly users: readonly SchemaUser[] } | null> {
  const scenario = currentScenario();
  const subject = scenario.subjects.find(({ id }) => id === subjectId);
  const input = subject === undefined ? null : subjectInput(scenario, subject);
  if (input === null) return null;
  try {
    const history = await askSchemas("fieldAt", { subject: input, version, offset });
    return history === null ? null : { history, users: usersOf(scenario, subjectId) };
  } catch {
    // No answer, no hover; the findings say that the worker is silent.
    return null;
  }
}
