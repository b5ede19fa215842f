/**
 * Finds and explains what is surprising in a run: a fold over its story rows, one at a time and in order. The worker, the
 * page and the command line use this same code. It remembers as much as the layout is large, and the anomalies.
 */
import type { Micros } from "#base/units.ts";
import type { Scenario } from "#scenario/document.ts";
import type { Anomaly, AnomalyKind, Finding, Told } from "./anomaly.ts";
import { ANOMALIES } from "./anomalies/index.ts";
import { ExplainPast } from "./anomalies/past.ts";
import { FACT_NAMES, type FactName } from "./facts.ts";
import { partitionOf, type Layout } from "./layout.ts";
import type { FactRow } from "./story-context.ts";

/** Findings of one cause are one anomaly as long as no more than this lies between them. */
const JOINED_WITHIN_US = 10_000_000;

/** So many anomalies are kept; later ones are only counted. */
export const ANOMALIES_MAX = 20_000;

interface Found {
  readonly kind: AnomalyKind;
  readonly told: Told;
  readonly index: number;
  readonly row: number;
  readonly atUs: Micros;
  untilUs: Micros;
  count: number;
  /** In words, while they hold. */
  words: Anomaly | null;
}

type Finder = readonly [AnomalyKind, NonNullable<AnomalyKind["finds"][FactName]>];

const FINDERS = new Map<FactName, readonly Finder[]>(
  FACT_NAMES.map((fact) => [
    fact,
    ANOMALIES.flatMap((kind): Finder[] => {
      const find = kind.finds[fact];
      return find === undefined ? [] : [[kind, find]];
    }),
  ]),
);

export class Explainer {
  readonly #past: ExplainPast;
  readonly #found: Found[] = [];
  /** The newest of each kind and key. */
  readonly #open = new Map<string, Found>();
  /** By row: the anomaly that it shows or is counted to. */
  readonly #ofRow = new Map<number, number>();
  #sweptUs: Micros = 0;
  /** Rows taken so far. */
  rows = 0;
  /** Anomalies that are not listed, because there are too many. */
  left = 0;

  /** Without the scenario, settings are left out. */
  constructor(layout: Layout, scenario?: Scenario) {
    this.#past = new ExplainPast(layout, scenario);
  }

  /** How many anomalies there are. */
  get length(): number {
    return this.#found.length;
  }

  /** Takes the next row of the story. */
  take(row: FactRow): void {
    for (const [kind, find] of FINDERS.get(row.fact) ?? []) {
      const finding = find(row, this.#past);
      if (finding !== null) this.#add(kind, finding, row.timeUs);
    }
    this.#past.take(row);
    this.rows += 1;
  }

  #add(kind: AnomalyKind, finding: Finding, atUs: Micros): void {
    const key = `${kind.kind} ${finding.key}`;
    const count = finding.count ?? 1;
    const open = this.#open.get(key);
    if (open !== undefined && atUs - open.untilUs <= JOINED_WITHIN_US) {
      open.count += count;
      open.untilUs = atUs;
      open.words = null;
      this.#ofRow.set(this.rows, open.index);
      return;
    }
    if (this.#found.length >= ANOMALIES_MAX) {
      this.left += 1;
      return;
    }
    const index = this.#found.length;
    const found: Found = {
      kind,
      told: finding.tell(),
      index,
      row: this.rows,
      atUs,
      untilUs: atUs,
      count,
      words: null,
    };
    this.#found.push(found);
    this.#ofRow.set(this.rows, index);
    this.#open.set(key, found);
    this.#sweep(atUs);
  }

  /** Forgets what nothing can join any more, now and then. */
  #sweep(atUs: Micros): void {
    if (atUs - this.#sweptUs < JOINED_WITHIN_US) return;
    this.#sweptUs = atUs;
    for (const [key, { untilUs }] of this.#open)
      if (atUs - untilUs > JOINED_WITHIN_US) this.#open.delete(key);
  }

  /** Kind, moment, count and row of an anomaly, without its words. */
  brief(
    index: number,
  ):
    | { readonly kind: AnomalyKind; readonly atUs: Micros; readonly count: number; readonly row: number }
    | undefined {
    return this.#found[index];
  }

  /** The anomaly that a row shows or is counted to, -1 for none. */
  ofRow(row: number): number {
    return this.#ofRow.get(row) ?? -1;
  }

  /** An anomaly in words, or undefined beyond the last. */
  at(index: number): Anomaly | undefined {
    const found = this.#found[index];
    if (found === undefined) return undefined;
    found.words ??= this.#inWords(found);
    return found.words;
  }

  /** All of them, in order of their beginning. */
  all(): readonly Anomaly[] {
    return this.#found.map((_, index) => this.at(index)!);
  }

  #inWords({ kind, told, index, row, atUs, untilUs, count }: Found): Anomaly {
    const { layout } = this.#past;
    const { partition = -1, offset = -1, group = -1, member = -1 } = told;
    const place = partition < 0 ? null : partitionOf(layout, partition);
    const groupNode = layout.groups[group];
    const service = member < 0 ? undefined : this.#past.service(member);
    return {
      index,
      kind: kind.kind,
      atUs,
      untilUs,
      count,
      row,
      topic: place?.topic.name ?? null,
      partition: place?.number ?? null,
      offset: offset < 0 ? null : offset,
      group: groupNode?.name ?? null,
      member: member < 0 ? null : this.#past.member(member),
      nodeId: told.nodeId ?? groupNode?.nodeId ?? service?.nodeId ?? place?.topic.nodeId ?? null,
      chain: [...told.before, { atUs, says: told.itself(count) }],
      setting: told.setting,
      prevention: told.prevention,
    };
  }
}

/** The chain of an anomaly on one line. */
export function causeText(anomaly: Anomaly): string {
  return anomaly.chain.map(({ says }) => says).join(" → ");
}
