/** What the rows of the outline say of the run at one moment: state, lag and rate. Pure; everything missing reads as nothing. */
import { rateAt } from "#picture/rates.ts";
import type { Micros } from "#base/units.ts";
import type { Frame } from "#sim/frame.ts";
import type { Layout } from "#sim/layout.ts";
import { groupInSample, topicInSample } from "#sim/samples.ts";
import { amountText, momentText, numberText } from "#sim/words.ts";
import {
  groupFacts,
  instanceRows,
  isUnread,
  lagStep,
  pairRows,
  topicFacts,
  wireFacts,
  type GroupFacts,
  type InstanceRow,
  type PairRow,
  type Tone,
} from "#session/live-rows.ts";
import { brokerRows } from "#session/broker-rows.ts";
import { GROUP_STATE_WORDS } from "#session/run-words.ts";
import type { Target } from "./rows.ts";

export interface Cells {
  readonly state: string;
  readonly tone: Tone;
  /** "?" where it is unknown, "" where there is none. */
  readonly lag: string;
  /** Step of the lag ramp, or -1. */
  readonly step: number;
  /** Messages a second, e.g. "5/s"; "" where it is unknown. */
  readonly rate: string;
}

/** Samples of the run by column, as `session/samples.ts` keeps them. */
export interface Series {
  readonly times: ArrayLike<number>;
  readonly column: (index: number) => ArrayLike<number>;
}

export const NOTHING: Cells = { state: "", tone: "plain", lag: "", step: -1, rate: "" };

/** What a row says now. */
export function cellsOf(target: Target, layout: Layout, frame: Frame, series: Series): Cells {
  switch (target.is) {
    case "node":
      return nodeCells(target.id, layout, frame, series);
    case "instance": {
      const service = layout.services.findIndex(({ nodeId }) => nodeId === target.service);
      const row = instanceRows(layout, frame, service).find(({ number }) => number === target.number);
      return row === undefined ? NOTHING : instanceCells(row);
    }
    case "partition":
      return partitionCells(target.topic, target.number, layout, frame);
    case "pair":
      return pairCells(target, layout, frame);
    case "wire": {
      const facts = wireFacts(layout, frame, target.id);
      return facts === null ? NOTHING : { ...NOTHING, state: `${numberText(facts.total)} sent` };
    }
    case "intervention": {
      const has = target.atMs * 1_000 <= frame.atUs;
      const at = momentText(Math.round(target.atMs) * 1_000);
      return { ...NOTHING, state: has ? at : `${at}, to come`, tone: has ? "plain" : "waiting" };
    }
    case "heading":
    case "note":
    case "frame":
      return NOTHING;
  }
}

function nodeCells(id: string, layout: Layout, frame: Frame, series: Series): Cells {
  const service = layout.services.findIndex(({ nodeId }) => nodeId === id);
  if (service >= 0) return serviceCells(service, layout, frame, series);
  const topic = layout.topics.findIndex(({ nodeId }) => nodeId === id);
  if (topic >= 0) return topicCells(topic, layout, frame, series);
  if (layout.cluster?.nodeId === id) return clusterCells(layout, frame);
  const group = layout.groups.findIndex(({ nodeId }) => nodeId === id);
  return group >= 0 ? groupCells(group, layout, frame, series) : NOTHING;
}

function clusterCells(layout: Layout, frame: Frame): Cells {
  const rows = brokerRows(layout, frame);
  const well = rows.filter(({ tone }) => tone === "plain").length;
  const unwell = rows.filter(({ tone }) => tone !== "plain").map(({ name, state }) => `${name} ${state}`);
  const words = well === rows.length ? `${well} up` : `${well} of ${rows.length} up, ${unwell.join(", ")}`;
  return { ...NOTHING, state: words, tone: well === rows.length ? "plain" : "bad" };
}

function serviceCells(index: number, layout: Layout, frame: Frame, series: Series): Cells {
  const rows = instanceRows(layout, frame, index);
  const alive = rows.filter(({ health }) => health !== "stopped");
  const up = alive.filter(({ health }) => health === "up").length;
  const count = up === alive.length ? `${up} up` : `${up} of ${alive.length} up`;
  const group = layout.services[index]?.group ?? -1;
  const facts = group < 0 ? null : groupFacts(layout, frame, group);
  const unrest = facts === null || facts.state === "Stable" ? "" : `, ${GROUP_STATE_WORDS[facts.state]}`;
  const rate =
    group < 0 ? publishRate(index, layout, frame, series) : processRate(group, layout, frame, series);
  return {
    state: `${count}${unrest}`,
    tone: up < alive.length ? "bad" : unrest === "" ? "plain" : "waiting",
    ...lagCells(facts),
    rate,
  };
}

function groupCells(index: number, layout: Layout, frame: Frame, series: Series): Cells {
  const facts = groupFacts(layout, frame, index);
  if (facts === null) return NOTHING;
  const unowned = facts.unowned > 0 ? `, ${facts.unowned} unowned` : "";
  return {
    state: `${GROUP_STATE_WORDS[facts.state]}, gen ${facts.generation}${unowned}`,
    tone: facts.unowned > 0 ? "bad" : facts.state === "Stable" ? "plain" : "waiting",
    ...lagCells(facts),
    rate: processRate(index, layout, frame, series),
  };
}

function lagCells(facts: GroupFacts | null): Pick<Cells, "lag" | "step"> {
  if (facts === null || facts.partitions === 0) return { lag: "", step: -1 };
  if (facts.lagUnknown === facts.partitions) return { lag: "?", step: -1 };
  const more = facts.lagUnknown > 0 ? "+?" : "";
  return { lag: `${numberText(facts.lag)}${more}`, step: lagStep(facts.lag) };
}

