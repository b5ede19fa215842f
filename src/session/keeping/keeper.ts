/**
 * One tab's keeping: follows what is shown, writes each document's edits a moment after they were made, and says how it
 * stands. Knows no page: the store, the clock, the locks and the document itself are given to it, so that tests let
 * many tabs take turns at every call.
 */
import type { Scenario } from "#scenario/document.ts";
import { REFUSALS, type KeeperPorts, type ReadOnly } from "./keeper-ports.ts";
import type { TabMessage } from "./locks.ts";
import { openKept, type OpenKept } from "./open-kept.ts";
import { isSameMark, type SnapshotReason } from "./records.ts";
import { failureOf, failureText, StorageFailure } from "./storage.ts";
import { dropTail, putTail, TAIL_LENGTH_MAX } from "./tail.ts";
import { DocumentWriter } from "./writer.ts";

/** Edits within this time go into one group: it ends before anybody has let go of the key. */
export const GROUP_MS = 20;
const RETRY_MS = 1_000;
const RETRY_MS_MAX = 30_000;
/** A write that takes longer than this is said to be late; it still counts when it comes. */
const LATE_MS = 8_000;

/** A document that this tab has had open. */
interface Track {
  writer: DocumentWriter;
  holds: boolean;
  readOnly: ReadOnly | null;
  behind: boolean;
  failure: string | null;
  saving: Promise<void> | null;
  retryMs: number;
  /** Ids under which this page may have left a tail. */
  readonly tailIds: Set<string>;
}

export class Keeper {
  readonly #ports: KeeperPorts;
  /** Which document each state belongs to; states of one that became a copy follow it. */
  readonly #tracks = new WeakMap<Scenario, Track>();
  readonly #byId = new Map<string, Track>();
  readonly #dirty = new Set<Track>();
  #current: Track | null = null;
  #isWaking = false;

  constructor(ports: KeeperPorts) {
    this.#ports = ports;
  }

