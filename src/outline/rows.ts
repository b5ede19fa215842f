/**
 * The document as the rows of a tree, closed ones left out: services with their instances and group, topics with their
 * partitions, queues, the wires of each, what happens during the run, notes and frames. Pure; what changes while a run
 * goes on is in `live.ts`.
 */
import type { Scenario, ScenarioNode } from "#scenario/document.ts";
import { interventionText, shortText } from "#session/labels.ts";
import { readingOrder } from "#session/card-map.ts";
import { wiresOf } from "#session/walk.ts";
import { faults } from "#sim/faults/index.ts";
import { kinds } from "#sim/kinds/index.ts";

/** What a row stands for. */
export type Target =
  | { readonly is: "heading" }
  | { readonly is: "node"; readonly id: string }
  | { readonly is: "instance"; readonly service: string; readonly number: number }
  | { readonly is: "partition"; readonly topic: string; readonly number: number }
  | { readonly is: "pair"; readonly group: string; readonly topic: string; readonly number: number }
  | { readonly is: "wire"; readonly id: string; readonly at: string }
  | { readonly is: "intervention"; readonly id: string; readonly atMs: number; readonly node: string }
  | { readonly is: "note"; readonly id: string }
  | { readonly is: "frame"; readonly id: string };

export interface Row {
  /** Unique among all rows, and the same as long as what it stands for. */
  readonly key: string;
  readonly target: Target;
  readonly label: string;
  /** As it reads under its parent; the label where missing. */
  readonly short?: string;
  /** What it is, in a word or two; "" where the label says it. */
  readonly kind: string;
  readonly glyph: string;
  /** 1 at the left. */
  readonly level: number;
  readonly parent: string | null;
  /** Null: it can hold nothing. */
  readonly open: boolean | null;
  /** From 1, among the rows of the same parent. */
  readonly position: number;
  readonly setSize: number;
}

export type Grouping = "kind" | "flow";

export interface Asked {
  readonly grouping: Grouping;
  /** Keys that a person opened or closed against what is usual. */
  readonly turned: ReadonlySet<string>;
  /** Only what has all these words, with what it stands in; "": everything. */
  readonly filter: string;
  /** How many instances a service has in the run, where that is known; else as the document says. */
  readonly instances: ReadonlyMap<string, number>;
}

/** A row before it has its place. Its children are made only where they are looked at. */
interface Branch {
  readonly key: string;
  readonly target: Target;
  readonly label: string;
  readonly short?: string;
  readonly kind: string;
  readonly glyph: string;
  /** Open unless it was closed. */
  readonly opens?: boolean;
  readonly children?: () => readonly Branch[];
}

const SECTIONS = [
  { kind: "service", title: "Services" },
  { kind: "topic", title: "Topics" },
  { kind: "dead-letter-queue", title: "Dead letter queues" },
  { kind: "cluster", title: "Cluster" },
  { kind: "schema-registry", title: "Schema registry" },
  { kind: "event-store", title: "Event stores" },
  { kind: "database", title: "Databases" },
] as const;

const WIRE_GLYPH = "M4 12h11 M11 7l5 5-5 5";
const MEMBER_GLYPH = "M12 17a5 5 0 1 0 0-10 5 5 0 0 0 0 10z";
const PARTITION_GLYPH = "M3 9h18v6H3z M9 9v6 M15 9v6";
const TEXT_GLYPH = "M5 4h14v12l-5 4H5z M8.5 9h7 M8.5 13h4";
const FRAME_GLYPH = "M4 4h16v16H4z";

/** The document with its nodes at hand, so that hundreds of them are gone through quickly. */
interface Book {
  readonly scenario: Scenario;
  readonly byId: ReadonlyMap<string, ScenarioNode>;
  /** Consumer groups by their service. */
  readonly groups: ReadonlyMap<string, ScenarioNode>;
  /** The groups that read a topic, and the topics that a group reads, by id. */
  readonly readBy: ReadonlyMap<string, readonly ScenarioNode[]>;
  readonly reads: ReadonlyMap<string, readonly ScenarioNode[]>;
}

function bookOf(scenario: Scenario): Book {
  const byId = new Map(scenario.nodes.map((node) => [node.id, node]));
  const groups = new Map<string, ScenarioNode>();
  for (const node of scenario.nodes) {
    const service = node.config["service"];
    if (node.kind === "consumer-group" && typeof service === "string" && !groups.has(service)) {
      groups.set(service, node);
    }
  }
  const readBy = new Map<string, ScenarioNode[]>();
  const reads = new Map<string, ScenarioNode[]>();
  for (const wire of scenario.wires) {
    const [topic, group] = [byId.get(wire.from), byId.get(wire.to)];
    if (wire.kind !== "consumes" || topic === undefined || group === undefined) continue;
    if (reads.get(group.id)?.includes(topic) === true) continue;
    readBy.set(topic.id, [...(readBy.get(topic.id) ?? []), group]);
    reads.set(group.id, [...(reads.get(group.id) ?? []), topic]);
  }
  return { scenario, byId, groups, readBy, reads };
}