function oneLag(lag: number | null): Pick<Cells, "lag" | "step"> {
  return lag === null ? { lag: "?", step: -1 } : { lag: numberText(lag), step: lagStep(lag) };
}

function instanceCells(row: InstanceRow): Cells {
  const owns = row.owns.length === 0 ? "" : `, owns ${row.owns.join(", ")}`;
  return { ...NOTHING, state: `${row.state}${owns}`, tone: row.tone };
}

function topicCells(index: number, layout: Layout, frame: Frame, series: Series): Cells {
  const facts = topicFacts(layout, frame, index);
  if (facts === null) return NOTHING;
  const rate = rateText(series, topicInSample(layout, index), frame.atUs);
  if (layout.topics[index]?.isDeadLetterQueue === true) {
    return {
      ...NOTHING,
      state: amountText(facts.waiting, "dead letter"),
      tone: facts.waiting > 0 ? "bad" : "plain",
      rate,
    };
  }
  const lags = facts.readers.flatMap(({ rows }) => rows.map(({ lag }) => lag));
  const known = lags.filter((lag) => lag !== null);
  const lag = known.reduce((sum, each) => sum + each, 0);
  const lagText = lags.length === 0 ? "" : known.length === 0 ? "?" : numberText(lag);
  return {
    state: `${numberText(facts.held)} held`,
    tone: "plain",
    lag: lagText,
    step: known.length === 0 ? -1 : lagStep(lag),
    rate,
  };
}

function partitionCells(topicId: string, number: number, layout: Layout, frame: Frame): Cells {
  const index = layout.topics.findIndex(({ nodeId }) => nodeId === topicId);
  const facts = topicFacts(layout, frame, index);
  const row = facts?.partitions[number];
  if (facts === null || row === undefined) return NOTHING;
  const readers = facts.readers.flatMap(({ rows }) => rows.filter(({ label }) => label === String(number)));
  const ends = `${numberText(row.logStart)} – ${numberText(row.highWatermark)}`;
  const open = row.logEnd > row.highWatermark ? ` – ${numberText(row.logEnd)}` : "";
  const isUnowned = readers.some(isUnread);
  const lags = readers.map(({ lag }) => lag);
  const worst = lags.includes(null) ? null : Math.max(0, ...lags.map((lag) => lag ?? 0));
  return {
    state: `${ends}${open}${isUnowned ? ", unowned" : ""}`,
    tone: isUnowned ? "bad" : "plain",
    ...(readers.length === 0 ? { lag: "", step: -1 } : oneLag(worst)),
    rate: "",
  };
}

function pairCells(target: Target & { readonly is: "pair" }, layout: Layout, frame: Frame): Cells {
  const index = layout.groups.findIndex(({ nodeId }) => nodeId === target.group);
  const group = layout.groups[index];
  const topic = layout.topics.find(({ nodeId }) => nodeId === target.topic);
  const at = group?.pairs.indexOf((topic?.firstPartition ?? -1) + target.number) ?? -1;
  const row = pairRows(layout, frame, index)[at];
  if (topic === undefined || row === undefined) return NOTHING;
  return {
    state: readersInBrief(row),
    tone: isUnread(row) ? "bad" : "plain",
    ...oneLag(row.lag),
    rate: "",
  };
}

/** "instance 2", "shared by 1, 3 and 4", or "unowned". */
function readersInBrief(row: PairRow): string {
  const numberOf = (name: string): string => name.slice(name.lastIndexOf("-") + 1);
  if (row.owner !== null) return `instance ${numberOf(row.owner)}`;
  const numbers = row.sharers.flatMap(({ isDown, name }) => (isDown ? [] : [numberOf(name)]));
  if (numbers.length === 0) return "unowned";
  const last = numbers.pop()!;
  return numbers.length === 0 ? `instance ${last}` : `shared by ${numbers.join(", ")} and ${last}`;
}

function processRate(group: number, layout: Layout, frame: Frame, series: Series): string {
  return rateText(series, groupInSample(layout, group), frame.atUs);
}

/** What a service sends: told by its topics, where nobody else writes into them. */
function publishRate(index: number, layout: Layout, frame: Frame, series: Series): string {
  const topics = layout.services[index]?.publishesTo ?? [];
  const isAlone = topics.every(
    (topic) => layout.services.filter(({ publishesTo }) => publishesTo.includes(topic)).length === 1,
  );
  if (topics.length === 0 || !isAlone) return "";
  let sum = 0;
  for (const topic of topics) {
    const rate = rateAt(series.times, series.column(topicInSample(layout, topic)), frame.atUs);
    if (rate === null) return "";
    sum += rate;
  }
  return perSecond(sum);
}

function rateText(series: Series, column: number, atUs: Micros): string {
  const rate = rateAt(series.times, series.column(column), atUs);
  return rate === null ? "" : perSecond(rate);
}

function perSecond(rate: number): string {
  const text = rate >= 100 ? numberText(Math.round(rate)) : String(Math.round(rate * 10) / 10);
  return `${text}/s`;
}

/** The cells as one hears them, after the name of the row. */
export function spokenCells(cells: Cells): { readonly lag: string; readonly rate: string } {
  return {
    lag:
      cells.lag === ""
        ? ""
        : `lag ${cells.lag === "?" ? "unknown" : cells.lag.replace("+?", " and more unknown")}`,
    rate: cells.rate === "" ? "" : cells.rate.replace("/s", " a second"),
  };
}
