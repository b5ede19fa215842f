/** The consumer group inside its service's card: state, generation, lag, what went wrong, and a rebalance while it happens. */
import { HEADER_HEIGHT } from "./card-size.ts";
import {
  groupLag,
  groupStateOf,
  groupValue,
  isRebalancing,
  joinProgress,
  lagLevel,
  remainingText,
  shortCount,
  type LiveFrame,
} from "./live.ts";
import type { ServiceCard } from "./scene.ts";
import { hatch, lagBars, roundedPath, text } from "./shapes.ts";
import type { PaintJob } from "./topic-painter.ts";

/** The group's state in a few words, e.g. "Stable · gen 6" or "Rebalancing · gen 6 → 7". */
export function groupWords(live: LiveFrame, group: number): string {
  const generation = groupValue(live, group, "generation");
  if (isRebalancing(live, group)) {
    // The coordinator counts the generation up when the join phase is done.
    const next = groupStateOf(live, group) === "PreparingRebalance" ? generation + 1 : generation;
    return `Rebalancing · gen ${Math.max(0, next - 1)} → ${next}`;
  }
  const state = groupStateOf(live, group);
  return state === "Stable" ? `Stable · gen ${generation}` : state === "Empty" ? "No members" : state;
}

/** What the rebalance waits for, e.g. "joining 1 of 3 · 42 s left". */
export function rebalanceWords(live: LiveFrame, group: number): string {
  const { joined, members } = joinProgress(live, group);
  const deadline = groupValue(live, group, "joinDeadlineUs");
  const left = deadline >= live.frame.atUs ? ` · ${remainingText(deadline - live.frame.atUs)} left` : "";
  if (groupStateOf(live, group) === "CompletingRebalance") return "handing out partitions";
  return `joining ${joined} of ${members}${left}`;
}

/** Paints the group's section. */
export function paintGroup(job: PaintJob, card: ServiceCard): void {
  const { pen, theme, live } = job;
  if (card.group < 0) return;
  const { x, y, width } = { ...card.box, y: card.box.y + HEADER_HEIGHT };
  const rebalancing = isRebalancing(live, card.group);
  const { lag, unknown } = groupLag(live, card.group);
  const level = lagLevel(lag);
  const right = x + width - 12;
  text(pen, theme, unknown > 0 && lag === 0 ? "lag –" : `lag ${shortCount(lag)}`, right, y + 16, {
    weight: level >= 2 ? 700 : 600,
    colour: level === 0 ? theme.ink2 : theme.ink,
    align: "right",
  });
  lagBars(pen, theme, right - 66, y + 16, level);
  if (rebalancing) {
    text(pen, theme, groupWords(live, card.group), x + 12, y + 32, { weight: 600, colour: theme.warn });
    text(pen, theme, rebalanceWords(live, card.group), x + 12, y + 47, { colour: theme.ink2 });
    joinBar(job, card, x + 12, y + 56, width - 24);
    return;
  }
  const state = groupStateOf(live, card.group);
  text(pen, theme, groupWords(live, card.group), x + 12, y + 32, {
    colour: state === "Stable" ? theme.ok : theme.ink3,
    weight: 500,
  });
  tallies(job, card, x + 12, y + 49);
}

/** Time of the join phase that runs out; hatched while nobody knows its end. */
function joinBar(job: PaintJob, card: ServiceCard, x: number, y: number, width: number): void {
  const { pen, theme, live } = job;
  const since = groupValue(live, card.group, "rebalanceSinceUs");
  const deadline = groupValue(live, card.group, "joinDeadlineUs");
  pen.fillStyle = theme.surface2;
  roundedPath(pen, x, y, width, 3, 1.5);
  pen.fill();
  if (deadline < 0 || since < 0 || deadline <= since) return hatch(pen, x, y, width, 3, theme.warn);
  const left = Math.min(1, Math.max(0, (deadline - live.frame.atUs) / (deadline - since)));
  pen.fillStyle = theme.warn;
  roundedPath(pen, x, y, width * left, 3, 1.5);
  pen.fill();
}

/** Messages done, and in words what should make a person look twice. */
function tallies(job: PaintJob, card: ServiceCard, x: number, y: number): void {
  const { pen, theme, live } = job;
  const done = `${shortCount(groupValue(live, card.group, "processed"))} done`;
  text(pen, theme, done, x, y, { colour: theme.ink2 });
  let at = x + pen.measureText(done).width;
  const limit = card.box.x + card.box.width - 12;
  const findings = [
    { count: groupValue(live, card.group, "lost"), word: "lost", colour: theme.danger },
    { count: groupValue(live, card.group, "duplicates"), word: "twice", colour: theme.warn },
    { count: groupValue(live, card.group, "retried"), word: "retried", colour: theme.ink2 },
  ];
  for (const { count, word, colour } of findings) {
    if (count <= 0) continue;
    const words = ` · ${shortCount(count)} ${word}`;
    if (at + pen.measureText(words).width > limit) return;
    text(pen, theme, words, at, y, { colour, weight: 500 });
    at += pen.measureText(words).width;
  }
}
