/** Small lists that change all the time, without the arrays that `splice` and `push` leave behind. */

/** Takes the first `value` out of a list; whether it was there. */
export function removeFrom<T>(list: T[], value: T): boolean {
  const at = list.indexOf(value);
  if (at < 0) return false;
  for (let i = at + 1; i < list.length; i++) list[i - 1] = list[i]!;
  list.pop();
  return true;
}

/** Shortens a list to its first `length` entries. */
export function shorten(list: unknown[], length: number): void {
  while (list.length > length) list.pop();
}

/** Gathers numbers for a list that is then exactly as long as they are: one that grows by `push` takes 17 places at once. */
export class ListDraft {
  readonly #numbers: number[] = [];
  #count = 0;

  get length(): number {
    return this.#count;
  }

  add(value: number): void {
    this.#numbers[this.#count++] = value;
  }

  /** The list of what was added since the last one was taken. */
  take(): number[] {
    const list = this.#numbers.slice(0, this.#count);
    this.#count = 0;
    return list;
  }
}
