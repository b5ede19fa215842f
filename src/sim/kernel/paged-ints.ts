/**
 * A growing list of whole 32-bit numbers (0 where nothing was written) that a checkpoint can keep for almost nothing:
 * `save` shares the pages, and a page is copied only when it is written to again. Like `paged-bytes.ts`.
 */
const PAGE_BITS = 10;
const PAGE = 1 << PAGE_BITS;

export type SavedInts = readonly (Int32Array | undefined)[];

export class PagedInts {
  #pages: (Int32Array | undefined)[] = [];
  /** Whether the page is ours alone or shared with a checkpoint. */
  #own: boolean[] = [];

  get(index: number): number {
    return this.#pages[index >>> PAGE_BITS]?.[index & (PAGE - 1)] ?? 0;
  }

  set(index: number, value: number): void {
    const at = index >>> PAGE_BITS;
    if (this.#own[at] !== true) {
      this.#pages[at] = this.#pages[at]?.slice() ?? new Int32Array(PAGE);
      this.#own[at] = true;
    }
    this.#pages[at]![index & (PAGE - 1)] = value;
  }

  save(): SavedInts {
    this.#own = [];
    return this.#pages.slice();
  }

  restore(saved: SavedInts): void {
    this.#pages = saved.slice();
    this.#own = [];
  }
}
