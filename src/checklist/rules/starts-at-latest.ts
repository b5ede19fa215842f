import { settingsFix } from "#checklist/fixes.ts";
import type { Rule } from "#checklist/rule.ts";
import { START_REASONS } from "#sim/fact-tables.ts";
import { amountText, numberText } from "#sim/words.ts";

export const startsAtLatest: Rule = {
  id: "starts-at-latest",
  title: "Starts with new messages only",
  severity: "warning",
  says: "Where a group has no committed offset (at its start, after its offsets were forgotten, on a partition that was added), auto.offset.reset = latest jumps over what is there already, without an error.",
  finds: (drawing) =>
    drawing.readers
      .filter(
        ({ group }) => group.value("autoOffsetReset") === "latest" && group.value("protocol") !== "share",
      )
      .map(({ group, service }) => ({
        nodeId: service.id,
        aboutId: group.id,
        says: `${group.name} starts at the end of a partition (auto.offset.reset = latest): what was published before is never read.`,
        tryThis: "Use earliest, and make the processing idempotent.",
        fix: settingsFix(`Let ${group.name} start at the earliest message`, group, {
          autoOffsetReset: "earliest",
        }),
      })),
  harm({ nodeId }, stage) {
    const reader = stage.drawing.reader(nodeId);
    if (reader === undefined || stage.drawing.load(reader) === 0) return null;
    return {
      scenario: stage.lasting(30_000),
      atMs: 0,
      says: `Messages are published while ${reader.group.name} still forms. Look where it begins to read.`,
    };
  },
  shows({ aboutId }, played) {
    const pairs = played.groupLayout(aboutId)?.pairs ?? [];
    const service = played.layout.services[played.groupLayout(aboutId)?.service ?? -1]?.nodeId ?? "";
    const jumps = played
      .told("positioned")
      .filter(
        ({ who, where, offset, extra }) =>
          START_REASONS[extra] === "latest" &&
          offset > 0 &&
          pairs.includes(where) &&
          played.isInstanceOf(who, service),
      );
    if (jumps.length === 0) return null;
    const missed = jumps.reduce((sum, { offset }) => sum + offset, 0);
    return {
      atMs: jumps[0]!.timeUs / 1000,
      says: `It begins at the end of ${amountText(jumps.length, "partition")}: the ${numberText(missed)} messages before are never read.`,
    };
  },
};