  /** The shown document changed: by an edit, by undo or redo, or because another one was opened. */
  follow(): void {
    const { source } = this.#ports;
    const scenario = source.scenario();
    const track = this.#trackOf(scenario);
    if (track !== this.#current) this.#show(track);
    if (track === null) return this.#report();
    if (source.documentId() !== track.writer.id) source.adopt(track.writer.id);
    track.writer.note(scenario);
    if (track.writer.isDirty && track.readOnly === null) {
      this.#dirty.add(track);
      this.#wake(GROUP_MS);
    }
    this.#report();
  }

  /** Opens a kept document for this tab; it is shown only when the session shows it. Throws StorageFailure. */
  async open(id: string): Promise<OpenKept> {
    const former = this.#byId.get(id);
    if (former !== undefined) await this.#save(former);
    if (former?.writer.isDirty === true) return openedAsItIs(former.writer);
    const holds = await this.#ports.locks.take(id, () => this.#lost(id));
    return this.#open(id, holds);
  }

  /** Lets a document go that was opened but is not shown. */
  close(id: string): void {
    const track = this.#byId.get(id);
    if (track === undefined || track === this.#current) return;
    this.#byId.delete(id);
    if (track.holds) this.#ports.locks.release(id);
  }

  /** Takes the shown document from the other tab; the answer is to be shown. Throws StorageFailure. */
  async takeOver(): Promise<OpenKept> {
    const id = this.#current?.writer.id;
    if (id === undefined) return { is: "missing" };
    this.#ports.post({ is: "hand-over", id });
    await this.#ports.locks.takeOver(id, () => this.#lost(id));
    return this.#open(id, true);
  }

  /** The shown document becomes another one, which this tab may change. */
  openCopy(): void {
    if (this.#current !== null) this.#fork(this.#current);
  }

  /** Takes a version of the shown document with the next write. */
  wantVersion(why: SnapshotReason): void {
    const track = this.#current;
    if (track === null || track.readOnly !== null) return;
    track.writer.wantVersion(why);
    this.#dirty.add(track);
    this.#wake(0);
    this.#report();
  }

  /** Writes everything now; resolves when it is known how that went. */
  async flush(): Promise<void> {
    await Promise.all([...this.#dirty].map((track) => this.#save(track)));
  }

  /** The page may go now: leaves what is not acknowledged where it can be written synchronously. */
  hide(): void {
    const { tails, tabId } = this.#ports;
    for (const { writer, readOnly, tailIds } of this.#byId.values()) {
      const tail = readOnly === "other-tab" ? null : writer.tail();
      if (tail === null) continue;
      tailIds.add(tail.id);
      putTail(tails, tabId, tail);
    }
  }

  /** Whether closing the page now would lose something. */
  isLosing(): boolean {
    for (const { writer, failure, readOnly } of this.#byId.values()) {
      if (readOnly === "other-tab" || !writer.isDirty) continue;
      if (failure !== null) return true;
      const tail = writer.tail();
      if (tail !== null && JSON.stringify(tail).length > TAIL_LENGTH_MAX - 200) return true;
    }
    return false;
  }

  /** Another tab says something. */
  heard(message: TabMessage): void {
    if (message.is === "listed") return;
    const track = this.#byId.get(message.id);
    if (track === undefined) return;
    if (message.is === "hand-over") return void this.#handOver(track);
    const mark = track.writer.mark;
    if (track.behind || (mark !== null && isSameMark(mark, message.mark))) return;
    if (track.readOnly === null) return;
    track.behind = true;
    this.#report();
  }

  /** The database belongs to a newer app now. */
  newerApp(): void {
    for (const track of this.#byId.values()) this.#readOnly(track, "newer-app");
  }

  #trackOf(scenario: Scenario): Track | null {
    const known = this.#tracks.get(scenario);
    if (known !== undefined) return known;
    const id = this.#ports.source.documentId();
    if (id === null) return null;
    const track = this.#byId.get(id) ?? this.#begin(id, scenario);
    this.#tracks.set(scenario, track);
    return track;
  }

  /** A document that was never kept. */
  #begin(id: string, scenario: Scenario): Track {
    const writer = new DocumentWriter(this.#ports.storage, this.#ports, { id, scenario, acknowledged: null });
    const track = this.#track(writer, null);
    this.#hold(track);
    return track;
  }

  /** The same one again where it was open before: states of the history go on with what is kept now. */
  #track(writer: DocumentWriter, readOnly: ReadOnly | null): Track {
    const fresh = { writer, holds: false, readOnly, behind: false, failure: null, retryMs: RETRY_MS };
    const known = this.#byId.get(writer.id);
    if (known !== undefined) return Object.assign(known, fresh);
    const track: Track = { ...fresh, saving: null, tailIds: new Set() };
    this.#byId.set(writer.id, track);
    return track;
  }

  async #open(id: string, holds: boolean): Promise<OpenKept> {
    const { storage, tails, wallMs, newId } = this.#ports;
    const opened = await openKept(storage, tails, id, { mayWrite: holds, wallMs, newId });
    if (opened.is !== "open") {
      if (holds) this.#ports.locks.release(id);
      return opened;
    }
    const { scenario, acknowledged } = opened.document;
    const writer = new DocumentWriter(storage, this.#ports, { id, scenario, acknowledged });
    // What was brought up or repaired on its way in; what it was stays a version.
    if (holds && acknowledged.scenario !== scenario) writer.wantVersion("migrated");
    const track = this.#track(writer, holds ? null : "other-tab");
    track.holds = holds;
    this.#tracks.set(scenario, track);
    if (track === this.#current) this.#refuse();
    return opened;
  }

  /** Another document is on screen. */
  #show(track: Track | null): void {
    const before = this.#current;
    this.#current = track;
    this.#refuse();
    if (before !== null) void this.#save(before).then(() => this.#letGo(before));
    if (track !== null && !track.holds && track.readOnly === null) this.#hold(track);
  }

  /** A document that is not shown any more is written to its end and let go. */
  #letGo(track: Track): void {
    if (track === this.#current || track.writer.isDirty || !track.holds) return;
    track.holds = false;
    this.#ports.locks.release(track.writer.id);
  }

  #hold(track: Track): void {
    track.holds = true;
    const { id } = track.writer;
    void this.#ports.locks
      .take(id, () => this.#lost(id))
      .then((holds) => {
        if (!holds && track.writer.id === id) this.#lost(id);
      });
  }

  /** Another tab has it now. What is not acknowledged goes on as a copy. */
  #lost(id: string): void {
    const track = this.#byId.get(id);
    if (track === undefined) return;
    track.holds = false;
    // While it is being handed over, that decides once the last write has come to its end.
    if (track.writer.isDirty && track.readOnly === null) this.#fork(track);
    else this.#readOnly(track, "other-tab");
  }

  async #handOver(track: Track): Promise<void> {
    if (!track.holds) return;
    const { id } = track.writer;
    // First no more edits, then the last of them.
    this.#readOnly(track, "other-tab");
    await this.#write(track);
    if (track.writer.id !== id) return;
    if (track.writer.isDirty) {
      // It could not be written: then it is not handed over, or goes on as a copy where it was taken by force.
      if (track.holds) this.#allow(track);
      else this.#fork(track);
      return;
    }
    if (!track.holds) return;
    track.holds = false;
    this.#ports.locks.release(track.writer.id);
    if (track === this.#current) this.#ports.tell("Another tab has taken this scenario over.");
  }

  #readOnly(track: Track, why: ReadOnly): void {
    track.readOnly = why;
    if (why === "newer-app" && track.writer.isDirty) {
      track.failure = failureText(new StorageFailure("newer", "It has the document."));
    }
    if (track === this.#current) this.#refuse();
    this.#report();
  }

  #allow(track: Track): void {
    track.readOnly = null;
    this.#refuse();
    this.#report();
  }

  #refuse(): void {
    const why = this.#current?.readOnly ?? null;
    this.#ports.source.refuse(why === null ? null : REFUSALS[why]);
  }

  #wake(ms: number): void {
    if (this.#isWaking) return;
    this.#isWaking = true;
    this.#ports.after(ms, () => {
      this.#isWaking = false;
      for (const track of this.#dirty) void this.#save(track);
    });
  }

