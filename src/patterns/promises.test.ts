/**
 * Each pattern keeps what it promises: on the same seed, load and faults harm comes about without it and none with it.
 * What is tried stands in `trials/`.
 */
import { describe, expect, it } from "vitest";
import { play } from "#checklist/stage.ts";
import type { Scenario } from "#scenario/document.ts";
import { PATTERNS } from "./index.ts";
import { choiceAt, siteOf, type Pattern } from "./pattern.ts";
import { MESSAGE_TRIALS } from "./trials/messages.fixture.ts";
import { REPLAY_TRIALS } from "./trials/replay.fixture.ts";
import { REQUEST_TRIALS } from "./trials/requests.fixture.ts";
import type { Trial } from "./trials/trial.fixture.ts";

const TRIALS = [...MESSAGE_TRIALS, ...REQUEST_TRIALS, ...REPLAY_TRIALS];
const SEEDS = Array.from({ length: 25 }, (_, at) => `seed ${at + 1}`);

/** A scenario in which services have made a choice. */
function chosen(scenario: Scenario, pattern: Pattern, choiceId: string, at: readonly string[]): Scenario {
  const choice = pattern.choices.find(({ id }) => id === choiceId)!;
  return at.reduce((changed, id) => {
    const site = siteOf(changed, id)!;
    // A step of a saga may not take part in all of it.
    return pattern.concerns(site) ? choice.choose(changed, site) : changed;
  }, scenario);
}

function harmsOf(trial: Trial, pattern: Pattern, choiceId: string): readonly number[] {
  return SEEDS.map((seed) => {
    const scenario = chosen(trial.scenario(seed), pattern, choiceId, trial.at);
    const first = trial.at.map((id) => siteOf(scenario, id)!).find((site) => pattern.concerns(site))!;
    expect(choiceAt(pattern, first)?.id).toBe(choiceId);
    return trial.harm(play(scenario, trial.reads));
  });
}

const LIMIT_MS = 180_000;

describe.each(PATTERNS.map((pattern) => [pattern.title, pattern] as const))("%s", (_, pattern) => {
  const trials = TRIALS.filter((trial) => trial.pattern === pattern.id);

  it("has a trial in which its lack does harm, and none with it", () => {
    expect(trials.some(({ fails, holds }) => fails.length > 0 && holds.length > 0)).toBe(true);
  });

  describe.each(trials.map((trial) => [trial.says, trial] as const))("lest %s", (__, trial) => {
    it.each(trial.fails)("%s does not do, on any seed", { timeout: LIMIT_MS }, (choiceId) => {
      const harms = harmsOf(trial, pattern, choiceId);
      expect(harms.filter((harm) => harm === 0)).toEqual([]);
    });

    it.each(trial.holds)("%s does, on every seed", { timeout: LIMIT_MS }, (choiceId) => {
      const harms = harmsOf(trial, pattern, choiceId);
      expect(harms.filter((harm) => harm !== 0)).toEqual([]);
    });
  });
});

it("every choice is tried", () => {
  const tried = new Set(
    TRIALS.flatMap(({ pattern, fails, holds }) => [...fails, ...holds].map((id) => `${pattern} ${id}`)),
  );
  const untried = PATTERNS.flatMap(({ id, choices }) =>
    choices.map((choice) => `${id} ${choice.id}`).filter((each) => !tried.has(each)),
  );
  expect(untried).toEqual([]);
});
