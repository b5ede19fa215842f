/** A canvas context that draws nothing and remembers what it was told, for tests of painters. */
import type { CanvasPen } from "#canvas/overlay/canvas-job.ts";
import type { PaintTheme } from "#picture/paint-theme.ts";

export interface RecordedPen {
  readonly pen: CanvasPen;
  /** Every text drawn, in order. */
  readonly texts: { readonly words: string; readonly colour: string; readonly x: number; readonly y: number }[];
  /** How often each method was called. */
  readonly calls: Map<string, number>;
}

export function recordedPen(): RecordedPen {
  const texts: RecordedPen["texts"] = [];
  const calls = new Map<string, number>();
  const state: Record<string, unknown> = { canvas: { width: 1600, height: 900 } };
  const methods: Record<string, (...given: never[]) => unknown> = {
    measureText: (words: string) => ({ width: words.length * 6 }),
    fillText: (words: string, x: number, y: number) => {
      texts.push({ words, colour: String(state["fillStyle"]), x, y });
    },
  };
  const pen = new Proxy(state, {
    get: (target, name: string) => {
      if (name in target) return target[name];
      return (...given: never[]) => {
        calls.set(name, (calls.get(name) ?? 0) + 1);
        return methods[name]?.(...given);
      };
    },
  });
  return { pen: pen as unknown as CanvasPen, texts, calls };
}

const tone = (n: number): string => `#${n.toString(16).padStart(2, "0").repeat(3)}`;

/** A theme in which every colour is another grey. */
export const greys: PaintTheme = {
  ground: tone(1), surface: tone(2), surface2: tone(3), line: tone(4), lineStrong: tone(5), ink: tone(6), ink2: tone(7),
  ink3: tone(8), accent: tone(9), danger: tone(10), warn: tone(11), ok: tone(12),
  lag: [20, 21, 22, 23, 24].map(tone),
  keys: Array.from({ length: 12 }, (_, i) => tone(40 + i)),
  keyNone: tone(60),
  font: "sans-serif",
};
