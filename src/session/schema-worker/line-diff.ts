/** What a text has more and less than another, line by line: Myers' shortest edit, as `diff` prints it. */

export interface DiffLine {
  readonly is: "same" | "added" | "removed";
  readonly text: string;
  /** From 1; 0 where the line is not in that text. */
  readonly oldLine: number;
  readonly newLine: number;
}

/** Beyond so many edits two texts have little in common, and the whole middle counts as replaced. */
const EDITS_MAX = 1_000;

/** All lines of both texts, in order; removed ones before added ones. Line ends do not matter. */
export function diffLines(oldText: string, newText: string): readonly DiffLine[] {
  const [before, after] = [linesOf(oldText), linesOf(newText)];
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1;
  let end = 0;
  const room = Math.min(before.length, after.length) - start;
  while (end < room && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1;
  const kept = keptPairs(before.slice(start, before.length - end), after.slice(start, after.length - end));
  const pairs = [
    ...Array.from({ length: start }, (_, i) => [i, i] as const),
    ...kept.map(([a, b]) => [a + start, b + start] as const),
    ...Array.from({ length: end }, (_, i) => [before.length - end + i, after.length - end + i] as const),
    [before.length, after.length] as const,
  ];
  const lines: DiffLine[] = [];
  let [a, b] = [0, 0];
  for (const [nextA, nextB] of pairs) {
    for (; a < nextA; a++) lines.push({ is: "removed", text: before[a] ?? "", oldLine: a + 1, newLine: 0 });
    for (; b < nextB; b++) lines.push({ is: "added", text: after[b] ?? "", oldLine: 0, newLine: b + 1 });
    if (a < before.length && b < after.length)
      lines.push({ is: "same", text: before[a] ?? "", oldLine: ++a, newLine: ++b });
  }
  return lines;
}

function linesOf(text: string): readonly string[] {
  const lines = text.split(/\r\n|\r|\n/);
  return lines.at(-1) === "" ? lines.slice(0, -1) : lines;
}

/** Indexes of lines that both have, in order. */
function keptPairs(a: readonly string[], b: readonly string[]): readonly (readonly [number, number])[] {
  if (a.length === 0 || b.length === 0) return [];
  const rounds: Int32Array[] = [];
  const most = Math.min(EDITS_MAX, a.length + b.length);
  const middle = most + 1;
  const far = new Int32Array(2 * middle + 1);
  for (let edits = 0; edits <= most; edits++) {
    rounds.push(far.slice(middle - edits - 1, middle + edits + 2));
    for (let k = -edits; k <= edits; k += 2) {
      let x = startOn(far, middle + k, k, edits);
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x += 1;
      far[middle + k] = x;
      if (x >= a.length && x - k >= b.length) return walkedBack(rounds, a.length, b.length);
    }
  }
  return [];
}

/** Where a diagonal's next stretch begins: one down from the diagonal above, or one right from that below. */
function startOn(far: Int32Array, at: number, k: number, edits: number): number {
  const [left, right] = [far[at - 1] ?? 0, far[at + 1] ?? 0];
  return k === -edits || (k !== edits && left < right) ? right : left + 1;
}

function walkedBack(rounds: readonly Int32Array[], endA: number, endB: number): [number, number][] {
  const pairs: [number, number][] = [];
  let [x, y] = [endA, endB];
  for (let edits = rounds.length - 1; edits >= 0; edits--) {
    const far = rounds[edits] ?? new Int32Array();
    const k = x - y;
    const at = edits + 1 + k;
    const isDown = k === -edits || (k !== edits && (far[at - 1] ?? 0) < (far[at + 1] ?? 0));
    const fromK = isDown ? k + 1 : k - 1;
    const fromX = edits === 0 ? 0 : (far[at + (isDown ? 1 : -1)] ?? 0);
    const fromY = edits === 0 ? 0 : fromX - fromK;
    while (x > fromX && y > fromY) pairs.push([--x, --y]);
    if (edits > 0) [x, y] = [fromX, fromY];
  }
  return pairs.toReversed();
}
