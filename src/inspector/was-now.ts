/**
 * "Was / now": what an intervention has changed since, in the few numbers that people break things for. Measured at
 * the moment of the intervention and again now; only what differs is told.
 */
import { countText } from "#ui/quantities.ts";
import type { Frame } from "#sim/frame.ts";
import type { Layout } from "#sim/layout.ts";
import { groupFacts, instanceRows, topicFacts } from "#session/live-rows.ts";

/** One number or word that may change. */
export interface Measure {
  /** Stable, so that two moments can be laid side by side. */
  readonly id: string;
  readonly label: string;
  readonly text: string;
  /** Set where growth is bad news: then the two are compared. */
  readonly badness?: number;
}

export interface Change {
  readonly id: string;
  readonly label: string;
  readonly was: string;
  readonly now: string;
  /** It has become worse (true), better or merely different (false). */
  readonly worse: boolean;
}

/** Instances that are told one by one at most; larger services tell their groups' sums only. */
const INSTANCES_TOLD = 8;

/** What may change when something happens to this node: its instances, its group, and the groups that read from it. */
export function measuresOf(layout: Layout, frame: Frame, targetId: string): readonly Measure[] {
  const service = layout.services.findIndex((each) => each.nodeId === targetId);
  const topic = layout.topics.findIndex((each) => each.nodeId === targetId);
  const group = layout.groups.findIndex((each) => each.nodeId === targetId);
  const topics = service === -1 ? [topic] : (layout.services[service]?.publishesTo ?? []);
  const own = service === -1 ? group : (layout.services[service]?.group ?? -1);
  const groups = layout.groups.flatMap((each, index) =>
    index === own || each.topics.some((read) => topics.includes(read)) ? [index] : [],
  );
  return [
    ...instanceMeasures(layout, frame, service),
    ...groups.flatMap((index) => groupMeasures(layout, frame, index, groups.length > 1)),
  ];
}

function instanceMeasures(layout: Layout, frame: Frame, service: number): readonly Measure[] {
  const rows = service === -1 ? [] : instanceRows(layout, frame, service);
  const running = rows.filter((row) => row.health === "up").length;
  const name = layout.services[service]?.name ?? "";
  const measures: Measure[] =
    service === -1 ? [] : [{ id: "running", label: "Instances running", text: String(running) }];
  const hasGroup = (layout.services[service]?.group ?? -1) >= 0;
  if (!hasGroup || rows.length > INSTANCES_TOLD) return measures;
  for (const row of rows) {
    const text = row.owns.length === 0 ? "nothing" : row.owns.join(", ");
    measures.push({ id: `owns-${row.number}`, label: `${name}-${row.number} owns`, text });
  }
  return measures;
}

function groupMeasures(layout: Layout, frame: Frame, index: number, isNamed: boolean): readonly Measure[] {
  const facts = groupFacts(layout, frame, index);
  if (facts === null) return [];
  const name = layout.groups[index]?.name ?? "";
  const measure = (id: string, label: string, value: number): Measure => ({
    id: `${name}/${id}`,
    label: isNamed ? `${label} (${name})` : label,
    text: countText(value),
    badness: value,
  });
  const calm = (id: string, label: string, text: string): Measure => ({
    id: `${name}/${id}`,
    label: isNamed ? `${label} (${name})` : label,
    text,
  });
  const queue = layout.groups[index]?.deadLetterQueue ?? -1;
  const depth = queue === -1 ? 0 : (topicFacts(layout, frame, queue)?.waiting ?? 0);
  return [
    measure("lag", "Lag", facts.lag),
    calm("state", "State", facts.state),
    calm("generation", "Generation", countText(facts.generation)),
    measure("unowned", "Partitions unowned", facts.unowned),
    measure("duplicates", "Duplicates", facts.duplicates),
    measure("lost", "Lost", facts.lost),
    measure("retried", "Retried", facts.retried),
    measure("dead", "Dead-lettered", facts.deadLettered),
    ...(queue === -1 ? [] : [measure("depth", "In the dead letter queue", depth)]),
  ];
}

/** What differs, in the order of `now`; what is there only now had nothing before. */
export function changesBetween(was: readonly Measure[], now: readonly Measure[]): readonly Change[] {
  const before = new Map(was.map((measure) => [measure.id, measure]));
  return now.flatMap((measure) => {
    const old = before.get(measure.id);
    const text = old?.text ?? "nothing";
    if (text === measure.text) return [];
    const worse = measure.badness !== undefined && measure.badness > (old?.badness ?? 0);
    return [{ id: measure.id, label: measure.label, was: text, now: measure.text, worse }];
  });
}
