/**
 * What stands in the build in place of `d3-interpolate`, of which the canvas needs how a view moves and nothing of
 * colours, texts and transforms.
 *
 * @typedef {readonly [x: number, y: number, width: number]} View middle and width of what is seen
 */

/** How much a path zooms for a stretch that it goes: d3-zoom's choice. */
const RHO = Math.SQRT2;

/**
 * The path between two views that seems shortest: far ones are seen from farther away on the way.
 * J. J. van Wijk, W. A. A. Nuij: Smooth and efficient zooming and panning (InfoVis 2003), equation 9.
 * @param {View} from
 * @param {View} to
 * @returns {(share: number) => [x: number, y: number, width: number]} the view at 0 (`from`) to 1 (`to`)
 */
export function interpolateZoom([x0, y0, w0], [x1, y1, w1]) {
  const [dx, dy] = [x1 - x0, y1 - y0];
  const way = Math.hypot(dx, dy);
  if (way < 1e-6) {
    const grows = Math.log(w1 / w0);
    return (share) => [x0 + share * dx, y0 + share * dy, w0 * Math.exp(grows * share)];
  }
  const scaled = RHO ** 2 * way;
  const [grown, moved] = [w1 ** 2 - w0 ** 2, scaled ** 2];
  const r0 = -Math.asinh((grown + moved) / (2 * w0 * scaled));
  const r1 = -Math.asinh((grown - moved) / (2 * w1 * scaled));
  return (share) => {
    const r = r0 + share * (r1 - r0);
    const gone = (w0 / scaled) * (Math.cosh(r0) * Math.tanh(r) - Math.sinh(r0));
    return [x0 + gone * dx, y0 + gone * dy, (w0 * Math.cosh(r0)) / Math.cosh(r)];
  };
}

/**
 * The straight path between two views: xyflow's choice `interpolate: "linear"`.
 * @param {View} from
 * @param {View} to
 * @returns {(share: number) => number[]}
 */
export function interpolate(from, to) {
  return (share) => from.map((value, i) => value + share * (/** @type {number} */ (to[i]) - value));
}
