/**
 * One document on its way into storage: what is shown, what is acknowledged, and the group under way between the two.
 * A group that was sent stays as it is until its fate is known; what was edited since waits for the next one.
 */
import { canonicalJson } from "#scenario/canonical.ts";
import { emptyScenario, type Scenario } from "#scenario/document.ts";
import { applyPatch, diff, isEmptyPatch } from "#scenario/patch.ts";
import { commit, type CommitOptions, type Group } from "./commit.ts";
import type { Mark, SnapshotReason } from "./records.ts";
import { StorageFailure, type KeepingStorage } from "./storage.ts";
import { firstMark, nextMark, type Tail } from "./tail.ts";

/** What storage is known to have. */
export interface Acknowledged {
  readonly mark: Mark;
  /** The document there, as the lines lead to it. */
  readonly scenario: Scenario;
}

/** `clean`: nothing to write; `refused`: it is no document that could be opened again. */
export type Flushed =
  | { readonly is: "clean" | "conflict" | "newer" }
  | { readonly is: "kept"; readonly order: number; readonly mark: Mark }
  | { readonly is: "refused"; readonly why: string };

/** A version is kept when so much time has gone by since the last one and something changed. */
export const VERSION_EVERY_MS = 60_000;

export interface WriterOptions extends Omit<CommitOptions, "at"> {
  /** Wall clock, for people. */
  readonly wallMs: () => number;
  /** Monotonic clock, for the distance of versions. */
  readonly nowMs: () => number;
}

export class DocumentWriter {
  readonly #storage: KeepingStorage;
  readonly #options: WriterOptions;
  #id: string;
  #present: Scenario;
  #acknowledged: Acknowledged | null;
  #sent: { readonly group: Group; readonly scenario: Scenario } | null = null;
  #wantsVersion: SnapshotReason | null = null;
  #versionAtMs: number;
  #size = 0;

  /** Without `acknowledged` the document is not kept yet. */
  constructor(
    storage: KeepingStorage,
    options: WriterOptions,
    begin: { readonly id: string; readonly scenario: Scenario; readonly acknowledged: Acknowledged | null },
  ) {
    this.#storage = storage;
    this.#options = options;
    this.#id = begin.id;
    this.#present = begin.scenario;
    this.#acknowledged = begin.acknowledged;
    this.#versionAtMs = options.nowMs();
  }

  get id(): string {
    return this.#id;
  }

  get scenario(): Scenario {
    return this.#present;
  }

  /** Whether there is something that storage has not acknowledged. */
  get isDirty(): boolean {
    return (
      this.#sent !== null || this.#acknowledged?.scenario !== this.#present || this.#wantsVersion !== null
    );
  }

  get isKept(): boolean {
    return this.#acknowledged !== null;
  }

  get mark(): Mark | null {
    return this.#acknowledged?.mark ?? null;
  }

  /** The document is this now. */
  note(scenario: Scenario): void {
    this.#present = scenario;
  }

  /** The next group takes a version with it. */
  wantVersion(why: SnapshotReason): void {
    this.#wantsVersion = why;
  }

  /** From now on this is another document, not kept yet; what was under way stays with the one before. */
  becomeAnother(id: string): void {
    this.#id = id;
    this.#acknowledged = null;
    this.#sent = null;
  }

  /** Sends one group, or the one whose fate is not known once more. Throws StorageFailure. */
  async flush(): Promise<Flushed> {
    const sent = this.#sent ?? this.#next();
    if (sent === null) return { is: "clean" };
    if ("refused" in sent) return { is: "refused", why: sent.refused };
    this.#sent = sent;
    const committed = await this.#commit(sent.group);
    // Forked or taken over while it was under way.
    if (this.#sent !== sent) return { is: "clean" };
    if (committed.is !== "kept") {
      this.#sent = null;
      return { is: committed.is };
    }
    const mark = sent.group.after;
    this.#acknowledged = { mark, scenario: sent.scenario };
    this.#sent = null;
    return { is: "kept", order: committed.order, mark };
  }

  /** What storage may not have, for the page's end; null where it has all, or where it cannot be said in patches. */
  tail(): Tail | null {
    if (!this.isDirty) return null;
    const [name, id] = [this.#present.name, this.#id];
    const sent = this.#sent;
    const from = sent?.scenario ?? this.#acknowledged?.scenario ?? null;
    if (from === null) return { id, name, base: null, text: canonicalJson(this.#present), patches: [] };
    const rest = diff(from, this.#present);
    const patches = isEmptyPatch(rest) ? [] : [JSON.stringify(rest)];
    const underWay = sent?.group.patch ?? null;
    if (underWay !== null) patches.unshift(underWay);
    const base = sent?.group.base ?? (sent === null ? this.mark : null);
    const text = base === null ? (sent?.group.snapshot?.text ?? null) : null;
    return patches.length === 0 && text === null ? null : { id, name, base, text, patches };
  }

  async #commit(group: Group): ReturnType<typeof commit> {
    const { wallMs, nowMs, ...options } = this.#options;
    const at = wallMs();
    try {
      const committed = await commit(this.#storage, group, { ...options, at });
      if (group.snapshot !== null) this.#versionAtMs = nowMs();
      return committed;
    } catch (error) {
      const isFull = error instanceof StorageFailure && error.kind === "quota";
      if (!isFull || group.snapshot === null || group.base === null) throw error;
      // A version can wait, the edit cannot.
      return await commit(this.#storage, { ...group, snapshot: null }, { ...options, at });
    }
  }

  #next(): { group: Group; scenario: Scenario } | { refused: string } | null {
    const [scenario, id] = [this.#present, this.#id];
    const acknowledged = this.#acknowledged;
    const patch = diff(acknowledged?.scenario ?? emptyScenario(), scenario);
    const why = this.#wantsVersion;
    if (acknowledged !== null && isEmptyPatch(patch) && why === null) {
      // Made anew, but equal.
      this.#acknowledged = { ...acknowledged, scenario };
      return null;
    }
    const lines = JSON.stringify(patch);
    const judged = applyPatch(acknowledged?.scenario ?? emptyScenario(), JSON.parse(lines));
    if (!judged.ok) return { refused: judged.problems[0]?.says ?? "it is no document" };
    this.#wantsVersion = null;
    const facts = { id, name: scenario.name, nodes: scenario.nodes.length };
    if (acknowledged === null) {
      const text = canonicalJson(scenario);
      this.#size = text.length;
      const snapshot = { text, why: why ?? "first" } as const;
      const group = {
        ...facts,
        base: null,
        patch: null,
        after: firstMark(text),
        snapshot,
        size: text.length,
      };
      return { scenario, group };
    }
    const snapshot = this.#version(scenario, why);
    const base = acknowledged.mark;
    const isLine = !isEmptyPatch(patch);
    const after = isLine ? nextMark(base, lines) : base;
    const group = { ...facts, base, patch: isLine ? lines : null, after, snapshot, size: this.#size };
    return { scenario, group };
  }

  #version(scenario: Scenario, why: SnapshotReason | null): Group["snapshot"] {
    const isDue = this.#options.nowMs() - this.#versionAtMs >= VERSION_EVERY_MS;
    if (why === null && !isDue && this.#size > 0) return null;
    const text = canonicalJson(scenario);
    this.#size = text.length;
    return why === null && !isDue ? null : { text, why: why ?? "regular" };
  }
}
