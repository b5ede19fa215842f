/** What two versions mean differently: their outlines laid over each other, each change with what it does to whom. */
import { differencesOf, type Comparison } from "#schema/check.ts";
import type { Difference, Place } from "#schema/difference.ts";
import type { SchemaFormat } from "#schema/format.ts";
import { directionsOf, type Direction } from "#schema/modes.ts";
import type { OutlineNode } from "#schema/outline.ts";
import type { TextRange } from "#schema/text-range.ts";
import type { SubjectInput } from "./analysis.ts";
import { diffLines, type DiffLine } from "./line-diff.ts";
import { readVersions } from "./reading.ts";

/**
 * `breaks-readers`: readers on the later version cannot read what the earlier one wrote. `breaks-writers`: who writes
 * with the later version breaks readers that are still on the earlier one. `changes-data`: accepted, but readers get
 * other values. The worst first.
 */
export const EFFECTS = ["breaks-readers", "breaks-writers", "changes-data", "safe"] as const;
export type Effect = (typeof EFFECTS)[number];

/** One finding, as a change's reason. */
export interface ChangeNote {
  readonly effect: Effect;
  readonly code: string;
  readonly says: string;
  readonly forWhom: string;
  /** Whether the mode in force asks about this direction: if it breaks, the registry refuses. */
  readonly isAsked: boolean;
  /** In the later text, or, if it stands only there, in the earlier one. */
  readonly at: ChangePlace;
}

export interface ChangePlace {
  /** From 1. */
  readonly version: number;
  readonly range: TextRange;
}

/** A part of the schema that changed, or holds parts that did. */
export interface Change {
  readonly what: "added" | "removed" | "changed" | "holds";
  readonly kind: string;
  readonly name: string;
  /** What is different about it, e.g. `type int → long`, `no longer default 0`. */
  readonly says: readonly string[];
  /** Never empty, the worst first; of itself, not of what it holds. */
  readonly effects: readonly Effect[];
  readonly notes: readonly ChangeNote[];
  readonly at: ChangePlace;
  readonly children: readonly Change[];
}

export interface Changes {
  /** Names of versions whose text cannot be compared; then there is nothing but lines. */
  readonly unreadable: readonly string[];
  readonly changes: readonly Change[];
  /** What no part could be made out for. */
  readonly others: readonly ChangeNote[];
  readonly lines: readonly DiffLine[];
}

/** From one version to another (both from 1); `from` is the earlier one, whatever the numbers. */
export function changesOf(
  format: SchemaFormat,
  subject: SubjectInput,
  { from, to }: { readonly from: number; readonly to: number },
): Changes {
  const versions = readVersions(format, subject.versions);
  const [before, after] = [versions[from - 1], versions[to - 1]];
  if (before === undefined || after === undefined) throw new RangeError(`There is no v${from} or v${to}.`);
  const lines = diffLines(before.text, after.text);
  const unreadable = [before, after].filter(({ schema }) => schema === null).map(({ name }) => name);
  if (unreadable.length > 0) return { unreadable, changes: [], others: [], lines };
  const tree = merged(format.outline(before.schema), format.outline(after.schema), null);
  const nodes = flat(tree);
  const others: ChangeNote[] = [];
  const comparison: Comparison = { format, options: { rules: subject.rules, policy: subject.policy } };
  const asked = directionsOf(subject.mode);
  for (const direction of ["backward", "forward"] as const) {
    const [reader, writer] = direction === "backward" ? [after, before] : [before, after];
    for (const difference of differencesOf(comparison, reader.schema, writer.schema)) {
      const node = nodeFor(nodes, difference, direction);
      const places = sidesOf(difference, direction);
      const explanation = format.explain(difference, { reader: reader.name, writer: writer.name });
      const isGone = node?.after === null;
      const note: ChangeNote = {
        effect: effectOf(difference, direction),
        code: difference.code,
        says: difference.dataEffect ?? explanation.says,
        forWhom: difference.breaks ? explanation.forWhom : "",
        isAsked: asked.includes(direction),
        at: isGone
          ? { version: from, range: places.before.range }
          : { version: to, range: places.after.range },
      };
      (node?.notes ?? others).push(note);
    }
  }
  return { unreadable, changes: tree.flatMap((node) => changeOf(node, from, to)), others, lines };
}

/** A part in both outlines, or in one of them. */
interface Pair {
  readonly parent: Pair | null;
  readonly before: OutlineNode | null;
  readonly after: OutlineNode | null;
  readonly says: readonly string[];
  readonly children: readonly Pair[];
  readonly notes: ChangeNote[];
}

function merged(
  before: readonly OutlineNode[],
  after: readonly OutlineNode[],
  parent: Pair | null,
): readonly Pair[] {
  const old = new Map(before.map((node) => [node.key, node]));
  const kept = new Set(after.map(({ key }) => key));
  const gone = before.filter(({ key }) => !kept.has(key));
  return [
    ...after.map((node) => pairOf(old.get(node.key) ?? null, node, parent)),
    ...gone.map((node) => pairOf(node, null, parent)),
  ];
}

