import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { contrast, difference, VISIONS } from "./colour-vision.fixture.ts";

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
        expect(contrast(theme[ink] ?? "", theme[ground] ?? ""), `${ink} on ${ground}`).toBeGreaterThanOrEqual(
          4.5,
        );
      }
    }
    expect(contrast(theme["--accent-ink"] ?? "", theme["--accent"] ?? "")).toBeGreaterThanOrEqual(4.5);
    expect(contrast(theme["--danger"] ?? "", theme["--danger-soft"] ?? "")).toBeGreaterThanOrEqual(4.5);
    expect(contrast(theme["--warn"] ?? "", theme["--warn-soft"] ?? "")).toBeGreaterThanOrEqual(4.5);
    expect(contrast(theme["--accent"] ?? "", theme["--accent-soft"] ?? "")).toBeGreaterThanOrEqual(4.5);
  });

  it.each([
    ["light", light],
    ["dark", dark],
  ])("keep marks visible in the %s theme (WCAG 1.4.11)", (_name, theme) => {
    const marks = Object.keys(theme).filter((name) => /^--(lag|key)-|^--line-strong$|^--focus$/.test(name));
    expect(marks.length).toBe(20);
    for (const mark of marks) {
      expect(contrast(theme[mark] ?? "", theme["--surface"] ?? ""), mark).toBeGreaterThanOrEqual(3);
    }
  });

  it.each(
    [light, dark].flatMap((theme, at) =>
      Object.keys(VISIONS).map((vision) => [at === 0 ? "light" : "dark", vision, theme] as const),
    ),
  )("tell neighbours apart in the %s theme for %s", (_name, vision, theme) => {
    for (const [series, count, isRound] of [
      ["--lag", 5, false],
      ["--key", 12, true],
    ] as const) {
      for (let i = 0; i < (isRound ? count : count - 1); i++) {
        const [a, b] = [theme[`${series}-${i}`], theme[`${series}-${(i + 1) % count}`]];
        expect(difference(a ?? "", b ?? "", vision), `${series}-${i} and the next`).toBeGreaterThanOrEqual(
          15,
        );
      }
    }
  });

  it.each([
    ["light", light],
    ["dark", dark],
  ])("let more lag stand further from the ground in the %s theme", (_name, theme) => {
    const steps = Array.from({ length: 5 }, (_, i) =>
      contrast(theme[`--lag-${i}`] ?? "", theme["--surface"] ?? ""),
    );
    expect(steps).toEqual(steps.toSorted((a, b) => a - b));
  });
});
