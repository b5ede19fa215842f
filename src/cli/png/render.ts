/** Draws a picture's SVG into a PNG, without a browser. */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { initWasm, Resvg } from "@resvg/resvg-wasm";
import { fontsFor } from "./fonts.ts";

let ready: Promise<void> | undefined;

/** The PNG of an SVG in the pixels that its own width and height say. */
export async function pngOf(svg: string): Promise<Uint8Array> {
  ready ??= readFile(createRequire(import.meta.url).resolve("@resvg/resvg-wasm/index_bg.wasm")).then((wasm) =>
    initWasm(wasm),
  );
  await ready;
  const renderer = new Resvg(svg, {
    fitTo: { mode: "original" },
    font: { fontBuffers: fontsFor(svg), defaultFontFamily: "Inter", sansSerifFamily: "Inter" },
  });
  try {
    const image = renderer.render();
    try {
      return image.asPng();
    } finally {
      image.free();
    }
  } finally {
    renderer.free();
  }
}
