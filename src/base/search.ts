/** Binary search in what is sorted upwards. */

/** How many of `count` sorted values are at most `wanted`: the first that is more has this index. */
export function countUntil(count: number, valueAt: (index: number) => number, wanted: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (valueAt(middle) <= wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Index of the last of the sorted values that is at most `wanted`; -1 where none is. */
export function lastUntil(sorted: ArrayLike<number>, wanted: number): number {
  return countUntil(sorted.length, (index) => sorted[index]!, wanted) - 1;
}
