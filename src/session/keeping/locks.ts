/** Which tab may write which document (Web Locks), and what tabs tell each other (BroadcastChannel). */
import { isObject, type Mark } from "./records.ts";

export interface DocumentLocks {
  /** Holds the document from now on; false where another tab does. `lost`: another tab took it by force. */
  readonly take: (id: string, lost: () => void) => Promise<boolean>;
  /** Holds it in any case: waits a moment for the other tab to let go, then takes it by force. */
  readonly takeOver: (id: string, lost: () => void) => Promise<void>;
  readonly release: (id: string) => void;
}

/** `saved`: a document is there now; `hand-over`: whoever holds it should finish and let go; `listed`: the list changed. */
export type TabMessage =
  | { readonly is: "saved"; readonly id: string; readonly mark: Mark }
  | { readonly is: "hand-over"; readonly id: string }
  | { readonly is: "listed" };

/** A reload's former page needs a moment to go; a real second tab waits so long in vain. */
const WAIT_MS = 250;
/** A tab that works lets go well within this time. */
const HAND_OVER_MS = 1_500;

/** The browser's locks. Without them every tab may write, and the comparison of each write keeps them apart. */
export function webLocks(): DocumentLocks {
  if (typeof navigator === "undefined" || navigator.locks === undefined) {
    return { take: async () => true, takeOver: async () => undefined, release: () => undefined };
  }
  const releases = new Map<string, () => void>();
  const request = (id: string, options: LockOptions, lost: () => void): Promise<boolean> =>
    new Promise((resolve) => {
      const held = (lock: Lock | null) => {
        resolve(lock !== null);
        if (lock === null) return undefined;
        return new Promise<void>((release) => releases.set(id, release));
      };
      navigator.locks.request(`eventyard.document.${id}`, options, held).catch((error: unknown) => {
        // Before it was held: the wait was over, or locks are denied here. After: another tab took it.
        const isTaken = error instanceof Error && ["AbortError", "TimeoutError"].includes(error.name);
        resolve(!isTaken);
        if (releases.delete(id)) lost();
      });
    });
  // Only `ifAvailable` tells a lock that is taken from a browser that is slow to answer.
  const ask = (id: string, lost: () => void) => request(id, { ifAvailable: true }, lost);
  const wait = (id: string, ms: number, lost: () => void) =>
    request(id, { signal: AbortSignal.timeout(ms) }, lost);
  return {
    take: async (id, lost) =>
      releases.has(id) || (await ask(id, lost)) || (await wait(id, WAIT_MS, lost)) || (await ask(id, lost)),
    takeOver: async (id, lost) => {
      if (releases.has(id) || (await wait(id, HAND_OVER_MS, lost))) return;
      await request(id, { steal: true }, lost);
    },
    release: (id) => {
      const end = releases.get(id);
      releases.delete(id);
      end?.();
    },
  };
}

/** Tells the other tabs, and hears them. Does nothing where the browser has no BroadcastChannel. */
export function tabMessages(hear: (message: TabMessage) => void): (message: TabMessage) => void {
  if (typeof BroadcastChannel === "undefined") return () => undefined;
  const channel = new BroadcastChannel("eventyard.documents");
  channel.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
    if (isTabMessage(data)) hear(data);
  });
  return (message) => channel.postMessage(message);
}

/** Other versions of the app speak here, too. */
function isTabMessage(data: unknown): data is TabMessage {
  if (!isObject(data)) return false;
  const { is, id, mark } = data;
  if (is === "listed") return true;
  if (typeof id !== "string") return false;
  return is === "hand-over" || (is === "saved" && isObject(mark) && typeof mark["rev"] === "number");
}
