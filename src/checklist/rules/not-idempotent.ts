import { crashesAfterEffects } from "#checklist/crashing.ts";
import { idempotenceFix } from "#checklist/fixes.ts";
import type { Rule } from "#checklist/rule.ts";
import { amountText } from "#sim/words.ts";

export const notIdempotent: Rule = {
  id: "not-idempotent",
  title: "Done twice when it comes twice",
  severity: "danger",
  says: "A group that commits after its work gets a message again after a crash or a rebalance. An effect that adds or sends is then done again: money twice, mails twice.",
  finds: (drawing) =>
    drawing.readers
      .filter(
        ({ group, service }) =>
          ["add", "email"].includes(String(service.value("effect"))) &&
          service.value("deduplication") === "none" &&
          // A step of a saga knows what it has done by the request.
          service.value("sagaStep") !== true &&
          (group.value("protocol") === "share" || group.value("commit") !== "before-processing"),
      )
      .map(({ group, service }) => ({
        nodeId: service.id,
        aboutId: group.id,
        says: `${service.name} ${service.value("effect") === "add" ? "adds to a balance" : "sends an e-mail"} for each message, and does not notice when one comes a second time.`,
        tryThis:
          "Remember the ids of events in the effect's own transaction, or give the other side a key to recognise them by.",
        fix: idempotenceFix(service),
      })),
  harm(place, stage) {
    const reader = stage.drawing.reader(place.nodeId);
    return reader === undefined
      ? null
      : stage.first(crashesAfterEffects(stage, reader), notIdempotent, place);
  },
  shows({ nodeId }, played) {
    const sight = played.effects(nodeId);
    if (sight === undefined || sight.repeated === 0) return null;
    const [first] = played.told("effectRepeated").filter(({ who }) => played.isInstanceOf(who, nodeId));
    const sums =
      sight.unit === "cents"
        ? ` It should be ${moneyText(sight.expected)} and is ${moneyText(sight.actual)}.`
        : "";
    return {
      atMs: first === undefined ? played.endMs : first.timeUs / 1000,
      says: `${amountText(sight.repeated, "effect")} done a second time.${sums}`,
    };
  },
};

function moneyText(cents: number): string {
  const whole = Math.trunc(cents / 100);
  return `${whole}.${String(Math.abs(cents % 100)).padStart(2, "0")}`;
}
