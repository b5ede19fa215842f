/** What became of one named part of a schema over the versions: what stands in a hover. */
import type { SchemaFormat } from "#schema/format.ts";
import type { OutlineNode } from "#schema/outline.ts";
import { readVersions, type VersionText } from "./reading.ts";

/** A stretch of versions in which a part had one type. */
export interface TypeSpan {
  readonly type: string;
  /** Names of the versions, oldest first. */
  readonly versions: readonly string[];
}

export interface FieldHistory {
  readonly node: Omit<OutlineNode, "children">;
  /** Names from the outside in, as people say it, e.g. `Order.customer.name`. */
  readonly path: string;
  /** Oldest first; a part that was removed and came back has several with the same type. */
  readonly spans: readonly TypeSpan[];
  /** Versions that do not have it, or whose text cannot be read. */
  readonly missingIn: readonly string[];
}

/** The part whose name stands at `offset` in a version (from 1), with its history; null where no name stands. */
export function fieldHistory(
  format: SchemaFormat,
  versions: readonly VersionText[],
  version: number,
  offset: number,
): FieldHistory | null {
  const read = readVersions(format, versions);
  const outlines = read.map(({ schema }) => (schema === null ? [] : format.outline(schema)));
  const path = pathAt(outlines[version - 1] ?? [], offset);
  const found = path?.at(-1);
  if (path === null || found === undefined) return null;
  const keys = path.map(({ key }) => key);
  const spans: { type: string; versions: string[] }[] = [];
  const missingIn: string[] = [];
  let wasMissing = true;
  outlines.forEach((outline, index) => {
    const name = `v${index + 1}`;
    const node = nodeAt(outline, keys);
    const last = spans.at(-1);
    if (node === undefined) missingIn.push(name);
    else if (last !== undefined && !wasMissing && last.type === node.type) last.versions.push(name);
    else spans.push({ type: node.type, versions: [name] });
    wasMissing = node === undefined;
  });
  const { children: _, ...node } = found;
  return { node, path: path.map(({ name }) => name).join("."), spans, missingIn };
}

/** The innermost node whose name covers the character, with its ancestors. */
function pathAt(nodes: readonly OutlineNode[], offset: number): readonly OutlineNode[] | null {
  for (const node of nodes) {
    const inner = pathAt(node.children, offset);
    if (inner !== null) return [node, ...inner];
    if (node.range.start <= offset && offset <= node.range.end) return [node];
  }
  return null;
}

function nodeAt(nodes: readonly OutlineNode[], keys: readonly string[]): OutlineNode | undefined {
  const [first, ...rest] = keys;
  const node = nodes.find(({ key }) => key === first);
  return node === undefined || rest.length === 0 ? node : nodeAt(node.children, rest);
}
