import { partitionsOf, type Reader } from "#checklist/drawing.ts";
import { settingsFix } from "#checklist/fixes.ts";
import { earliestMs } from "#checklist/moments.ts";
import type { Fix, Rule } from "#checklist/rule.ts";
import { amountText, listText } from "#sim/words.ts";

export const idleMembers: Rule = {
  id: "idle-members",
  title: "More members than partitions",
  severity: "warning",
  says: "A partition has one owner in a group, so members beyond the number of partitions have nothing to do: they cost and do not help.",
  finds: (drawing) =>
    drawing.readers.filter(isIdle).map((reader) => ({
      nodeId: reader.service.id,
      aboutId: reader.group.id,
      says: `${reader.service.name} has ${reader.instances} instances, and ${reader.group.name} shares out ${amountText(shares(reader), "partition")}: ${amountText(reader.instances - shares(reader), "instance")} will idle.`,
      tryThis: "Give the topic as many partitions as there will ever be members, or run fewer instances.",
      fix: fixOf(reader),
    })),
  harm({ nodeId }, stage) {
    const reader = stage.drawing.reader(nodeId);
    if (reader === undefined) return null;
    const atMs = Math.ceil(earliestMs(stage.play(), reader.group.id));
    return {
      scenario: stage.lasting(atMs + 10_000),
      atMs,
      says: `${reader.group.name} has shared out its partitions. Look for instances of ${reader.service.name} without one.`,
    };
  },
  shows({ aboutId }, played) {
    const group = played.group(aboutId);
    if (group === undefined) return null;
    const idle = Object.entries(group.members).flatMap(([name, owned]) => (owned.length === 0 ? [name] : []));
    if (idle.length === 0) return null;
    return {
      atMs: Math.ceil(earliestMs(played, aboutId)),
      says: `${listText(idle)} ${idle.length === 1 ? "owns" : "own"} nothing in the whole run.`,
    };
  },
};

function isIdle(reader: Reader): boolean {
  const { group, instances } = reader;
  return group.value("protocol") !== "share" && group.value("pattern") === "" && instances > shares(reader);
}

/** Among how many members the partitions can be shared out: Range does it topic by topic, from the first member on. */
function shares({ group, topics, partitions }: Reader): number {
  const isRange =
    group.value("protocol") === "classic"
      ? group.value("assignor") === "range"
      : group.value("serverAssignor") === "range";
  return isRange ? Math.max(...topics.map(partitionsOf)) : partitions;
}

function fixOf(reader: Reader): Fix {
  const topic = reader.topics.find(({ node }) => node.kind === "topic");
  if (topic === undefined || reader.topics.length > 1)
    return settingsFix(
      `Give ${reader.service.name} ${amountText(shares(reader), "instance")}`,
      reader.service,
      {
        instances: shares(reader),
      },
    );
  return settingsFix(`Give ${topic.name} ${reader.instances} partitions`, topic, {
    partitions: reader.instances,
  });
}
