/**
 * Keeps the open document: wires the store, the browser's storage, its locks and the page's end to `keeping/`. Loaded
 * after the first motion, with the first edit, or at boot where something is kept.
 */
import {
  documentOfTab,
  forgetUnkept,
  lastDocument,
  noteRun,
  rememberLast,
  rememberOfTab,
  unkept,
} from "./keeping/boot-guard.ts";
import { lastWritten } from "./keeping/commit.ts";
import { idbStorage } from "./keeping/idb-storage.ts";
import { Keeper } from "./keeping/keeper.ts";
import { keepNew, listKept, makeRoom, onlyInTails, unbin } from "./keeping/library.ts";
import { tabMessages, webLocks, type TabMessage } from "./keeping/locks.ts";
import type { OpenKept, RecoveredEdits } from "./keeping/open-kept.ts";
import type { KeepingStorage } from "./keeping/storage.ts";
import type { KeyValues } from "./keeping/tail.ts";
import { useDocument } from "./document-store.ts";
import { open } from "./opening.ts";
import { usePlayback } from "./playback-store.ts";
import {
  adoptDocumentId,
  currentDocumentId,
  currentScenario,
  edit,
  newDocumentId,
  refuseEdits,
  startWithScenario,
  useScenario,
} from "./scenario-store.ts";
import { tell } from "./toasts.ts";

/** The parts that `documents.ts` works with. */
export interface Keeping {
  readonly keeper: Keeper;
  readonly storage: KeepingStorage;
  readonly tails: KeyValues;
  readonly post: (message: TabMessage) => void;
}

/** After so many groups of edits the person means it: the browser is asked not to evict the site. */
const PERSIST_AFTER = 3;

let keeping: Keeping | null = null;
/** What was found with the documents that were opened; their texts stay out of the store. */
let recovered: readonly RecoveredEdits[] = [];

/** Begins to keep whatever is edited. A second call answers the same. */
export function startKeeping(): Keeping {
  keeping ??= started();
  return keeping;
}

/** Edits that were found with the open document. */
export function recoveredEdits(): readonly RecoveredEdits[] {
  return recovered;
}

/** Says what was found with a document, so that it can be offered. */
export function offerRecovered(edits: readonly RecoveredEdits[]): void {
  recovered = edits;
  useDocument.setState({
    recovered: edits.map(({ key, says, scenario }) => ({ key, says, canOpen: scenario !== null })),
  });
}

/** Opens the document that was open last, paused at its start; false where there is none, or it cannot be had. */
export async function openLast(): Promise<boolean> {
  const { keeper, storage } = startKeeping();
  try {
    await keepTails();
    for (const id of await candidates(storage)) {
      const opened = await keeper.open(id);
      // Whoever was quicker than the disk has begun a document of their own.
      if (useScenario.getState().revision > 0) return true;
      if (opened.is === "open") {
        startWithScenario(opened.document.scenario, id);
        offerRecovered(opened.document.recovered);
        return true;
      }
      tellWhyNot(opened);
    }
  } catch {
    // It is said as soon as something is to be saved.
  }
  return false;
}

/**
 * Begins to keep; where the browser was killed before it could note that something is kept, that is opened after all,
 * unless the person has begun something.
 */
export async function keepWhatIsThere(): Promise<void> {
  const isNoted = lastDocument() !== null;
  const { revision } = useScenario.getState();
  const { keeper, storage } = startKeeping();
  if (isNoted || useDocument.getState().id !== null) return;
  try {
    const [id] = await candidates(storage);
    if (id === undefined) return;
    const opened = await keeper.open(id);
    if (opened.is !== "open" || useScenario.getState().revision !== revision) return keeper.close(id);
    open(opened.document.scenario, `Open ${opened.document.scenario.name}`, {
      playing: false,
      documentId: id,
    });
    offerRecovered(opened.document.recovered);
  } catch {
    // It is said as soon as something is to be saved.
  }
}

/** Says why a kept document was not opened. */
export function tellWhyNot(opened: OpenKept): void {
  if (opened.is === "newer") {
    tell("A newer version of Eventyard has that scenario: reload the page to use it.", "error");
  } else if (opened.is === "unreadable") {
    tell(`A kept scenario could not be opened: ${opened.says} It can be downloaded from the list.`, "error");
  }
}

