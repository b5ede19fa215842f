/**
 * Invariants in words: what each one demands, how it stands, and, where it does not hold, what led there: the anomaly
 * that was found at that moment or shortly before, with its chain of causes and what would have prevented it.
 */
import type { Micros } from "#base/units.ts";
import type { Invariant, Scenario } from "#scenario/document.ts";
import { initialConfig, type ConfigOf, type Fields } from "#scenario/fields.ts";
import type { Anomaly, Link } from "./anomaly.ts";
import type { Explainer } from "./explain.ts";
import { faults } from "./faults/index.ts";
import type { InvariantSight, Violation } from "./invariants-sight.ts";
import type { InvariantForm } from "./invariants/form.ts";
import { formOf } from "./invariants/index.ts";
import type { Layout } from "./layout.ts";
import { momentText } from "./words.ts";

/** An anomaly that is older than this did not lead to what is explained. */
const CAUSE_WITHIN_US = 60_000_000;

/** Settings of an invariant, complete; unknown ones are left out. */
function configOf({ fields }: InvariantForm, { config }: Invariant): ConfigOf<Fields> {
  const own = Object.entries(config).filter(([name]) => Object.hasOwn(fields, name));
  return { ...initialConfig(fields), ...Object.fromEntries(own) } as ConfigOf<Fields>;
}

function targetName(scenario: Scenario, { target }: Invariant): string {
  return scenario.nodes.find(({ id }) => id === target)?.name ?? target;
}

/** What an invariant is called: by its name, or by what it demands. */
export function invariantName(scenario: Scenario, invariant: Invariant): string {
  if (invariant.name !== undefined) return invariant.name;
  const form = formOf(invariant.kind);
  if (form === undefined) return invariant.kind;
  return form.demands(configOf(form, invariant), targetName(scenario, invariant));
}

/** What was found, or what speaks for it so far; without the cause. */
export function invariantSays(
  scenario: Scenario,
  layout: Layout,
  invariant: Invariant,
  sight: InvariantSight,
): string {
  const form = formOf(invariant.kind);
  if (form === undefined) return "";
  const words = { layout, target: targetName(scenario, invariant) };
  const config = configOf(form, invariant);
  return sight.violation === null
    ? form.holds(sight, config, words)
    : form.found(sight.violation, sight, config, words);
}

/** What led to a violation. */
export interface Cause {
  readonly chain: readonly Link[];
  /** What would have prevented it; "" where that is not known. */
  readonly prevention: string;
  /** Index of the anomaly that tells it among those that were explained, or -1. */
  readonly anomaly: number;
}

/**
 * What led to a violation, or null: an anomaly of the form's classes, the nearest before it, about the same thing first;
 * or what somebody did to the run, where that came later and nothing surprising has followed yet.
 */
export function causeOf(
  explainer: Explainer,
  layout: Layout,
  scenario: Scenario,
  invariant: Invariant,
  violation: Violation,
): Cause | null {
  const [anomaly, rank] = nearestAnomaly(explainer, layout, invariant, violation);
  const deed = lastDeed(scenario, violation.atUs);
  if (deed !== null && rank < HERE && (anomaly === null || deed.atUs > anomaly.untilUs))
    return { chain: [deed], prevention: "", anomaly: -1 };
  return anomaly === null
    ? null
    : { chain: anomaly.chain, prevention: anomaly.prevention.says, anomaly: anomaly.index };
}

/** What was done to the run last, up to a moment. */
function lastDeed(
  { interventions, nodes }: Scenario,
  atUs: Micros,
): { readonly atUs: Micros; readonly says: string } | null {
  const last = interventions.findLast(({ atMs }) => atMs * 1000 <= atUs);
  if (last === undefined) return null;
  const title = Object.hasOwn(faults, last.kind) ? faults[last.kind]!.title : last.kind;
  const name = nodes.find(({ id }) => id === last.target)?.name ?? last.target;
  const { instance } = last.config;
  const who = typeof instance === "number" ? `${name}-${instance}` : name;
  const us = last.atMs * 1000;
  return { atUs: us, says: `somebody did this at ${momentText(us)}: ${title} (${who})` };
}

function nearestAnomaly(
  explainer: Explainer,
  layout: Layout,
  invariant: Invariant,
  violation: Violation,
): readonly [Anomaly | null, number] {
  const classes = formOf(invariant.kind)?.causes ?? [];
  let best: Anomaly | null = null;
  let bestRank = -1;
  for (let index = 0; index < explainer.length; index++) {
    const brief = explainer.brief(index)!;
    if (brief.atUs > violation.atUs) break;
    if (!classes.includes(brief.kind.class)) continue;
    const anomaly = explainer.at(index)!;
    if (violation.atUs - anomaly.untilUs > CAUSE_WITHIN_US) continue;
    // The first rebalance of a group is as it should be.
    if (anomaly.prevention.says.startsWith("Nothing has to be prevented")) continue;
    const order = classes.length - classes.indexOf(brief.kind.class);
    const rank = rankOf(anomaly, layout, invariant, violation, order);
    if (rank >= bestRank) [best, bestRank] = [anomaly, rank];
  }
  return [best, bestRank];
}

/** Rank of what is about the very place of a violation. */
const HERE = 200;

/** How well an anomaly suits: at the same moment and place before the same place, before the same group, before others. */
function rankOf(
  anomaly: Anomaly,
  layout: Layout,
  { target }: Invariant,
  violation: Violation,
  order: number,
): number {
  const topic = layout.topics.find(
    ({ firstPartition, partitions }) =>
      violation.where >= firstPartition && violation.where < firstPartition + partitions,
  );
  const isHere =
    topic !== undefined &&
    anomaly.topic === topic.name &&
    anomaly.partition === violation.where - topic.firstPartition;
  const isOfTarget = anomaly.nodeId === target;
  return (isHere ? HERE : 0) + (isOfTarget ? 100 : 0) + order;
}

/** Why an invariant stands as it does, in one text: what was found, how it came about, what would have prevented it. */
export function explanationOf(
  scenario: Scenario,
  layout: Layout,
  explainer: Explainer,
  invariant: Invariant,
  sight: InvariantSight,
): string {
  const says = invariantSays(scenario, layout, invariant, sight);
  if (sight.violation === null) return sight.is === "undecided" ? `Not decided. ${says}` : says;
  const cause = causeOf(explainer, layout, scenario, invariant, sight.violation);
  if (cause === null) return `${says} ${noCauseText(sight.violation.atUs)}`;
  const came = `${says} How it came about: ${cause.chain.map((link) => link.says).join(" → ")}.`;
  return cause.prevention === ""
    ? came
    : `${came} What would have prevented it: ${sentence(cause.prevention)}`;
}

/** What is said where nothing surprising came before. */
export function noCauseText(atUs: Micros): string {
  return `Nothing surprising came before ${momentText(atUs)}: it is a matter of rates, service times and instances.`;
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
