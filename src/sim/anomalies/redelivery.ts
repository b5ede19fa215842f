/** Why a message came a second time: who had it and went, whom its partition came to, and where that one began. */
import type { Link } from "#sim/anomaly.ts";
import { START_REASONS } from "#sim/fact-tables.ts";
import type { FactRow } from "#sim/story-context.ts";
import { momentText, numberText } from "#sim/words.ts";
import { links, type ExplainPast } from "./past.ts";

const HOW = {
  crashed: "crashed",
  stopped: "was shut down",
  lost: "lost the partition",
  revoked: "gave the partition up",
  expired: "left for not polling (max.poll.interval.ms)",
} as const;

/** Whether somebody moved the offset back, so that it was to come again. */
export function isSought(row: FactRow, past: ExplainPast): boolean {
  return START_REASONS[past.story.starts.get(past.pair(row.who, row.where))?.reason ?? -1] === "sought";
}

/**
 * The links from the parting of the last owner to the one who reads again, with their moments where they have one;
 * `after` says what the last owner had done by then, e.g. ", after the effect". Empty where nothing of it is known.
 */
export function redelivery(row: FactRow, past: ExplainPast, after = ""): Link[] {
  const pair = past.pair(row.who, row.where);
  const parting = past.story.partings.get(pair);
  const start = past.story.starts.get(pair);
  const session = past.setting(past.group(past.groupOf(row.who))?.nodeId, "sessionTimeoutMs");
  return links(
    parting === undefined || parting.subject < 0
      ? null
      : {
          atUs: parting.atUs,
          says: `${past.member(parting.subject)} ${HOW[parting.how]} at ${momentText(parting.atUs)}${after}`,
        },
    parting?.how !== "crashed"
      ? null
      : `${past.partition(row.where)} moved once its session was over (${session?.name ?? "session.timeout.ms"})`,
    start === undefined
      ? null
      : isSought(row, past)
        ? { atUs: start.atUs, says: `somebody moved the offset to ${numberText(start.offset)}` }
        : {
            atUs: start.atUs,
            says: `${past.member(start.subject)} began at offset ${numberText(start.offset)}, the last committed`,
          },
  );
}
