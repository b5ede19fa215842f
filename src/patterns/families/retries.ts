/** How a message that failed is tried again: where it stands, with which pauses, or in a topic of its own. */
import { withRetryTopic, withSettings } from "#checklist/fixes.ts";
import { has, type Choice, type Pattern, type Site } from "#patterns/pattern.ts";
import type { Scenario } from "#scenario/document.ts";
import { removeWire } from "#scenario/edits.ts";

const inTopics = ({ reader, drawing }: Site): boolean =>
  reader !== null &&
  drawing.scenario.wires.some(({ kind, from }) => kind === "retries" && from === reader.group.id);

/** Takes the wires to retry topics away. The group goes on reading these topics: what waits there is not lost. */
function inPlace(
  scenario: Scenario,
  { reader }: Site,
  values: Readonly<Record<string, number | string>>,
): Scenario {
  if (reader === null) return scenario;
  const wires = scenario.wires.filter(({ kind, from }) => kind === "retries" && from === reader.group.id);
  const unwired = wires.reduce((rest, { id }) => removeWire(rest, id), scenario);
  return withSettings(unwired, reader.group.id, values);
}

/** Attempts that are given to a group that had one alone. */
const ATTEMPTS = 5;

function paused(id: string, jitter: string, words: Pick<Choice, "label" | "promises" | "costs">): Choice {
  const grows = id !== "fixed";
  return {
    id,
    ...words,
    isAt: (site) =>
      !inTopics(site) &&
      has(site.reader?.group, { jitter }) &&
      (site.reader?.group.number("maxAttempts") ?? 1) > 1 &&
      (site.reader?.group.number("backoffFactor") ?? 1) > 1 === grows,
    choose: (scenario, site) => {
      const group = site.reader?.group;
      const attempts = group?.number("maxAttempts") ?? 1;
      const factor = group?.number("backoffFactor") ?? 1;
      return inPlace(scenario, site, {
        jitter,
        maxAttempts: attempts > 1 ? attempts : ATTEMPTS,
        backoffFactor: grows ? (factor > 1 ? factor : 2) : 1,
      });
    },
  };
}

export const retries: Pattern = {
  id: "retries",
  title: "Retries",
  concerns: ({ reader }) => reader !== null && reader.group.value("protocol") !== "share",
  choices: [
    {
      id: "none",
      label: "None: one attempt",
      promises: "A failure costs no time.",
      costs: "What would have worked a second later is given up at once.",
      isAt: (site) => !inTopics(site) && has(site.reader?.group, { maxAttempts: 1 }),
      choose: (scenario, site) => inPlace(scenario, site, { maxAttempts: 1 }),
    },
    paused("fixed", "none", {
      label: "In place, fixed pauses",
      promises: "What fails for a moment works in the end, and the order is kept.",
      costs: "The whole partition waits; all who failed together come back together.",
    }),
    paused("exponential", "none", {
      label: "In place, growing pauses",
      promises: "A service that is down is asked more and more seldom.",
      costs: "The whole partition waits; all who failed together come back together.",
    }),
    paused("full-jitter", "full", {
      label: "In place, growing pauses, full jitter",
      promises: "Those who failed together come back spread over the whole pause.",
      costs: "The whole partition waits; a pause may be next to nothing.",
    }),
    paused("equal-jitter", "equal", {
      label: "In place, growing pauses, equal jitter",
      promises: "At least half of the pause is kept, the rest is spread.",
      costs: "The whole partition waits; comes back less spread than with full jitter.",
    }),
    paused("decorrelated-jitter", "decorrelated", {
      label: "In place, decorrelated jitter",
      promises: "Each pause is drawn up to three times the last one: spread, and never very short for long.",
      costs: "The whole partition waits; the longest pause is reached by chance.",
    }),
    {
      id: "topics",
      label: "In a retry topic",
      promises: "The others go on while a failed message waits in a topic of its own.",
      costs: "The order of its key is given up, unless a key fence is set.",
      isAt: inTopics,
      choose: (scenario, site) =>
        inTopics(site) || site.reader === null
          ? scenario
          : // With attempts in place first, the others would wait after all.
            withSettings(withRetryTopic(scenario, site.reader.group.id), site.reader.group.id, {
              maxAttempts: 1,
            }),
    },
  ],
  shownIn: "retries-in-place.json",
};