function pairOf(before: OutlineNode | null, after: OutlineNode | null, parent: Pair | null): Pair {
  const children: Pair[] = [];
  const pair: Pair = { parent, before, after, says: wordsOf(before, after), children, notes: [] };
  children.push(...merged(before?.children ?? [], after?.children ?? [], pair));
  return pair;
}

function wordsOf(before: OutlineNode | null, after: OutlineNode | null): string[] {
  if (before === null || after === null) {
    const { type, facts } = (before ?? after)!;
    return [...(type === "" ? [] : [type]), ...facts];
  }
  const gone = before.facts.filter((fact) => !after.facts.includes(fact));
  const come = after.facts.filter((fact) => !before.facts.includes(fact));
  return [
    ...(before.name === after.name ? [] : [`was called ${before.name}`]),
    ...(before.kind === after.kind ? [] : [`${before.kind} → ${after.kind}`]),
    ...(before.type === after.type ? [] : [`${before.type || "no type"} → ${after.type || "no type"}`]),
    ...gone.map((fact) => `no longer ${fact}`),
    ...come.map((fact) => `now ${fact}`),
    ...(before.doc === after.doc ? [] : ["described in other words"]),
  ];
}

function flat(pairs: readonly Pair[]): readonly Pair[] {
  return pairs.flatMap((pair) => [pair, ...flat(pair.children)]);
}

function sidesOf({ reader, writer }: Difference, direction: Direction): { before: Place; after: Place } {
  return direction === "backward" ? { before: writer, after: reader } : { before: reader, after: writer };
}

/**
 * The part that a difference is about: what its two places name. Where one of them names only what held the part, as
 * that is missing there, the other one, which is deeper or changed, knows better.
 */
function nodeFor(nodes: readonly Pair[], difference: Difference, direction: Direction): Pair | undefined {
  const places = sidesOf(difference, direction);
  const found = [
    pairAt(nodes, places.after, ({ after }) => after),
    pairAt(nodes, places.before, ({ before }) => before),
  ].filter((pair) => pair !== undefined);
  const rank = (pair: Pair): number => (isChanged(pair) ? 1_000 : 0) + depthOf(pair);
  return found.toSorted((a, b) => rank(b) - rank(a))[0];
}

function isChanged({ before, after, says }: Pair): boolean {
  return before === null || after === null || says.length > 0;
}

function depthOf({ parent }: Pair): number {
  return parent === null ? 0 : depthOf(parent) + 1;
}

/** The part whose name stands at the place, or whose names from the outside in end as the place's path does. */
function pairAt(
  nodes: readonly Pair[],
  { path, range }: Place,
  side: (pair: Pair) => OutlineNode | null,
): Pair | undefined {
  const wanted = path.split(".").filter((name) => name !== "");
  const byPath = nodes.filter((pair) => side(pair)?.name === wanted.at(-1) && isUnder(pair, wanted, side));
  const at = (pair: Pair): boolean => {
    const own = side(pair)?.range;
    return own !== undefined && own.start < range.end && range.start < own.end;
  };
  return byPath.find(at) ?? byPath[0] ?? nodes.findLast(at);
}

/** Whether a part's ancestors bear the names of a path, in order; a path may leave out types, which are parts as well. */
function isUnder(pair: Pair, path: readonly string[], side: (pair: Pair) => OutlineNode | null): boolean {
  let left = path.length - 1;
  for (let above = pair.parent; above !== null && left > 0; above = above.parent) {
    if (side(above)?.name === path[left - 1]) left -= 1;
  }
  return left === 0;
}

function effectOf({ breaks, dataEffect }: Difference, direction: Direction): Effect {
  if (breaks) return direction === "backward" ? "breaks-readers" : "breaks-writers";
  return dataEffect === undefined ? "safe" : "changes-data";
}

function changeOf(pair: Pair, from: number, to: number): Change[] {
  const { before, after, says, notes } = pair;
  const node = (after ?? before)!;
  // What is new or gone as a whole is said once, not for each of its parts.
  const isWhole = before === null || after === null;
  const inner = pair.children.flatMap((child) => changeOf(child, from, to));
  const children = isWhole ? inner.filter((child) => child.notes.length > 0) : inner;
  if (!isChanged(pair) && notes.length === 0 && children.length === 0) return [];
  const isHolding = !isChanged(pair) && notes.length === 0;
  const effects = EFFECTS.filter((effect) => notes.some((note) => note.effect === effect));
  return [
    {
      what: before === null ? "added" : after === null ? "removed" : isHolding ? "holds" : "changed",
      kind: node.kind,
      name: node.name,
      says,
      effects: effects.length === 0 ? ["safe"] : effects.length > 1 ? effects.filter(isNoted) : effects,
      notes,
      at: after === null ? { version: from, range: node.range } : { version: to, range: node.range },
      children,
    },
  ];
}

/** Beside something worse, "safe" says nothing. */
function isNoted(effect: Effect): boolean {
  return effect !== "safe";
}
