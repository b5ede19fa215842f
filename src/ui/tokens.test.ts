import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const css = readFileSync(new URL("./tokens.css", import.meta.url), "utf8");

/** The declarations of the first block that begins with `selector`. */
function block(selector: string): Record<string, string> {
  const from = css.indexOf(`${selector} {`);
  const body = css.slice(css.indexOf("{", from) + 1, css.indexOf("}", from));
  const found: Record<string, string> = {};
  for (const [, name, value] of body.matchAll(/(--?[\w-]+|color-scheme):\s*([^;]+);/g))
    found[name ?? ""] = value ?? "";
  return found;
}

/** WCAG 2.2 relative luminance of a six-digit colour. */
function luminance(colour: string): number {
  const channel = (at: number): number => {
    const c = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

function contrast(a: string | undefined, b: string | undefined): number {
  const [dark = 0, light = 0] = [luminance(a ?? ""), luminance(b ?? "")].toSorted((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

const light = block(":root");
const dark = block(':root[data-theme="dark"]');

describe("tokens", () => {
  it("say the same for the system's dark theme as for the chosen one", () => {
    expect(block(':root:not([data-theme="light"])')).toEqual(dark);
    expect(Object.keys(dark).length).toBeGreaterThan(30);
  });

  it.each([
    ["light", light],
    ["dark", dark],
  ])("keep text readable in the %s theme (WCAG AA)", (_name, theme) => {
    for (const ink of ["--ink", "--ink-2", "--ink-3", "--accent", "--danger", "--warn", "--ok"]) {
      for (const ground of ["--ground", "--surface", "--surface-2"]) {
        expect(contrast(theme[ink], theme[ground]), `${ink} on ${ground}`).toBeGreaterThanOrEqual(4.5);
      }
    }
    expect(contrast(theme["--accent-ink"], theme["--accent"])).toBeGreaterThanOrEqual(4.5);
    expect(contrast(theme["--danger"], theme["--danger-soft"])).toBeGreaterThanOrEqual(4.5);
    expect(contrast(theme["--warn"], theme["--warn-soft"])).toBeGreaterThanOrEqual(4.5);
    expect(contrast(theme["--accent"], theme["--accent-soft"])).toBeGreaterThanOrEqual(4.5);
  });

  it.each([
    ["light", light],
    ["dark", dark],
  ])("keep marks visible in the %s theme (WCAG 1.4.11)", (_name, theme) => {
    const marks = Object.keys(theme).filter((name) => /^--(lag|key)-|^--line-strong$|^--focus$/.test(name));
    expect(marks.length).toBe(20);
    for (const mark of marks) {
      const least = mark.startsWith("--key") ? 2.5 : 3;
      expect(contrast(theme[mark], theme["--surface"]), mark).toBeGreaterThanOrEqual(least);
    }
  });
});
