/** Compares two documents for the worker. No worker in here and no clock of its own, so that it runs in Node, too. */
import { DifferenceSearch, type Design } from "#comparison/first-difference.ts";
import type { Scenario } from "#scenario/document.ts";
import { compile } from "#sim/compile.ts";
import { partsOf, type PartName } from "#sim/parts-of.ts";
import type { FromComparer, ToComparer } from "./protocol.ts";

/** What the comparison needs of the world. */
export interface ComparerPorts {
  readonly loadParts: (names: readonly PartName[]) => Promise<void>;
  readonly post: (answer: FromComparer) => void;
  /** A wall clock in ms: it decides when progress is told, and nothing else. */
  readonly now: () => number;
}

/** Progress is told this often. */
const TELL_EVERY_MS = 150;

/** Answers one question; whatever goes wrong is an answer, too. */
export async function compareRuns(
  question: ToComparer,
  { loadParts, post, now }: ComparerPorts,
): Promise<void> {
  try {
    await loadParts([...partsOf(question.a), ...partsOf(question.b)]);
    const search = new DifferenceSearch(designOf(question.a, "A"), designOf(question.b, "B"));
    let toldMs = now();
    while (!search.step()) {
      if (now() - toldMs < TELL_EVERY_MS) continue;
      toldMs = now();
      post({ is: "reached", atUs: search.reachedUs });
    }
    post({ is: "compared", found: search.found, atUs: search.reachedUs });
  } catch (error) {
    post({ is: "failed", says: error instanceof Error ? error.message : String(error) });
  }
}

function designOf(scenario: Scenario, name: string): Design {
  const compiled = compile(scenario);
  if (compiled.ok) return { scenario, program: compiled.value };
  throw new Error(`${name} cannot run: ${compiled.problems[0]?.says ?? "it is no scenario."}`);
}
