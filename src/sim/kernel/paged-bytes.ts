/**
 * A growing list of bytes (0 where nothing was written) that a checkpoint can keep for almost nothing: `save` shares
 * the pages, and a page is copied only when it is written to again.
 */
const PAGE_BITS = 12;
const PAGE = 1 << PAGE_BITS;

export type SavedBytes = readonly Uint8Array[];

export class PagedBytes {
  #pages: Uint8Array[] = [];
  /** Whether the page is ours alone (1) or shared with a checkpoint (0). */
  #own: number[] = [];

  get(index: number): number {
    const page = this.#pages[index >>> PAGE_BITS];
    return page === undefined ? 0 : page[index & (PAGE - 1)]!;
  }

  set(index: number, value: number): void {
    const at = index >>> PAGE_BITS;
    while (this.#pages.length <= at) {
      this.#pages.push(new Uint8Array(PAGE));
      this.#own.push(1);
    }
    if (this.#own[at] === 0) {
      this.#pages[at] = this.#pages[at]!.slice();
      this.#own[at] = 1;
    }
    this.#pages[at]![index & (PAGE - 1)] = value;
  }

  get bytes(): number {
    return this.#pages.length * PAGE;
  }

  save(): SavedBytes {
    this.#own.fill(0);
    return this.#pages.slice();
  }

  restore(saved: SavedBytes): void {
    this.#pages = saved.slice();
    this.#own = this.#pages.map(() => 0);
  }
}
