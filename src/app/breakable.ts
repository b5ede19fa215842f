/** What the first-visit button breaks. */
import type { Scenario } from "#scenario/document.ts";
import {
  HEALTHS,
  INSTANCE_STRIDE,
  InstanceAt,
  PAIR_STRIDE,
  PairAt,
  sharersOf,
  type Frame,
} from "#sim/frame.ts";
import { INSTANCES_MAX, type Layout } from "#sim/layout.ts";

/**
 * Subject of a running instance whose crash is worth watching: a member that owns something, of a group with others
 * who can take over, the first such in the drawing. -1: none yet.
 */
export function worthBreaking(layout: Layout, frame: Frame): number {
  const up = HEALTHS.indexOf("up");
  const owners = new Set<number>();
  for (let at = PairAt.owner; at < frame.pairs.length; at += PAIR_STRIDE) owners.add(frame.pairs[at] ?? -1);
  for (let pair = 0; pair < frame.pairs.length / PAIR_STRIDE; pair += 1)
    for (const { subject } of sharersOf(frame, pair)) owners.add(subject);
  const running: number[] = [];
  for (let at = 0; at < frame.instances.length; at += INSTANCE_STRIDE) {
    const subject = frame.instances[at + InstanceAt.subject] ?? -1;
    if (frame.instances[at + InstanceAt.health] === up && owners.has(subject)) running.push(subject);
  }
  running.sort((a, b) => a - b);
  const serviceOf = (subject: number) => Math.floor(subject / INSTANCES_MAX);
  const inCompany = running.find((one) =>
    running.some((other) => other !== one && serviceOf(other) === serviceOf(one)),
  );
  const first = inCompany ?? running[0] ?? -1;
  return layout.services[serviceOf(first)] === undefined ? -1 : first;
}

/** The first sentence of a description, for the line over the first view. */
export function firstSentence(scenario: Scenario): string {
  const found = /^[\s\S]*?[.!?](?=\s|$)/.exec(scenario.description.trim());
  return (found?.[0] ?? scenario.description.trim()).replace(/\s+/g, " ");
}
