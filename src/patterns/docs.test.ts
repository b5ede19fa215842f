import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { PATTERNS } from "./index.ts";

it("the page of patterns lists every choice that there is", () => {
  const page = readFileSync(new URL("../../docs/patterns.md", import.meta.url), "utf8");
  const rows = [...page.matchAll(/^\| \*\*(.+?)\*\* \| (.+?) \|/gm)].map(([, title, choices]) => [
    title,
    choices?.split("; "),
  ]);
  expect(rows).toEqual(PATTERNS.map(({ title, choices }) => [title, choices.map(({ label }) => label)]));
});
