import { ok, type Result } from "#base/result.ts";
import type { Scenario } from "#scenario/document.ts";

/** Placeholder until the judge is written. */
export function judgeScenario(scenario: Scenario): Result<Scenario> {
  return ok(scenario);
}
