/** Pictures of what is on screen: an SVG or PNG file, or a PNG on the clipboard. Loaded when the first one is asked for. */
import type { Micros } from "#base/units.ts";
import type { PictureTheme } from "#picture/look.ts";
import { momentPicture } from "#picture/picture.ts";
import { topicRates } from "#picture/rates.ts";
import { pixelSize } from "#picture/size.ts";
import { svgText, type SvgNode } from "#picture/svg.ts";
import { momentText } from "#sim/words.ts";
import { download, fileName } from "./files.ts";
import { latestFrame } from "./frames.ts";
import { paintSvg } from "./paint-svg.ts";
import { usePlayback } from "./playback-store.ts";
import { sampleColumn, sampleTimes } from "./samples.ts";
import { currentScenario } from "./scenario-store.ts";
import { tell } from "./toasts.ts";
import { useView } from "./view-store.ts";

export type PictureKind = "svg" | "png" | "clipboard";

/** Pixels of a PNG for each unit of the canvas: sharp on a slide. */
const PNG_SCALE = 2;

/** Saves or copies a picture of the drawing at the moment on screen, in the theme on screen, and says so. Never rejects. */
export async function savePicture(kind: PictureKind): Promise<void> {
  const name = pictureName(kind === "svg" ? "svg" : "png");
  try {
    const drawn = presentPicture();
    if (kind === "svg") {
      download(name, new Blob([svgText(drawn)], { type: "image/svg+xml" }));
      tell(`Saved ${name}.`);
      return;
    }
    const png = pngOf(drawn);
    if (kind === "png") {
      download(name, await png);
      tell(`Saved ${name}.`);
    } else {
      await copyImage(png);
      tell("Picture copied.");
    }
  } catch {
    tell(
      kind === "clipboard"
        ? "The browser does not let a picture onto the clipboard. Save it as a PNG instead."
        : `${name} could not be made. Save the picture as an SVG instead, or close other tabs and try again.`,
      "error",
    );
  }
}

/** The drawing as it is on screen now. */
export function presentPicture(): SvgNode {
  const frame = latestFrame();
  const { layout } = usePlayback.getState();
  const rates =
    frame === null || layout === null ? [] : topicRates(layout, frame.atUs, sampleTimes(), sampleColumn);
  return momentPicture(currentScenario(), frame, layout, { theme: presentTheme(), topicRates: rates });
}

/** The theme on screen: the chosen one, or the system's. */
function presentTheme(): PictureTheme {
  const { theme } = useView.getState();
  if (theme !== "system") return theme;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

function pictureName(ending: string): string {
  const frame = latestFrame();
  const base = fileName(currentScenario().name).replace(/\.json$/, "");
  return frame === null ? `${base}.${ending}` : `${base}-at-${momentInName(frame.atUs)}.${ending}`;
}

/** A moment without the colon that some systems refuse: "0m57", "0m57.120", "1h02m03". */
function momentInName(atUs: Micros): string {
  const text = momentText(atUs);
  return text.split(":").length === 3 ? text.replace(":", "h").replace(":", "m") : text.replace(":", "m");
}

async function pngOf(drawn: SvgNode): Promise<Blob> {
  // Fonts may still be under way; one that cannot be had is left out.
  await document.fonts.ready;
  const { width, height } = pixelSize(drawn, PNG_SCALE);
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const pen = canvas.getContext("2d");
  if (pen === null) throw new Error("no canvas of this size");
  paintSvg(pen, drawn, getComputedStyle(document.body).fontFamily);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
  if (blob === null) throw new Error("no picture of this size");
  return blob;
}

/** Asked for before the picture is there: some browsers let a page write only while the click is being handled. */
async function copyImage(png: Promise<Blob>): Promise<void> {
  // Where the browser refuses before it waits, nobody else would hear of this one.
  png.catch(() => undefined);
  await navigator.clipboard.write([new ClipboardItem({ "image/png": png })]);
}
