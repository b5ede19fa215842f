/** The colours and the type of pictures: the page's tokens once more, since a picture has no style sheet. A test holds them equal to `ui/tokens.css`. */
import type { PaintTheme } from "./paint-theme.ts";

export type PictureTheme = "light" | "dark";

/** Inter where it is there; what stands in for it is no wider, so that nothing overflows. */
export const FONT =
  "Inter, 'Inter Variable', -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'Liberation Sans', 'Noto Sans', sans-serif";

/** The painters' colours, and those that only what stands still takes. */
export interface Look extends PaintTheme {
  readonly warnSoft: string;
}

export const LOOKS: Readonly<Record<PictureTheme, Look>> = {
  light: {
    ground: "#f6f7f9",
    surface: "#ffffff",
    surface2: "#eef0f4",
    line: "#d9dde4",
    lineStrong: "#8a93a1",
    ink: "#161a20",
    ink2: "#434c59",
    ink3: "#5c6675",
    accent: "#2a56c6",
    danger: "#b3261e",
    warn: "#8a5300",
    warnSoft: "#fdf1dc",
    ok: "#1c6e45",
    lag: ["#4a90dc", "#6d7f96", "#8f7636", "#824400", "#5e1507"],
    keys: [
      "#0072b2",
      "#cc7a00",
      "#007f5f",
      "#cb6399",
      "#2f8fca",
      "#bf4d00",
      "#22998f",
      "#7654c4",
      "#8a5a33",
      "#a08c00",
      "#b0305c",
      "#5f7d1f",
    ],
    keyNone: "#7d8794",
    font: FONT,
  },
  dark: {
    ground: "#111419",
    surface: "#191d24",
    surface2: "#222730",
    line: "#2f3642",
    lineStrong: "#697484",
    ink: "#eceff4",
    ink2: "#bcc4d0",
    ink3: "#98a2b1",
    accent: "#86a8ff",
    danger: "#ff8f85",
    warn: "#f0b357",
    warnSoft: "#37290f",
    ok: "#6ccb98",
    lag: ["#2a76c0", "#7e8fa9", "#b0a46f", "#e6b01a", "#fbf592"],
    keys: [
      "#4ba3e3",
      "#e69f00",
      "#1db486",
      "#d98bb4",
      "#8cccf2",
      "#ee7733",
      "#57cdc2",
      "#a68bef",
      "#bf8a5e",
      "#f0e442",
      "#e8668f",
      "#9dbb4d",
    ],
    keyNone: "#8a94a3",
    font: FONT,
  },
};

/** A colour between two, "#rrggbb" each; `part` of the first. */
export function mixed(first: string, second: string, part: number): string {
  const channel = (colour: string, at: number): number => Number.parseInt(colour.slice(at, at + 2), 16);
  const mix = (at: number): string =>
    Math.round(channel(first, at) * part + channel(second, at) * (1 - part))
      .toString(16)
      .padStart(2, "0");
  return `#${mix(1)}${mix(3)}${mix(5)}`;
}
