/**
 * Members sorted by load, taken from both ends: the least loaded ones to give to, the most loaded ones to take from. Each end is
 * a range of members of one load, gone through in turn; when everybody in it had its turn, the range moves one level and takes in
 * those that stand there. The loads are the caller's and change as it gives and takes.
 */
export class LoadLevels {
  readonly #members: number[];
  readonly #loads: readonly number[];
  /** Least loaded: members [0, lowEnd) have `lowLevel` or, if they had their turn, one more. */
  #lowEnd = 0;
  #lowLevel: number;
  #lowNext = 0;
  /** Most loaded: members [highStart, highEnd); beyond are those that have nothing to give. */
  #highStart: number;
  #highEnd: number;
  #highLevel: number;
  #highNext: number;

  /** For members given by position in `loads`; at least one. Equal loads are ordered by position. */
  constructor(members: readonly number[], loads: readonly number[]) {
    const loadOf = (member: number | undefined): number => loads[member ?? -1] ?? 0;
    this.#members = [...members].sort((a, b) => loadOf(a) - loadOf(b) || a - b);
    this.#loads = loads;
    this.#lowLevel = loadOf(this.#members[0]) - 1;
    this.#highLevel = loadOf(this.#members.at(-1)) + 1;
    this.#highStart = this.#highEnd = this.#members.length;
    this.#highNext = this.#members.length - 1;
  }

  /** The next member to give to. */
  takeLeastLoaded(): number {
    if (this.#lowNext >= this.#lowEnd) {
      this.#lowLevel++;
      while (this.#lowEnd < this.#members.length && this.#loadAt(this.#lowEnd) === this.#lowLevel)
        this.#lowEnd++;
      this.#lowNext = 0;
    }
    return this.#members[this.#lowNext++] ?? -1;
  }

  /** The next member to take from, among those that have something to give; -1 for none. */
  takeMostLoaded(canGive: (member: number) => boolean): number {
    for (;;) {
      if (this.#highNext < this.#highStart) this.#lowerHighRange();
      if (this.#highNext < 0) return -1;
      const at = this.#highNext--;
      const member = this.#members[at] ?? -1;
      if (canGive(member)) return member;
      this.#highEnd--;
      this.#members[at] = this.#members[this.#highEnd] ?? -1;
      this.#members[this.#highEnd] = member;
    }
  }

  /** Whether the two ranges are at most one partition apart. */
  isLevel(): boolean {
    return this.#highLevel - this.#lowLevel <= 1;
  }

  #lowerHighRange(): void {
    const isEmpty = this.#highEnd <= this.#highStart;
    if (isEmpty && this.#highStart > 0) this.#highLevel = this.#loadAt(this.#highStart - 1);
    else this.#highLevel--;
    while (this.#highStart > 0 && this.#loadAt(this.#highStart - 1) === this.#highLevel) this.#highStart--;
    this.#highNext = this.#highEnd - 1;
  }

  #loadAt(at: number): number {
    return this.#loads[this.#members[at] ?? -1] ?? 0;
  }
}
