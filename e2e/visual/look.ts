/**
 * Compares how a page looks with how it looked, tolerantly: another build of Chromium sets the same letters with other
 * greys, and that is no fault. Both pictures are laid over a grid of blocks of 4 × 4 CSS pixels, each block counts with
 * its mean colour, and a block is different only where a person would see it. So a letter's edge does not matter, and a
 * missing border of a card, a wrong colour of a chip or a line of text that moved does.
 *
 * The pictures stand in `pictures/` in half size, to be looked at. `--update-snapshots` writes them anew.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, type Page, test } from "@playwright/test";

interface Tolerance {
  /** A block is different from this distance in one of red, green and blue, of 255. */
  readonly seen: number;
  /** So many of all blocks may be different, as a share. */
  readonly share: number;
}

/** For the build of Chromium that made the pictures: there one run looks like the next. */
const SAME_BUILD: Tolerance = { seen: 10, share: 0.0003 };
/** For any other. Between 147 and 156 the largest share was 0.0032. */
const OTHER_BUILD: Tolerance = { seen: 40, share: 0.005 };

interface Comparison {
  /** Share of the blocks that are different; 1 where the sizes are. */
  readonly different: number;
  /** Where they are: a PNG as base64, the picture in grey with the different blocks in red. */
  readonly map: string;
}

/** Fails where the page does not look as in `pictures/<name>.png`. Moves nothing and waits for fonts only. */
export async function expectLook(page: Page, name: string): Promise<void> {
  await page.evaluate(() => document.fonts.ready);
  const shot = await page.screenshot({ animations: "disabled", caret: "hide", scale: "css" });
  const info = test.info();
  const file = join(dirname(info.file), "pictures", `${name}.png`);
  // The comparing page is of another origin, so that no policy of ours is in its way.
  const desk = await page.context().newPage();
  try {
    await desk.goto("about:blank");
    const now = await desk.evaluate(halve, shot.toString("base64"));
    const build = page.context().browser()?.version() ?? "unknown";
    const note = join(dirname(file), "made-by.txt");
    if (["all", "changed"].includes(info.config.updateSnapshots)) {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, Buffer.from(now, "base64"));
      writeFileSync(note, `Chromium ${build}\n`);
      return;
    }
    const { seen, share } = readFileSync(note, "utf8") === `Chromium ${build}\n` ? SAME_BUILD : OTHER_BUILD;
    const before = readFileSync(file).toString("base64");
    const { different, map } = await desk.evaluate(compare, { before, now, seen });
    if (different > share) {
      for (const [what, picture] of Object.entries({ before, now, map })) {
        const path = info.outputPath(`${name}-${what}.png`);
        writeFileSync(path, Buffer.from(picture, "base64"));
        await info.attach(`${name}-${what}`, { path, contentType: "image/png" });
      }
    }
    expect(different, `share of ${name} that looks different`).toBeLessThanOrEqual(share);
  } finally {
    await desk.close();
  }
}

/** Runs in the browser: the picture in half size. PNGs as base64. */
async function halve(png: string): Promise<string> {
  const bytes = Uint8Array.from(atob(png), (letter) => letter.charCodeAt(0));
  const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
  const canvas = document.createElement("canvas");
  canvas.width = Math.floor(image.width / 2);
  canvas.height = Math.floor(image.height / 2);
  const pen = canvas.getContext("2d", { alpha: false });
  if (pen === null) throw new Error("no canvas");
  pen.imageSmoothingQuality = "high";
  pen.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL("image/png").replace(/^[^,]*,/, "");
}

/** Runs in the browser: compares blocks of 2 × 2 pixels, which are 4 × 4 of the page. */
async function compare({
  before,
  now,
  seen,
}: {
  readonly before: string;
  readonly now: string;
  readonly seen: number;
}): Promise<Comparison> {
  const read = async (png: string) => {
    const bytes = Uint8Array.from(atob(png), (letter) => letter.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const canvas = document.createElement("canvas");
    canvas.width = image.width;
    canvas.height = image.height;
    const pen = canvas.getContext("2d");
    if (pen === null) throw new Error("no canvas");
    pen.drawImage(image, 0, 0);
    return { canvas, pen, pixels: pen.getImageData(0, 0, image.width, image.height) };
  };
  const [a, b] = [await read(before), await read(now)];
  const { width, height } = b.pixels;
  if (a.pixels.width !== width || a.pixels.height !== height) return { different: 1, map: now };
  const mean = (pixels: ImageData, x: number, y: number, channel: number): number => {
    const at = (dx: number, dy: number) => pixels.data[((y + dy) * width + x + dx) * 4 + channel] ?? 0;
    return (at(0, 0) + at(1, 0) + at(0, 1) + at(1, 1)) / 4;
  };
  b.pen.fillStyle = "rgb(255 255 255 / 75%)";
  b.pen.fillRect(0, 0, width, height);
  b.pen.fillStyle = "#e00000";
  let [count, different] = [0, 0];
  for (let y = 0; y + 1 < height; y += 2) {
    for (let x = 0; x + 1 < width; x += 2) {
      count++;
      const isSeen = [0, 1, 2].some(
        (channel) => Math.abs(mean(a.pixels, x, y, channel) - mean(b.pixels, x, y, channel)) > seen,
      );
      if (!isSeen) continue;
      different++;
      b.pen.fillRect(x, y, 2, 2);
    }
  }
  return {
    different: different / count,
    map: b.canvas.toDataURL("image/png").replace(/^[^,]*,/, ""),
  };
}
