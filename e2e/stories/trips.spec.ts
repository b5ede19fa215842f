import { expect, test, type Page } from "@playwright/test";
import { Playground } from "../playground.ts";

/** How many pixels of the live layer between the cards are clearly red: marks of answers that say no. */
function redPixels(page: Page): Promise<number> {
  return page.getByTestId("live-overlay").evaluate((element) => {
    const canvas = element as HTMLCanvasElement;
    const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
    let count = 0;
    for (let at = 0; at < data.length; at += 4)
      if (data[at + 3]! > 200 && data[at]! > 150 && data[at + 1]! < 90 && data[at + 2]! < 90) count++;
    return count;
  });
}

test("answers that say no are seen coming back over the wire of a call, and not with reduced motion", async ({
  page,
}) => {
  const playground = new Playground(page);
  await playground.open();
  await playground.openFromGallery("A shop as a chain of calls");
  await playground.pause();
  await playground.goTo(10);
  expect(await redPixels(page)).toBe(0);
  await playground.goTo(36);
  await playground.speed("1×");
  await playground.play();
  await expect.poll(() => redPixels(page), { intervals: [50] }).toBeGreaterThan(20);
  await page.emulateMedia({ reducedMotion: "reduce" });
  await expect.poll(() => redPixels(page)).toBe(0);
  await page.waitForTimeout(1_000);
  expect(await redPixels(page)).toBe(0);
});