/** Documents whose first write never came are made from their tails. */
async function keepTails(): Promise<void> {
  const { keeper, storage, tails } = startKeeping();
  const left = unkept();
  if (left !== null) {
    const { admit } = await import("#scenario/admit.ts");
    const result = admit(left.text);
    if (result.ok) {
      const isKept = await keepNew(storage, left.id, result.value, Date.now());
      if (!isKept) await keepNew(storage, newDocumentId(), result.value, Date.now());
      forgetUnkept();
    }
  }
  for (const id of await onlyInTails(storage, tails)) {
    await keeper.open(id);
    keeper.close(id);
  }
}

/** What to open, best first: this tab's, the last one of all tabs, then the others. */
async function candidates(storage: KeepingStorage): Promise<ReadonlySet<string>> {
  const listed = (await listKept(storage)).filter(({ binned }) => !binned).map(({ id }) => id);
  const written = await storage.read(lastWritten);
  const noted = lastDocument();
  const last = noted !== null && noted.order >= (written?.order ?? 0) ? noted.id : written?.id;
  const wished = [documentOfTab(), last].filter((id) => id !== null && id !== undefined);
  return new Set([...wished.filter((id) => listed.includes(id)), ...listed].slice(0, 3));
}

function started(): Keeping {
  const storage = idbStorage({ onNewer: () => keeper.newerApp() });
  const tails = localValues();
  const post = tabMessages((message) => {
    if (message.is !== "hand-over") listChanged();
    keeper.heard(message);
  });
  let groups = 0;
  let lastOrder = lastDocument()?.order ?? 0;
  const keeper = new Keeper({
    storage,
    tails,
    locks: webLocks(),
    post,
    tabId: newDocumentId(),
    newId: newDocumentId,
    after: (ms, callback) => {
      const timer = setTimeout(callback, ms);
      return () => clearTimeout(timer);
    },
    wallMs: () => Date.now(),
    nowMs: () => performance.now(),
    tell,
    makeRoom: () => makeRoom(storage),
    source: {
      scenario: currentScenario,
      documentId: currentDocumentId,
      adopt: adoptDocumentId,
      rename: (name) => edit("Keep as a copy", (scenario) => ({ ...scenario, name })),
      refuse: refuseEdits,
    },
    report: (status) => {
      const before = useDocument.getState();
      if (before.id !== status.id) {
        rememberOfTab(status.id);
        // Undo can lead back into one that was deleted.
        if (status.id !== null) void unbin(storage, status.id).then(listChanged, () => undefined);
      }
      if (before.readOnly !== "safe") useDocument.setState(status);
    },
    kept: (id, order) => {
      lastOrder = Math.max(lastOrder, order);
      rememberLast({ id, order: lastOrder });
      listChanged();
      if (++groups === PERSIST_AFTER) void navigator.storage?.persist?.().catch(() => false);
    },
  });
  useScenario.subscribe(() => keeper.follow());
  keeper.follow();
  const leave = () => {
    keeper.hide();
    const { id, saved } = useDocument.getState();
    if (id !== null) rememberLast({ id, order: lastOrder + (saved === "saved" ? 0 : 1) });
  };
  watchPage(keeper, leave);
  watchRun();
  return { keeper, storage, tails, post };
}

function listChanged(): void {
  useDocument.setState(({ listed }) => ({ listed: listed + 1 }));
}

function watchPage(keeper: Keeper, leave: () => void): void {
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") leave();
  });
  addEventListener("pagehide", () => {
    leave();
    noteRun(null);
  });
  addEventListener("beforeunload", (event) => {
    if (keeper.isLosing()) event.preventDefault();
  });
}

/** Notes once a second how far the run is, for the case that the page is lost. */
function watchRun(): void {
  let second = -1;
  usePlayback.subscribe(({ playing, playheadUs }) => {
    const now = playing ? Math.floor(playheadUs / 1_000_000) : -1;
    if (now === second) return;
    second = now;
    noteRun(playing ? playheadUs : null);
  });
}

function localValues(): KeyValues {
  return {
    entries: () => Object.keys(localStorage).map((key) => [key, localStorage.getItem(key) ?? ""] as const),
    get: (key) => localStorage.getItem(key),
    set: (key, value) => localStorage.setItem(key, value),
    remove: (key) => localStorage.removeItem(key),
  };
}
