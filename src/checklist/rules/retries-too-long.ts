import { pauseUsOf } from "#sim/pauses.ts";
import { GIVE_UP_MS_MAX, giveUpMs } from "#checklist/attempts.ts";
import { settingsFix } from "#checklist/fixes.ts";
import { earliestMs } from "#checklist/moments.ts";
import type { Rule } from "#checklist/rule.ts";
import { withFault } from "#checklist/stage.ts";
import { partitionOf } from "#sim/layout.ts";
import { amountText, momentText, numberText, spanText } from "#sim/words.ts";

const ATTEMPTS = 3;
const BACKOFF_MS = 1_000;
const BACKOFF_MAX_MS = 10_000;
/** A partition that stands so long behind one message is a blockade. */
const BLOCKED_MS = 60_000;

export const retriesTooLong: Rule = {
  id: "retries-too-long",
  title: "Retries that go on and on",
  severity: "warning",
  says: "Retries in place keep their partition waiting. They help against what is over in seconds; a message that is broken will never succeed, and whoever is behind it waits for its last attempt.",
  finds: (drawing) =>
    drawing.readers
      .filter(
        ({ group, deadLetters }) =>
          group.value("protocol") !== "share" && deadLetters !== null && giveUpMs(group) >= GIVE_UP_MS_MAX,
      )
      .map(({ group, service, deadLetters }) => ({
        nodeId: service.id,
        aboutId: group.id,
        says: `${group.name} tries a failing message ${amountText(group.number("maxAttempts"), "time")}: it takes more than ${spanText(GIVE_UP_MS_MAX * 1000)} until ${deadLetters?.name ?? ""} has it, and its partition waits.`,
        tryThis: "Put it aside after some seconds. What needs more time belongs into a retry topic.",
        fix: settingsFix(`Let ${group.name} give up after ${ATTEMPTS} attempts`, group, {
          maxAttempts: Math.min(ATTEMPTS, group.number("maxAttempts")),
          backoffMs: Math.min(BACKOFF_MS, group.number("backoffMs")),
          backoffMaxMs: Math.min(BACKOFF_MAX_MS, group.number("backoffMaxMs")),
        }),
      })),
  harm(place, stage) {
    const reader = stage.drawing.reader(place.nodeId);
    const topic = reader?.topics.find((each) => each.node.kind === "topic" && stage.drawing.rate(each) > 0);
    if (reader === undefined || topic === undefined) return null;
    const atMs = Math.ceil(earliestMs(stage.play(), reader.group.id));
    return {
      scenario: withFault(stage.lasting(atMs + 2 * GIVE_UP_MS_MAX), atMs, "poison-next", topic.id),
      atMs,
      says: `The next message of ${topic.name} cannot be processed by anybody.`,
    };
  },
  reads: ["backedOff"],
  shows({ nodeId, aboutId }, played) {
    const first = new Map<string, number>();
    for (const row of played.rows) {
      const { who, where, offset, timeUs } = row;
      if (!played.isInstanceOf(who, nodeId)) continue;
      const key = `${where} ${offset}`;
      const sinceUs = first.get(key) ?? timeUs;
      first.set(key, sinceUs);
      // The wait that begins here counts: its partition is held back for all of it.
      if (timeUs + pauseUsOf(row) - sinceUs < BLOCKED_MS * 1000) continue;
      const { topic, number } = partitionOf(played.layout, where);
      const { lag } = played.furthestBehind(aboutId);
      return {
        atMs: Math.min(played.endMs, (sinceUs + BLOCKED_MS * 1000) / 1000),
        says: `${topic.name} ${number} stands still at offset ${numberText(offset)} from ${momentText(sinceUs)} on, for a minute and more; at its worst ${amountText(lag, "message")} wait.`,
      };
    }
    return null;
  },
};
