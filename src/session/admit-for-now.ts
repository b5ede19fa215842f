/** Holds the place of `#scenario/admit.ts` until it is there: parses, and believes. */
import { ok, refused, type Result } from "#base/result.ts";
import { emptyScenario, FORMAT, type Scenario } from "#scenario/document.ts";

export function admit(text: string): Result<Scenario> {
  try {
    const parsed = JSON.parse(text) as Partial<Scenario>;
    if (parsed.format === FORMAT) return ok({ ...emptyScenario(), ...parsed });
  } catch {
    // Said below.
  }
  return refused([
    {
      code: "not-a-scenario",
      path: "",
      says: "This is not a scenario of this app.",
      tryThis: "Choose a scenario file.",
    },
  ]);
}