/** The rows in order, as they are shown. */
export function outlineRows(scenario: Scenario, asked: Asked): readonly Row[] {
  const words = asked.filter.toLowerCase().split(/\s+/).filter(Boolean);
  const rows: Row[] = [];
  const put = (branches: readonly Branch[], level: number, parent: string | null): void => {
    const shown = words.length === 0 ? branches : branches.filter((branch) => suits(branch, words));
    shown.forEach((branch, index) => {
      const isOpen = isOpenNow(branch, asked, words);
      const { key, target, label, short, kind, glyph } = branch;
      const place = { level, parent, position: index + 1, setSize: shown.length };
      const named = short === undefined ? { label } : { label, short };
      rows.push({ key, target, ...named, kind, glyph, open: isOpen, ...place });
      if (isOpen === true) put(branch.children?.() ?? [], level + 1, key);
    });
  };
  put(branchesOf(scenario, asked), 1, null);
  return rows;
}

function isOpenNow(branch: Branch, asked: Asked, words: readonly string[]): boolean | null {
  if (branch.children === undefined) return null;
  // A search opens what has a find inside; what was found itself stays as it is.
  if (words.length > 0 && branch.children().some((child) => suits(child, words))) return true;
  return (branch.opens === true) !== asked.turned.has(branch.key);
}

function suits(branch: Branch, words: readonly string[]): boolean {
  const text = `${branch.label} ${branch.kind}`.toLowerCase();
  if (branch.target.is !== "heading" && words.every((word) => text.includes(word))) return true;
  return branch.children?.().some((child) => suits(child, words)) ?? false;
}

function branchesOf(scenario: Scenario, asked: Asked): readonly Branch[] {
  const book = bookOf(scenario);
  const ordered = readingOrder(scenario).flatMap((id) => book.byId.get(id) ?? []);
  const branches = ordered.map((node) => nodeBranch(book, node, asked));
  const rest = [timedBranch(scenario), drawnBranch(scenario)].filter((branch) => branch !== null);
  if (asked.grouping === "flow") return [...branches, ...rest];
  const known = new Set<string>(SECTIONS.map(({ kind }) => kind));
  const sections = SECTIONS.map(({ kind, title }) =>
    heading(
      title,
      branches.filter((_, index) => ordered[index]?.kind === kind),
    ),
  );
  const others = heading(
    "Others",
    branches.filter((_, index) => !known.has(ordered[index]?.kind ?? "")),
  );
  return [...sections, others, ...rest].filter((branch) => branch !== null);
}

function heading(title: string, children: readonly Branch[]): Branch | null {
  if (children.length === 0) return null;
  return {
    key: `heading ${title}`,
    target: { is: "heading" },
    label: title,
    kind: String(children.length),
    glyph: "",
    opens: true,
    children: () => children,
  };
}

function nodeBranch(book: Book, node: ScenarioNode, asked: Asked): Branch {
  const kind = Object.hasOwn(kinds, node.kind) ? kinds[node.kind] : undefined;
  return {
    key: `node ${node.id}`,
    target: { is: "node", id: node.id },
    label: node.name,
    kind: (kind?.title ?? node.kind).toLowerCase(),
    glyph: kind?.glyph ?? "",
    children: () => [
      ...(node.kind === "service" ? serviceBranches(book, node, asked) : []),
      ...(node.kind === "topic" ? partitionBranches(book, node) : []),
      ...(node.kind === "consumer-group" ? pairBranches(book, node) : []),
      ...wireBranches(book, node),
    ],
  };
}

function serviceBranches(book: Book, service: ScenarioNode, asked: Asked): readonly Branch[] {
  const drawn = Number(service.config["instances"] ?? kinds["service"]?.fields["instances"]?.initial ?? 1);
  const count = Math.max(asked.instances.get(service.id) ?? 0, Number.isFinite(drawn) ? drawn : 1);
  const instances = Array.from({ length: count }, (_, index): Branch => {
    const number = index + 1;
    return {
      key: `instance ${service.id} ${number}`,
      target: { is: "instance", service: service.id, number },
      label: `${service.name}-${number}`,
      short: `Instance ${number}`,
      kind: "instance",
      glyph: MEMBER_GLYPH,
    };
  });
  const group = book.groups.get(service.id);
  return [...instances, ...(group === undefined ? [] : [groupBranch(book, group)])];
}

function groupBranch(book: Book, group: ScenarioNode): Branch {
  return {
    key: `node ${group.id}`,
    target: { is: "node", id: group.id },
    label: group.name,
    kind: "consumer group",
    glyph: kinds["consumer-group"]?.glyph ?? "",
    children: () => pairBranches(book, group),
  };
}

function partitionsOf(topic: ScenarioNode): number {
  if (topic.kind !== "topic") return 1;
  const count = Number(topic.config["partitions"] ?? kinds["topic"]?.fields["partitions"]?.initial ?? 1);
  return Number.isInteger(count) && count > 0 ? count : 1;
}

