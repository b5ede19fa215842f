/** The checklist held against what comes with the app: whatever is shown there is mended by its fix. */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { admit } from "#scenario/admit.ts";
import type { Scenario } from "#scenario/document.ts";
import { prove } from "./proof.ts";
import { review } from "./review.ts";

const files = readdirSync("public/gallery").filter((name) => name.endsWith(".json") && name !== "index.json");

function scenarioIn(file: string): Scenario {
  const admitted = admit(readFileSync(`public/gallery/${file}`), { name: file });
  if (!admitted.ok) throw new Error(admitted.problems[0]?.says);
  return admitted.value;
}

describe("the checklist in the gallery", () => {
  it.each(files)(
    "shows nothing in %s that its fix does not mend",
    (file) => {
      const scenario = scenarioIn(file);
      const notMended = review(scenario).flatMap((finding) => {
        const proof = prove(scenario, finding);
        const after = proof.is === "shown" ? proof.mended?.shown : null;
        return after ? [[finding.key, after.says]] : [];
      });
      expect(notMended).toEqual([]);
      // A drawing with many findings is run many times.
    },
    180_000,
  );

  it("finds what the failing twin lacks, and not in the good one", () => {
    const rulesOf = (file: string) => review(scenarioIn(file)).map(({ rule }) => rule.id);
    expect(rulesOf("poison-message.json")).toContain("no-dead-letter-queue");
    expect(rulesOf("poison-message-dead-letter-queue.json")).not.toContain("no-dead-letter-queue");
    expect(rulesOf("rate-limit-hammered.json")).toContain("over-rate-limit");
    expect(rulesOf("rate-limit-kept.json")).not.toContain("over-rate-limit");
  });
});
