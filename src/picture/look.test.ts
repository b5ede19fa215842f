import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { LOOKS, mixed } from "./look.ts";

const css = readFileSync(new URL("../ui/tokens.css", import.meta.url), "utf8");

/** The value of a token in the first block that begins with `selector`. */
function token(selector: string, name: string): string | undefined {
  const from = css.indexOf(`${selector} {`);
  const body = css.slice(from, css.indexOf("}", from));
  return new RegExp(`--${name}:\\s*([^;]+);`).exec(body)?.[1];
}

describe("the colours of pictures", () => {
  it.each([
    ["light", ":root"],
    ["dark", ':root[data-theme="dark"]'],
  ] as const)("are the page's tokens in the %s theme", (theme, selector) => {
    const look = LOOKS[theme];
    const names = {
      ground: "ground",
      surface: "surface",
      surface2: "surface-2",
      line: "line",
      lineStrong: "line-strong",
      ink: "ink",
      ink2: "ink-2",
      ink3: "ink-3",
      accent: "accent",
      danger: "danger",
      warn: "warn",
      warnSoft: "warn-soft",
      ok: "ok",
      keyNone: "key-none",
    } as const;
    for (const [name, wanted] of Object.entries(names))
      expect([name, look[name as keyof typeof names]]).toEqual([name, token(selector, wanted)]);
    expect(look.lag).toEqual([0, 1, 2, 3, 4].map((i) => token(selector, `lag-${i}`)));
    expect(look.keys).toEqual(Array.from({ length: 12 }, (_, i) => token(selector, `key-${i}`)));
  });

  it("mix in equal steps", () => {
    expect(mixed("#ffffff", "#000000", 0.5)).toBe("#808080");
    expect(mixed("#102030", "#405060", 1)).toBe("#102030");
  });
});
