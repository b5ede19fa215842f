/** How the run stands, in a sentence or two: what `L` reads and what is said after a jump in time. */
import { amountText, momentText, numberText } from "#sim/words.ts";
import type { Frame } from "#sim/frame.ts";
import type { Layout } from "#sim/layout.ts";
import { groupFacts, instanceRows, type GroupFacts } from "./live-rows.ts";

/** A group's state as people say it. */
export const GROUP_STATE_WORDS = {
  Empty: "empty",
  PreparingRebalance: "rebalancing",
  CompletingRebalance: "rebalancing",
  Stable: "stable",
  Dead: "dead",
  Assigning: "rebalancing",
  Reconciling: "rebalancing",
} as const satisfies Record<GroupFacts["state"], string>;

/** "lag 12", "lag unknown", "lag 12 and unknown on 1 partition". */
export function lagWords({ lag, lagUnknown, partitions }: GroupFacts): string {
  if (partitions === 0) return "nothing to read";
  if (lagUnknown === partitions) return "lag unknown";
  const known = `lag ${numberText(lag)}`;
  return lagUnknown === 0 ? known : `${known} and unknown on ${amountText(lagUnknown, "partition")}`;
}

interface Told {
  readonly words: string;
  /** The worse the more. */
  readonly trouble: number;
}

function groupWords(layout: Layout, frame: Frame, index: number): Told {
  const facts = groupFacts(layout, frame, index);
  const group = layout.groups[index];
  if (facts === null || group === undefined) return { words: "", trouble: -1 };
  const running = instanceRows(layout, frame, group.service).filter(({ health }) => health === "up").length;
  const isUnrest = facts.state !== "Stable";
  const parts = [
    `${group.name} ${GROUP_STATE_WORDS[facts.state]}`,
    lagWords(facts),
    amountText(running, "instance"),
    ...(facts.unowned > 0 ? [`${amountText(facts.unowned, "partition")} unowned`] : []),
  ];
  return { words: parts.join(", "), trouble: (isUnrest ? 1e9 : 0) + facts.unowned * 1e6 + facts.lag };
}

/**
 * All groups, those in trouble first, at most `most` of them: "At 0:57: payments rebalancing, lag 12, 2 instances; …".
 */
export function runWords(layout: Layout, frame: Frame, most: number): string {
  const groups = layout.groups
    .map((_, index) => groupWords(layout, frame, index))
    .toSorted((a, b) => b.trouble - a.trouble);
  const at = `At ${momentText(Math.round(frame.atUs / 1000) * 1000)}`;
  if (groups.length === 0) return `${at}: nobody reads anything.`;
  const shown = groups.slice(0, most).map(({ words }) => words);
  const left = groups.length - shown.length;
  return `${at}: ${[...shown, ...(left > 0 ? [`and ${amountText(left, "more group")}`] : [])].join("; ")}.`;
}
