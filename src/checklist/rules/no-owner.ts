import type { Thing } from "#checklist/drawing.ts";
import { settingsFix } from "#checklist/fixes.ts";
import type { RuleWithoutShow } from "#checklist/rule.ts";
import { listText } from "#sim/words.ts";

export const noOwner: RuleWithoutShow = {
  id: "no-owner",
  title: "A shared topic without an owner",
  severity: "advice",
  says: "Where several services publish to one topic, each may change what is in it, and none is asked when it is wrong. Somebody has to decide on its schema, its retention and its keys.",
  noShow: "Who owns a topic is agreed among people; a run goes the same way with an owner and without.",
  finds: (drawing) =>
    drawing.topics.flatMap((topic) => {
      const publishers = drawing.publishers(topic);
      if (publishers.length < 2 || topic.value("owner") !== "") return [];
      const owner = sourceOf(publishers);
      return [
        {
          nodeId: topic.id,
          aboutId: "",
          says: `${listText(publishers.map(({ name }) => name))} publish to ${topic.name}, and nobody is named as its owner.`,
          tryThis: "Name the team whose facts these are; the others ask it.",
          fix: settingsFix(`Name ${owner.name} as owner of ${topic.name}`, topic, {
            owner: owner.name.slice(0, 100),
          }),
        },
      ];
    }),
};

/** Who feeds it by itself, rather than for messages of others; the first of the drawing among equals. */
function sourceOf(publishers: readonly Thing[]): Thing {
  return publishers.find((service) => service.value("publishes") !== "per-message") ?? publishers[0]!;
}
