import { expect, test, type Page } from "@playwright/test";
import { Playground } from "../playground.ts";

/** Two cards each. The wires of a few are elements of the page, those of very many are one drawing. */
const FEW = 20;
const MANY = 90;

/** Producers with their topics, so far apart that the whole is seen from far away. */
function wide(prefix: string, pairs: number): string {
  const numbers = Array.from({ length: pairs }, (_, i) => i);
  return JSON.stringify({
    format: "eventyard/1",
    name: `Wide ${prefix}`,
    nodes: numbers.flatMap((i) => [
      {
        id: `${prefix}p${i}`,
        kind: "service",
        name: `producer-${i}`,
        config: { publishes: "constant" },
        position: { x: 0, y: i * 400 },
      },
      {
        id: `${prefix}t${i}`,
        kind: "topic",
        name: `topic-${i}`,
        config: {},
        position: { x: 1200, y: i * 400 },
      },
    ]),
    wires: numbers.map((i) => ({
      id: `${prefix}w${i}`,
      kind: "publishes",
      from: `${prefix}p${i}`,
      to: `${prefix}t${i}`,
    })),
  });
}

/** Wires that lead somewhere: one whose ports were lost has no length, or begins in the corner of its card. */
async function wiresOnScreen(page: Page): Promise<number> {
  return page
    .locator(".react-flow__edge path:first-of-type")
    .evaluateAll((paths) => paths.filter((path) => path.getBoundingClientRect().width > 20).length);
}

/** The same where they are one drawing. */
async function wiresDrawn(page: Page): Promise<number> {
  const path = page.getByTestId("far-wires").locator("path").first();
  const data = (await path.getAttribute("d")) ?? "";
  const ends = [...data.matchAll(/M([-\d.]+),([-\d.]+) C[^ ]+ [^ ]+ ([-\d.]+),([-\d.]+)/g)];
  const isLong = (end: RegExpExecArray): boolean => Number(end[3]) - Number(end[1]) > 200;
  const box = await path.boundingBox();
  return box !== null && box.height > 200 ? ends.filter(isLong).length : 0;
}

for (const [pairs, count] of [
  [FEW, wiresOnScreen],
  [MANY, wiresDrawn],
] as const) {
  test(`the wires of ${pairs} pairs are drawn from far away, also those of a document that is opened there`, async ({
    page,
  }) => {
    const playground = new Playground(page);
    await playground.open();
    for (const prefix of ["a", "b"]) {
      await playground.openFile(`${prefix}.json`, wide(prefix, pairs));
      await expect(page.getByRole("textbox", { name: "Name of the scenario" })).toHaveValue(`Wide ${prefix}`);
      await expect.poll(() => count(page)).toBe(pairs);
    }
  });
}
