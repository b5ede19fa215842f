/** Maximum matching: as many pairs as possible of who fits whom, nobody in two pairs. */

/**
 * For each left one the right one it is paired with, or -1. `fits[left]` are the right ones that it fits, best first.
 * Bounded by the number of left ones times the number of fits; augmenting paths, searched without recursion.
 */
export function maximumMatching(fits: readonly (readonly number[])[], rightCount: number): readonly number[] {
  const leftOf = Array.from({ length: rightCount }, () => -1);
  const rightOf = fits.map(() => -1);
  for (const [left, rights] of fits.entries()) {
    const free = rights.find((right) => leftOf[right] === -1);
    if (free === undefined) continue;
    rightOf[left] = free;
    leftOf[free] = left;
  }
  for (let left = 0; left < fits.length; left++) {
    if (rightOf[left] === -1) augment(left, fits, leftOf, rightOf);
  }
  return rightOf;
}

/** Breadth first from a free left one to a free right one; then every pair on the way is swapped. */
function augment(
  start: number,
  fits: readonly (readonly number[])[],
  leftOf: number[],
  rightOf: number[],
): void {
  const cameFrom = new Map<number, number>();
  const queue = [start];
  for (let next = 0; next < queue.length; next++) {
    const left = queue[next] ?? 0;
    for (const right of fits[left] ?? []) {
      if (cameFrom.has(right)) continue;
      cameFrom.set(right, left);
      const other = leftOf[right] ?? -1;
      if (other !== -1) {
        queue.push(other);
        continue;
      }
      swapBack(right, cameFrom, leftOf, rightOf);
      return;
    }
  }
}

function swapBack(
  end: number,
  cameFrom: ReadonlyMap<number, number>,
  leftOf: number[],
  rightOf: number[],
): void {
  for (let right = end; right !== -1;) {
    const left = cameFrom.get(right) ?? 0;
    const before = rightOf[left] ?? -1;
    rightOf[left] = right;
    leftOf[right] = left;
    right = before;
  }
}
