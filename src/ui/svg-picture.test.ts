import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { SvgPicture, type SvgData } from "./SvgPicture.tsx";

const picture: SvgData = {
  tag: "svg",
  attributes: { viewBox: "0 0 10 10" },
  children: [
    {
      tag: "path",
      attributes: { d: "M0 0L1 1", "stroke-width": 1.25, "vector-effect": "non-scaling-stroke" },
      children: [],
    },
    { tag: "text", attributes: { x: 1 }, children: ["<b>name</b>"] },
  ],
};

describe("SVG data as elements", () => {
  it("has its attributes, and keeps words words", () => {
    const markup = renderToStaticMarkup(createElement(SvgPicture, { picture, className: "small" }));
    expect(markup).toContain(
      '<path d="M0 0L1 1" stroke-width="1.25" vector-effect="non-scaling-stroke"></path>',
    );
    expect(markup).toContain('<text x="1">&lt;b&gt;name&lt;/b&gt;</text>');
    expect(markup).toContain('class="small"');
  });

  it("is decorative unless it is named", () => {
    expect(renderToStaticMarkup(createElement(SvgPicture, { picture }))).toContain('aria-hidden="true"');
    const named = renderToStaticMarkup(createElement(SvgPicture, { picture, label: "Order system" }));
    expect(named).toContain('role="img" aria-label="Order system"');
    expect(named).not.toContain("aria-hidden");
  });
});
