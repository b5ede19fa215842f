import { Drawing, type Reader } from "#checklist/drawing.ts";
import { earliestMs } from "#checklist/moments.ts";
import type { Fix, Rule } from "#checklist/rule.ts";
import { withFault } from "#checklist/stage.ts";
import { freshIds } from "#scenario/edits.ts";
import { addInvariant } from "#scenario/invariants.ts";
import { amountText, momentText, numberText } from "#sim/words.ts";

const KIND = "lag-under";
/** A lag of so many seconds of messages is to be told. */
const TOLD_SECONDS = 20;
const UNDER_MIN = 10;
const OUTAGE_MS = 60_000;

export const lagUnwatched: Rule = {
  id: "lag-unwatched",
  title: "Nobody watches the lag",
  severity: "advice",
  says: "A group that stands still makes no noise: its lag is what shows it. Without a bound that somebody hears of, an outage is found by customers.",
  finds: (drawing) =>
    drawing.readers
      .filter((reader) => drawing.load(reader) > 0 && !isWatched(drawing, reader))
      .map((reader) => ({
        nodeId: reader.service.id,
        aboutId: reader.group.id,
        says: `No invariant bounds the lag of ${reader.group.name}.`,
        tryThis: `Demand that it stays under some ${TOLD_SECONDS} s of messages: an alert in production, an invariant here.`,
        fix: fixOf(drawing, reader),
      })),
  harm(place, stage) {
    const reader = stage.drawing.reader(place.nodeId);
    if (reader === undefined) return null;
    const atMs = Math.ceil(earliestMs(stage.play(), reader.group.id));
    let scenario = stage.lasting(atMs + OUTAGE_MS + 60_000);
    for (let instance = 1; instance <= reader.instances; instance++) {
      scenario = withFault(scenario, atMs, "crash", reader.service.id, { instance });
      scenario = withFault(scenario, atMs + OUTAGE_MS, "restart", reader.service.id, { instance });
    }
    return { scenario, atMs, says: `All instances of ${reader.service.name} are down for a minute.` };
  },
  shows({ aboutId }, played) {
    const watched = played.scenario.invariants.findIndex(
      ({ kind, target }) => kind === KIND && target === aboutId,
    );
    if (played.frame.invariants?.[watched]?.is === "violated") return null;
    const { atMs, lag } = played.furthestBehind(aboutId);
    const drawing = new Drawing(played.scenario);
    const reader = drawing.readers.find(({ group }) => group.id === aboutId);
    // Less than what would be demanded is nothing to be told: whoever makes what it reads itself stands still with it.
    if (reader === undefined || lag < boundOf(drawing, reader)) return null;
    return {
      atMs,
      says: `${amountText(lag, "message")} wait at ${momentText(atMs * 1000)}, and nothing that watches the run says so.`,
    };
  },
};

function isWatched({ scenario }: Drawing, { group }: Reader): boolean {
  return scenario.invariants.some(({ kind, target }) => kind === KIND && target === group.id);
}

function boundOf(drawing: Drawing, reader: Reader): number {
  return Math.max(UNDER_MIN, Math.ceil(drawing.load(reader) * TOLD_SECONDS));
}

function fixOf(drawing: Drawing, reader: Reader): Fix {
  const under = boundOf(drawing, reader);
  return {
    label: `Demand a lag of ${reader.group.name} under ${numberText(under)}`,
    edit: (scenario) =>
      addInvariant(scenario, {
        id: freshIds(scenario)("invariant"),
        kind: KIND,
        target: reader.group.id,
        config: { under },
      }),
  };
}
