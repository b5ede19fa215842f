/** Whether who comes late finds what was published before. */
import { withSettings } from "#checklist/fixes.ts";
import { has, type Pattern, type Site } from "#patterns/pattern.ts";
import type { Thing } from "#checklist/drawing.ts";
import type { Scenario } from "#scenario/document.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const WEEK_MS = 7 * DAY_MS;

export const startingPoint: Pattern = {
  id: "starting-point",
  title: "Where a new consumer starts",
  concerns: ({ reader }) => reader !== null,
  choices: [
    {
      id: "latest",
      label: "At the end",
      promises: "Only what comes from now on.",
      costs: "What was published before its first commit is never read.",
      isAt: ({ reader }) => has(reader?.group, { autoOffsetReset: "latest" }),
      choose: (scenario, { reader }) => starting(scenario, reader?.group, "latest"),
    },
    {
      id: "earliest",
      label: "At the beginning",
      promises: "It reads everything that is still kept, and so can be added, mended and replayed.",
      costs: "It begins with a lag as long as the topic.",
      isAt: ({ reader }) => has(reader?.group, { autoOffsetReset: "earliest" }),
      choose: (scenario, { reader }) => starting(scenario, reader?.group, "earliest"),
    },
  ],
  shownIn: "late-readers.json",
};

function starting(scenario: Scenario, group: Thing | undefined, autoOffsetReset: string): Scenario {
  return group === undefined ? scenario : withSettings(scenario, group.id, { autoOffsetReset });
}

/** Topics whose retention decides what this reader can still find. */
function topicsOf({ reader }: Site): readonly Thing[] {
  return (reader?.topics ?? []).filter(
    (topic) => topic.node.kind === "topic" && topic.value("cleanupPolicy") !== "compact",
  );
}

function isShort(topic: Thing): boolean {
  const retentionMs = topic.number("retentionMs");
  return retentionMs >= 0 && retentionMs < DAY_MS;
}

function keeping(scenario: Scenario, site: Site, retentionMs: number): Scenario {
  return topicsOf(site).reduce((changed, { id }) => withSettings(changed, id, { retentionMs }), scenario);
}

export const retention: Pattern = {
  id: "retention",
  title: "How long messages are kept",
  concerns: (site) => topicsOf(site).length > 0,
  choices: [
    {
      id: "short",
      label: "An hour, or less than a day",
      promises: "Little to store.",
      costs: "Who is down for longer finds a gap: what was deleted meanwhile it will never read.",
      isAt: (site) => topicsOf(site).some(isShort),
      choose: (scenario, site) =>
        topicsOf(site).some(isShort) ? scenario : keeping(scenario, site, HOUR_MS),
    },
    {
      id: "week",
      label: "A week, or at least a day",
      promises: "An outage over a weekend loses nothing, and a mended service can read the week again.",
      costs: "A week of messages to store.",
      isAt: (site) => !topicsOf(site).some(isShort),
      choose: (scenario, site) =>
        topicsOf(site).some(isShort) ? keeping(scenario, site, WEEK_MS) : scenario,
    },
  ],
  shownIn: "retention-too-short.json",
};