/** What a group reads, partition by partition. */
function pairBranches(book: Book, group: ScenarioNode): readonly Branch[] {
  const topics = book.reads.get(group.id) ?? [];
  return topics.flatMap((topic) =>
    Array.from({ length: partitionsOf(topic) }, (_, number) => ({
      key: `pair ${group.id} ${topic.id} ${number}`,
      target: { is: "pair", group: group.id, topic: topic.id, number } as const,
      label: `${topic.name} ${number}`,
      ...(topics.length === 1 ? { short: `Partition ${number}` } : {}),
      kind: "partition",
      glyph: PARTITION_GLYPH,
    })),
  );
}

/** The partitions of a topic, each with the groups that read it. */
function partitionBranches(book: Book, topic: ScenarioNode): readonly Branch[] {
  const groups = book.readBy.get(topic.id) ?? [];
  return Array.from({ length: partitionsOf(topic) }, (_, number) => ({
    key: `partition ${topic.id} ${number}`,
    target: { is: "partition", topic: topic.id, number } as const,
    label: `Partition ${number}`,
    kind: "",
    glyph: PARTITION_GLYPH,
    ...(groups.length === 0
      ? {}
      : { children: () => groups.map((group) => readerBranch(group, topic, number)) }),
  }));
}

function readerBranch(group: ScenarioNode, topic: ScenarioNode, number: number): Branch {
  return {
    key: `reader ${topic.id} ${number} ${group.id}`,
    target: { is: "pair", group: group.id, topic: topic.id, number },
    label: group.name,
    kind: "reads it",
    glyph: kinds["consumer-group"]?.glyph ?? "",
  };
}

/** The wires of a card, each from its point of view. */
function wireBranches({ scenario, byId }: Book, node: ScenarioNode): readonly Branch[] {
  const nameOf = (id: string): string => byId.get(id)?.name ?? id;
  return wiresOf(scenario, node.id).map((wire) => {
    const isOut = wire.from === node.id || (wire.kind === "dead-letters" && wire.to !== node.id);
    const [from, to] = [nameOf(wire.from), nameOf(wire.to)];
    return {
      key: `wire ${wire.id} ${node.id}`,
      target: { is: "wire", id: wire.id, at: node.id } as const,
      label: wireLabel(wire.kind, isOut, from, to),
      kind: "wire",
      glyph: WIRE_GLYPH,
    };
  });
}

function wireLabel(kind: string, isOut: boolean, from: string, to: string): string {
  switch (kind) {
    case "publishes":
      return isOut ? `publishes to ${to}` : `written by ${from}`;
    case "consumes":
      return isOut ? `read by ${to}` : `reads ${from}`;
    case "dead-letters":
      return isOut ? `dead letters to ${to}` : `dead letters of ${from}`;
    case "stores":
      return isOut ? `keeps its state in ${to}` : `state of ${from}`;
    case "appends":
      return isOut ? `decides on ${to}` : `decided on by ${from}`;
    case "projects":
      return isOut ? `read by ${to}` : `reads ${from}`;
    case "calls":
      return isOut ? `calls ${to}` : `called by ${from}`;
    case "retries":
      return isOut ? `retries by ${to}` : `retries of ${from}`;
    default:
      return isOut ? `to ${to}` : `from ${from}`;
  }
}

function timedBranch(scenario: Scenario): Branch | null {
  return heading(
    "Interventions",
    scenario.interventions.map((each) => ({
      key: `intervention ${each.id}`,
      target: { is: "intervention", id: each.id, atMs: each.atMs, node: each.target } as const,
      label: interventionText(scenario, each).replace(/ at [\d:.]+$/, ""),
      kind: "intervention",
      glyph: (Object.hasOwn(faults, each.kind) ? faults[each.kind]?.glyph : undefined) ?? "",
    })),
  );
}

function drawnBranch(scenario: Scenario): Branch | null {
  return heading("Notes and frames", [
    ...scenario.frames.map(({ id, name }) => ({
      key: `frame ${id}`,
      target: { is: "frame", id } as const,
      label: name,
      kind: "frame",
      glyph: FRAME_GLYPH,
    })),
    ...scenario.notes.map(({ id, text }) => ({
      key: `note ${id}`,
      target: { is: "note", id } as const,
      label: shortText(text) || "empty note",
      kind: "note",
      glyph: TEXT_GLYPH,
    })),
  ]);
}

/** The row that a key of the tree leads to, by its key; null where the key means nothing there. */
export function rowAfter(
  rows: readonly Row[],
  current: string | null,
  key: string,
  pageRows: number,
): string | null {
  const at = Math.max(
    0,
    rows.findIndex((row) => row.key === current),
  );
  const row = rows[at];
  if (row === undefined) return null;
  const to = (index: number): string => rows[Math.max(0, Math.min(rows.length - 1, index))]?.key ?? row.key;
  switch (key) {
    case "ArrowDown":
      return to(at + 1);
    case "ArrowUp":
      return to(at - 1);
    case "PageDown":
      return to(at + pageRows);
    case "PageUp":
      return to(at - pageRows);
    case "Home":
      return to(0);
    case "End":
      return to(rows.length - 1);
    case "ArrowLeft":
      return row.open === true ? null : row.parent;
    case "ArrowRight":
      return row.open === true && rows[at + 1]?.parent === row.key ? to(at + 1) : null;
    default:
      return null;
  }
}
