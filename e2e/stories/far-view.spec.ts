import { expect, test, type Page } from "@playwright/test";
import { Playground } from "../playground.ts";

const PAIRS = 20;

/** Producers with their topics, so far apart that the whole is seen from far away. */
function wide(prefix: string): string {
  const numbers = Array.from({ length: PAIRS }, (_, i) => i);
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

/** Wires that lead somewhere: one whose ports were lost has no length on screen, or begins in the corner of its card. */
async function wiresOnScreen(page: Page): Promise<number> {
  return page
    .locator(".react-flow__edge path:first-of-type")
    .evaluateAll((paths) => paths.filter((path) => path.getBoundingClientRect().width > 20).length);
}

test("wires are drawn from far away, also those of a document that is opened there", async ({ page }) => {
  const playground = new Playground(page);
  await playground.open();
  for (const prefix of ["a", "b"]) {
    await playground.openFile(`${prefix}.json`, wide(prefix));
    await expect(page.getByRole("textbox", { name: "Name of the scenario" })).toHaveValue(`Wide ${prefix}`);
    await expect.poll(() => wiresOnScreen(page)).toBe(PAIRS);
  }
});
