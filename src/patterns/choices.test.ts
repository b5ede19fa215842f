/** Every choice of every pattern, made at every service of the gallery that it concerns. */
import { readFileSync, readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { admit } from "#scenario/admit.ts";
import type { Scenario } from "#scenario/document.ts";
import { compile } from "#sim/compile.ts";
import { PATTERNS } from "./index.ts";
import { choiceAt, siteOf, type Pattern, type Site } from "./pattern.ts";

const FOLDER = new URL("../../public/gallery/", import.meta.url);
const FILES = readdirSync(FOLDER).filter((file) => file.endsWith(".json") && file !== "index.json");

function galleryScenario(file: string): Scenario {
  const result = admit(readFileSync(new URL(file, FOLDER)));
  if (!result.ok) throw new Error(file);
  return result.value;
}

/** Services of a scenario that a pattern concerns. */
function sitesOf(scenario: Scenario, pattern: Pattern): Site[] {
  return scenario.nodes
    .map(({ id }) => siteOf(scenario, id))
    .filter((site): site is Site => site !== null && pattern.concerns(site));
}

describe.each(PATTERNS.map((pattern) => [pattern.id, pattern] as const))("%s", (_, pattern) => {
  const places = FILES.flatMap((file) => {
    const scenario = galleryScenario(file);
    return sitesOf(scenario, pattern).map((site) => ({ file, scenario, site }));
  });

  it("concerns some service of the gallery, and is shown there", () => {
    expect(places.length).toBeGreaterThan(0);
    if (pattern.shownIn !== null) expect(places.map(({ file }) => file)).toContain(pattern.shownIn);
  });

  it("can be chosen, runs then, and is what the drawing has", () => {
    let made = 0;
    for (const { file, scenario, site } of places) {
      for (const choice of pattern.choices) {
        if ((choice.blockedAt?.(site) ?? null) !== null) continue;
        const chosen = choice.choose(scenario, site);
        const where = `${choice.id} at ${site.service.id} of ${file}`;
        const now = siteOf(chosen, site.service.id)!;
        expect(choiceAt(pattern, now)?.id, where).toBe(choice.id);
        const compiled = compile(chosen);
        expect(compiled.ok ? [] : compiled.problems.map(({ says }) => says), where).toEqual([]);
        made++;
      }
    }
    expect(made).toBeGreaterThan(0);
  });

  it("has choices of which no two hold at once", () => {
    for (const { file, site } of places)
      expect(
        pattern.choices.filter((choice) => choice.isAt(site)).length,
        `${site.service.id} of ${file}`,
      ).toBeLessThanOrEqual(1);
  });

  it("choosing what is there already changes nothing", () => {
    for (const { scenario, site } of places) {
      const now = choiceAt(pattern, site);
      if (now === null) continue;
      const again = now.choose(scenario, site);
      expect(compile(again)).toEqual(compile(scenario));
    }
  });
});
