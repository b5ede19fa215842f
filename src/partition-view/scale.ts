/** Offsets and their places, in percent of the width. An offset is the left edge of its record. */

export interface Scale {
  readonly from: number;
  /** First offset that is not shown any more; always beyond `from`. */
  readonly to: number;
}

/** Free room behind the log end, as a share of what is shown. */
const ROOM = 0.02;

/** The scale for a span of offsets: from `from`, or (null) the newest ones with a little room behind the log end. */
export function scaleFor(
  { logStart, logEnd }: { readonly logStart: number; readonly logEnd: number },
  span: number,
  from: number | null,
): Scale {
  if (span === Infinity)
    return { from: logStart, to: logEnd + Math.max(1, Math.ceil((logEnd - logStart) * ROOM)) };
  const room = Math.max(1, Math.ceil(span * ROOM));
  const last = Math.max(0, logEnd + room - span);
  const first = from === null ? last : Math.max(0, Math.min(from, last));
  return { from: first, to: first + span };
}

export function percentOf(offset: number, { from, to }: Scale): number {
  return ((offset - from) / (to - from)) * 100;
}

/** Place and width of [first, after), cut at the ends of the scale; null where nothing of it is shown. */
export function placed(
  first: number,
  after: number,
  scale: Scale,
): { readonly left: string; readonly width: string } | null {
  const left = Math.max(0, percentOf(first, scale));
  const right = Math.min(100, percentOf(after, scale));
  return right <= left || left >= 100 ? null : { left: `${left}%`, width: `${right - left}%` };
}

/** Round offsets to label, some ten of them. */
export function offsetTicks({ from, to }: Scale): readonly number[] {
  let step = 1;
  for (const factor of STEPS) {
    if ((to - from) / step <= 11) break;
    step = factor;
  }
  const found: number[] = [];
  for (let at = Math.ceil(from / step) * step; at < to; at += step) found.push(at);
  return found;
}

const STEPS = Array.from({ length: 27 }, (_, i) => {
  let step = [2, 5, 10][i % 3] ?? 1;
  for (let tens = Math.floor(i / 3); tens > 0; tens--) step *= 10;
  return step;
});

/** The offset under a place (0 to 1 of the width). */
export function offsetUnder(share: number, { from, to }: Scale): number {
  return Math.floor(from + Math.max(0, Math.min(0.999_999, share)) * (to - from));
}

/** Where a key leads from an offset; null where it means nothing. */
export function offsetForKey(
  key: string,
  at: number,
  { logStart, logEnd, span }: { readonly logStart: number; readonly logEnd: number; readonly span: number },
): number | null {
  const page = Math.max(1, Math.floor(Math.min(span, logEnd - logStart) / 2));
  const moves: Readonly<Record<string, number>> = {
    ArrowLeft: at - 1,
    ArrowDown: at - 1,
    ArrowRight: at + 1,
    ArrowUp: at + 1,
    PageDown: at - page,
    PageUp: at + page,
    Home: logStart,
    End: logEnd - 1,
  };
  const target = moves[key];
  return target === undefined ? null : Math.max(logStart, Math.min(logEnd - 1, target));
}
