/**
 * Which of very many rows are on screen. A browser cannot make a box of any height, so beyond a limit the box is shorter
 * than its rows would be, and scrolling goes through them faster.
 */

/** Browsers stop at some 17 million pixels. */
export const BOX_PX_MAX = 12_000_000;
/** Rows drawn beyond what is visible, on both sides. */
const SPARE = 6;

export interface Rows {
  readonly count: number;
  readonly rowHeight: number;
  /** Height of what is visible. */
  readonly height: number;
}

/** Height of the box that is scrolled. */
export function boxHeight({ count, rowHeight }: Rows): number {
  return Math.min(count * rowHeight, BOX_PX_MAX);
}

/** Where the first visible row begins, in pixels of all rows, for a scroll position of the box. */
export function offsetAt(rows: Rows, scrollTop: number): number {
  const box = boxHeight(rows);
  const whole = rows.count * rows.rowHeight;
  if (box === whole || box <= rows.height) return Math.max(0, scrollTop);
  return Math.max(0, Math.min(1, scrollTop / (box - rows.height)) * (whole - rows.height));
}

/** The scroll position of the box at which `offset` is the top. */
export function scrollFor(rows: Rows, offset: number): number {
  const box = boxHeight(rows);
  const whole = rows.count * rows.rowHeight;
  const target = Math.max(0, Math.min(whole - rows.height, offset));
  if (box === whole || whole <= rows.height) return target;
  return (target / (whole - rows.height)) * (box - rows.height);
}

/** Rows `from` … `to - 1` are to be drawn. */
export function visibleRows(rows: Rows, scrollTop: number): { readonly from: number; readonly to: number } {
  const top = offsetAt(rows, scrollTop);
  const from = Math.max(0, Math.floor(top / rows.rowHeight) - SPARE);
  const to = Math.min(rows.count, Math.ceil((top + rows.height) / rows.rowHeight) + SPARE);
  return { from: Math.min(from, rows.count), to };
}

/** Where a row stands in the box. */
export function topOf(rows: Rows, scrollTop: number, at: number): number {
  return at * rows.rowHeight - offsetAt(rows, scrollTop) + Math.max(0, scrollTop);
}

/** The scroll position that shows a row, or null where it is visible already. */
export function revealing(rows: Rows, scrollTop: number, at: number): number | null {
  const top = offsetAt(rows, scrollTop);
  const [first, last] = [at * rows.rowHeight, (at + 1) * rows.rowHeight];
  if (first < top) return scrollFor(rows, first);
  if (last > top + rows.height) return scrollFor(rows, last - rows.height);
  return null;
}

/** The row that a key leads to from row `from` (-1: none is chosen, `otherwise` then counts), or null. */
export function rowForKey(key: string, from: number, otherwise: number, rows: Rows): number | null {
  const { count } = rows;
  if (count === 0) return null;
  const page = Math.max(1, Math.floor(rows.height / rows.rowHeight) - 1);
  const at = from < 0 ? otherwise : from;
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: from < 0 ? at : at + 1,
    ArrowUp: from < 0 ? at : at - 1,
    PageDown: at + page,
    PageUp: at - page,
    Home: 0,
    End: count - 1,
  };
  const target = steps[key];
  return target === undefined ? null : Math.max(0, Math.min(count - 1, target));
}
