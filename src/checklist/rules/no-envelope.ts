import { settingsFix } from "#checklist/fixes.ts";
import type { Thing } from "#checklist/drawing.ts";
import type { RuleWithoutShow } from "#checklist/rule.ts";
import { listText } from "#sim/words.ts";

export const noEnvelope: RuleWithoutShow = {
  id: "no-envelope",
  title: "No standard envelope",
  severity: "advice",
  says: "Who remembers events by their id needs an id that travels with them. Offsets are none: a copy from an outbox, a retry topic or a redrive has another one. An envelope says id, type, version and time in the same place of every message.",
  noShow:
    "The simulator knows each event by itself, so deduplication works in a run whether the id is in the message or not.",
  finds: (drawing) =>
    drawing.topics.flatMap((topic) => {
      const remembering = drawing
        .readersOf(topic)
        .map(({ service }) => service)
        .filter(remembers);
      if (remembering.length === 0 || topic.value("envelope") !== "none") return [];
      if (drawing.publishers(topic).length === 0) return [];
      return [
        {
          nodeId: topic.id,
          aboutId: "",
          says: `By its id an event of ${topic.name} is known again to ${listText(remembering.map(({ name }) => name))}, and its messages have no envelope that says one.`,
          tryThis: "Agree on one envelope for all topics, CloudEvents or your own.",
          fix: settingsFix(`Put messages of ${topic.name} into an envelope`, topic, {
            envelope: "eventyard",
          }),
        },
      ];
    }),
};

/** Whether a service recognises an event that comes a second time. */
function remembers(service: Thing): boolean {
  const effect = service.value("effect");
  return effect === "email-keyed" || (effect !== "none" && service.value("deduplication") !== "none");
}
