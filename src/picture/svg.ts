/**
 * SVG as plain data, and as text. Words are only ever text nodes, values are only ever quoted: nothing that a document
 * says becomes markup. No scripts, no styles, no references; the elements below are all there are.
 */

export type SvgTag = "svg" | "g" | "title" | "desc" | "rect" | "circle" | "path" | "text";

export interface SvgNode {
  readonly tag: SvgTag;
  readonly attributes: Readonly<Record<string, string | number>>;
  /** Elements and words, in order. */
  readonly children: readonly (SvgNode | string)[];
}

/** An element. Attributes that are undefined are left out; numbers are rounded to hundredths. */
export function svg(
  tag: SvgTag,
  attributes: Readonly<Record<string, string | number | undefined>>,
  children: readonly (SvgNode | string)[] = [],
): SvgNode {
  const kept: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) kept[name] = typeof value === "number" ? hundredths(value) : value;
  }
  return { tag, attributes: kept, children };
}

/** Rounded to hundredths; what is not a finite number is 0, and so is -0. */
export function hundredths(value: number): number {
  return Number.isFinite(value) ? Math.round(value * 100) / 100 + 0 : 0;
}

/** The element as an XML document's text; the same element is the same text. */
export function svgText(node: SvgNode): string {
  const parts: string[] = [];
  write(node, parts);
  return `${parts.join("")}\n`;
}

function write(node: SvgNode, parts: string[]): void {
  parts.push(`<${node.tag}`);
  for (const [name, value] of Object.entries(node.attributes)) {
    parts.push(` ${name}="${typeof value === "number" ? value : escaped(value)}"`);
  }
  if (node.children.length === 0) {
    parts.push("/>");
    return;
  }
  parts.push(">");
  for (const child of node.children) {
    if (typeof child === "string") parts.push(escaped(child));
    else write(child, parts);
  }
  parts.push(`</${node.tag}>`);
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

function escaped(words: string): string {
  return cleaned(words).replaceAll(/[&<>"]/g, (letter) => ENTITIES[letter] ?? "");
}

/**
 * Words without what XML cannot hold (control characters, halves of surrogate pairs, non-characters) and without the
 * signs that turn the reading direction of what follows. A line's end becomes a space.
 */
export function cleaned(words: string): string {
  return (
    words
      .replaceAll(/[\t\n\r\u2028\u2029]+/g, " ")
      // oxlint-disable-next-line no-control-regex
      .replaceAll(/[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/g, "")
      .replaceAll(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "")
  );
}
