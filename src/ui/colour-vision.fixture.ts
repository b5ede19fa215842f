/**
 * How far colours stand apart, also for people with a colour vision deficiency, for the tests of the tokens. Colours are
 * six-digit hex texts.
 */

type Row = readonly [number, number, number];

/** Linear RGB as it is seen with no deficiency and with complete ones: Machado, Oliveira and Fernandes (2009). */
export const VISIONS: Readonly<Record<string, readonly [Row, Row, Row]>> = {
  "everybody else": [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

function linear(colour: string): Row {
  const channel = (at: number): number => {
    const c = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
}

const times = (row: Row, [r, g, b]: Row): number => row[0] * r + row[1] * g + row[2] * b;

/** WCAG 2.2 relative luminance, 0 to 1. */
function luminance(colour: string): number {
  return times([0.2126, 0.7152, 0.0722], linear(colour));
}

/** WCAG 2.2 contrast, 1 to 21. */
export function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].toSorted((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

/** CIE L*a*b* under D65 of linear RGB. */
function lab(rgb: Row): Row {
  const f = (t: number): number => (t > 216 / 24_389 ? Math.cbrt(t) : (24_389 / 27 / 116) * t + 16 / 116);
  const x = f(times([0.4124564, 0.3575761, 0.1804375], rgb) / 0.95047);
  const y = f(times([0.2126729, 0.7151522, 0.072175], rgb));
  const z = f(times([0.0193339, 0.119192, 0.9503041], rgb) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

/** ΔE*ab (CIE 1976) between two colours as somebody with that vision (a name of `VISIONS`) sees them. */
export function difference(a: string, b: string, vision: string): number {
  const matrix = VISIONS[vision];
  if (matrix === undefined) throw new Error(`no vision is called ${vision}`);
  const seen = (colour: string): Row => {
    const [r, g, b2] = matrix.map((row) => Math.min(1, Math.max(0, times(row, linear(colour)))));
    return lab([r ?? 0, g ?? 0, b2 ?? 0]);
  };
  const [p, q] = [seen(a), seen(b)];
  return Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]);
}