  async #save(track: Track): Promise<void> {
    if (track.readOnly === null) await this.#write(track);
  }

  /** One write at a time for each document, until nothing is left or it fails. */
  #write(track: Track): Promise<void> {
    track.saving ??= this.#writeAll(track).finally(() => {
      track.saving = null;
      this.#letGo(track);
      this.#report();
    });
    return track.saving;
  }

  async #writeAll(track: Track): Promise<void> {
    const { writer } = track;
    const late = this.#ports.after(LATE_MS, () => {
      track.failure = "the browser does not answer";
      this.#report();
    });
    try {
      for (let isRoomMade = false; writer.isDirty;) {
        const { id } = writer;
        try {
          const flushed = await writer.flush();
          if (writer.id !== id) continue;
          if (flushed.is === "kept") {
            this.#kept(track, flushed.order);
            continue;
          }
          if (flushed.is === "conflict") this.#fork(track);
          else if (flushed.is === "newer") this.#readOnly(track, "newer-app");
          else if (flushed.is === "refused") {
            track.failure = flushed.why;
            return;
          }
          if (flushed.is === "newer") return;
        } catch (error) {
          const failure = failureOf(error);
          if (failure.kind === "quota" && !isRoomMade && this.#ports.makeRoom !== undefined) {
            isRoomMade = true;
            await this.#ports.makeRoom().catch(() => undefined);
            continue;
          }
          return this.#failed(track, failure);
        }
      }
      this.#dirty.delete(track);
      for (const id of track.tailIds) dropTail(this.#ports.tails, this.#ports.tabId, id);
      track.tailIds.clear();
    } finally {
      late();
    }
  }

  #kept(track: Track, order: number): void {
    track.failure = null;
    track.retryMs = RETRY_MS;
    const { id, mark } = track.writer;
    if (mark !== null) this.#ports.post({ is: "saved", id, mark });
    this.#ports.kept?.(id, order);
  }

  #failed(track: Track, failure: StorageFailure): void {
    track.failure = failureText(failure);
    if (failure.kind === "newer") return this.#readOnly(track, "newer-app");
    this.#dirty.add(track);
    this.#ports.after(track.retryMs, () => void this.#save(track));
    track.retryMs = Math.min(RETRY_MS_MAX, track.retryMs * 2);
  }

  /** Goes on as another document: the one before belongs to whoever was first. */
  #fork(track: Track): void {
    const { writer } = track;
    const { source, newId, tell } = this.#ports;
    const name = `${writer.scenario.name} (copy)`;
    if (track.holds) this.#ports.locks.release(writer.id);
    this.#byId.delete(writer.id);
    writer.becomeAnother(newId());
    this.#byId.set(writer.id, track);
    Object.assign(track, { readOnly: null, behind: false, failure: null });
    this.#hold(track);
    this.#dirty.add(track);
    if (track === this.#current) {
      source.refuse(null);
      source.adopt(writer.id);
      source.rename(name);
      this.follow();
    } else {
      writer.note({ ...writer.scenario, name });
      this.#wake(0);
    }
    tell(`Your edits go on in “${name}”; the scenario before stays as the other tab has it.`);
  }

  #report(): void {
    const track = this.#current;
    if (track === null) {
      return this.#ports.report({ id: null, saved: "nothing", reason: null, readOnly: null, behind: false });
    }
    const { writer, failure, readOnly, behind } = track;
    const saved = !writer.isDirty ? "saved" : failure === null ? "saving" : "failed";
    this.#ports.report({
      id: writer.id,
      saved: readOnly === "other-tab" ? "saved" : saved,
      reason: saved === "failed" ? failure : null,
      readOnly,
      behind,
    });
  }
}

/** What could not be written yet is what is shown, not what storage has. */
function openedAsItIs(writer: DocumentWriter): OpenKept {
  const { id, scenario, mark } = writer;
  const acknowledged = { mark: mark ?? { rev: 0, hash: "" }, scenario };
  return { is: "open", document: { id, scenario, acknowledged, recovered: [] } };
}
