import { GIVE_UP_MS_MAX, giveUpMs } from "#checklist/attempts.ts";
import { Thing, type Reader } from "#checklist/drawing.ts";
import { withDeadLetterQueue, withSettings } from "#checklist/fixes.ts";
import { earliestMs } from "#checklist/moments.ts";
import type { Fix, Rule, Shown } from "#checklist/rule.ts";
import type { Played } from "#checklist/played.ts";
import { withFault } from "#checklist/stage.ts";
import { partitionOf } from "#sim/layout.ts";
import { amountText, momentText, numberText } from "#sim/words.ts";

const ATTEMPTS = 3;
const DECIDED_US = 60_000_000;
/** By then one sees that it stands still. */
const SEEN_AFTER_MS = 20_000;
/** Messages that wait behind a poisoned one before it counts as a blockade. */
const WAITING_MIN = 3;

export const noDeadLetterQueue: Rule = {
  id: "no-dead-letter-queue",
  title: "No dead letter queue",
  severity: "danger",
  says: "Some day a message comes that cannot be processed. Without a place to put it aside, it either blocks its partition for ever or is lost.",
  finds: (drawing) =>
    drawing.readers
      .filter(({ group, deadLetters }) => group.value("protocol") !== "share" && deadLetters === null)
      .map((reader) => ({
        nodeId: reader.service.id,
        aboutId: reader.group.id,
        says:
          reader.group.value("afterLastAttempt") === "skip"
            ? `${reader.group.name} skips a message after ${amountText(reader.group.number("maxAttempts"), "attempt")}: it is lost.`
            : `${reader.group.name} tries a failing message for ever: nothing behind it in its partition is processed.`,
        tryThis: "Wire a dead letter queue to the group, and look at what comes there.",
        fix: fixOf(reader),
      })),
  harm(place, stage) {
    const reader = stage.drawing.reader(place.nodeId);
    const topic = reader?.topics.find((each) => each.node.kind === "topic" && stage.drawing.rate(each) > 0);
    if (reader === undefined || topic === undefined) return null;
    const atMs = Math.ceil(earliestMs(stage.play(), reader.group.id));
    const fillMs = (1000 * WAITING_MIN * 2 * reader.partitions) / stage.drawing.rate(topic);
    const waitMs = Math.min(giveUpMs(reader.group), GIVE_UP_MS_MAX) + Math.max(30_000, fillMs);
    // A group that is behind comes to the message late.
    const harms = [1, 3].map((times) => ({
      scenario: withFault(stage.lasting(atMs + times * waitMs), atMs, "poison-next", topic.id),
      atMs,
      says: `The next message of ${topic.name} cannot be processed by anybody.`,
    }));
    return stage.first(harms, noDeadLetterQueue, place);
  },
  reads: ["processed"],
  shows({ aboutId }, played) {
    const group = played.groupLayout(aboutId);
    if (group === undefined) return null;
    const [skipped] = played.surprises("given-up", { group: group.name });
    if (skipped !== undefined)
      return {
        atMs: skipped.atUs / 1000,
        says: `${amountText(skipped.count, "message")} given up at ${momentText(skipped.atUs)} and skipped: lost.`,
      };
    return blockade(aboutId, played);
  },
};

/** A partition whose committed offset stands before a message that fails and fails. */
function blockade(groupId: string, played: Played): Shown | null {
  const service = played.groupLayout(groupId)?.service ?? -1;
  const serviceId = played.layout.services[service]?.nodeId ?? "";
  const failed = played.told("failed").filter(({ who }) => played.isInstanceOf(who, serviceId));
  const last = failed.at(-1);
  if (last === undefined) return null;
  const isPast = played.rows.some(
    ({ who, where, offset }) =>
      where === last.where && offset > last.offset && played.isInstanceOf(who, serviceId),
  );
  const { topic, number } = partitionOf(played.layout, last.where);
  const waiting = (played.topic(topic.nodeId)?.partitions[number]?.highWatermark ?? 0) - last.offset - 1;
  if (isPast || waiting < WAITING_MIN) return null;
  const node = played.scenario.nodes.find(({ id }) => id === groupId);
  const own = node === undefined ? null : new Thing(node);
  const first = failed.find(({ where, offset }) => where === last.where && offset === last.offset) ?? last;
  const isLong = own !== null && giveUpMs(own) >= GIVE_UP_MS_MAX;
  // Before the last attempt nothing is decided, unless that is too far away.
  const isDecided = isLong
    ? last.timeUs - first.timeUs >= DECIDED_US
    : last.extra > (own?.number("maxAttempts") ?? 0);
  if (!isDecided) return null;
  return {
    atMs: Math.min(last.timeUs / 1000, first.timeUs / 1000 + SEEN_AFTER_MS),
    says: `${topic.name} ${number} stands still at offset ${numberText(last.offset)} since ${momentText(first.timeUs)}: ${amountText(last.extra, "attempt")} and no end, and at the end of the run ${amountText(waiting, "message")} wait behind it.`,
  };
}

function fixOf({ group }: Reader): Fix {
  const isLong = giveUpMs(group) >= GIVE_UP_MS_MAX;
  const label = `Give ${group.name} a dead letter queue${isLong ? ` after ${ATTEMPTS} attempts` : ""}`;
  return {
    label,
    edit: (scenario) => {
      const wired = withDeadLetterQueue(scenario, group.id);
      return isLong ? withSettings(wired, group.id, { maxAttempts: ATTEMPTS }) : wired;
    },
  };
}
