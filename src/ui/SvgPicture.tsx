import { createElement, type ReactNode } from "react";

/** SVG as plain data: what the picture room makes. */
export interface SvgData {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly children: readonly (SvgData | string)[];
}

/** Renders SVG data as elements, never as markup. Decorative unless it has a `label`. */
export function SvgPicture({
  picture,
  label,
  className,
}: {
  readonly picture: SvgData;
  readonly label?: string;
  readonly className?: string;
}) {
  const named = label === undefined ? { "aria-hidden": true } : { role: "img", "aria-label": label };
  return elementOf(picture, { className, focusable: "false", ...named });
}

function elementOf(
  { tag, attributes, children }: SvgData,
  more: Readonly<Record<string, unknown>>,
): ReactNode {
  const properties = Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [propertyOf(name), value]),
  );
  return createElement(
    tag,
    { ...properties, ...more },
    ...children.map((child, key) => (typeof child === "string" ? child : elementOf(child, { key }))),
  );
}

/** React's name of an attribute: "stroke-width" is strokeWidth to it. */
function propertyOf(attribute: string): string {
  return attribute.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
