/** What becomes of a message that cannot be processed. */
import { withDeadLetterQueue, withSettings } from "#checklist/fixes.ts";
import { has, type Pattern, type Site } from "#patterns/pattern.ts";
import type { Scenario } from "#scenario/document.ts";
import { removeWire } from "#scenario/edits.ts";

const hasQueue = ({ reader }: Site): boolean => (reader?.deadLetters ?? null) !== null;

/** Takes the wire to the queue away; the queue and what lies in it stay on the canvas. */
function without(scenario: Scenario, { reader }: Site, afterLastAttempt: string): Scenario {
  if (reader === null) return scenario;
  const wires = scenario.wires.filter(
    ({ kind, from }) => kind === "dead-letters" && from === reader.group.id,
  );
  const unwired = wires.reduce((rest, { id }) => removeWire(rest, id), scenario);
  return withSettings(unwired, reader.group.id, { afterLastAttempt });
}

export const deadLetters: Pattern = {
  id: "dead-letters",
  title: "Dead letters",
  concerns: ({ reader }) => reader !== null && reader.group.value("protocol") !== "share",
  choices: [
    {
      id: "block",
      label: "None: tried for ever",
      promises: "Nothing is lost, and the order is kept.",
      costs: "One message that cannot be processed stops its partition, and all keys in it, for ever.",
      isAt: (site) => !hasQueue(site) && has(site.reader?.group, { afterLastAttempt: "block" }),
      choose: (scenario, site) => without(scenario, site, "block"),
    },
    {
      id: "skip",
      label: "None: skipped after the last attempt",
      promises: "The partition goes on.",
      costs: "The message is lost, and nobody hears of it.",
      isAt: (site) => !hasQueue(site) && has(site.reader?.group, { afterLastAttempt: "skip" }),
      choose: (scenario, site) => without(scenario, site, "skip"),
    },
    {
      id: "queue",
      label: "A dead letter queue",
      promises:
        "The partition goes on, and the message waits where somebody can look at it, mend it and send it again.",
      costs: "What comes back is behind newer messages of its key. Somebody has to look: let it ring.",
      isAt: hasQueue,
      choose: (scenario, site) =>
        hasQueue(site) || site.reader === null
          ? scenario
          : withDeadLetterQueue(scenario, site.reader.group.id),
    },
  ],
  shownIn: "poison-message.json",
};
