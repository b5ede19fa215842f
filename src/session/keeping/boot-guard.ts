/**
 * What the next boot must know before any storage is opened, in the browser's synchronous stores: whether there is
 * something to open, whether the last boots failed, and whether the page was lost while a run was playing. All of it
 * may be denied; then there is nothing to know.
 */

/** The document that was open last; `order` as of the write that it belongs to (`records.ts`). */
export interface LastDocument {
  readonly id: string;
  readonly order: number;
}

const LAST_KEY = "eventyard.last";
const BOOTS_KEY = "eventyard.boots";
const TAB_KEY = "eventyard.document";
const RUNNING_KEY = "eventyard.running";
const UNKEPT_KEY = "eventyard.unkept";

/** So many boots in a row that did not come to an end lead to the safe mode. */
const FAILED_BOOTS_MAX = 2;

/** The document that was open last in this browser, as far as this store was told in time. */
export function lastDocument(): LastDocument | null {
  const value = read("localStorage", LAST_KEY);
  if (value === null || typeof value !== "object") return null;
  const { id, order } = value as { readonly id?: unknown; readonly order?: unknown };
  return typeof id === "string" && typeof order === "number" ? { id, order } : null;
}

export function rememberLast(last: LastDocument): void {
  write("localStorage", LAST_KEY, last);
}

/** The document that this very tab had open before a reload. */
export function documentOfTab(): string | null {
  const id = read("sessionStorage", TAB_KEY);
  return typeof id === "string" ? id : null;
}

export function rememberOfTab(id: string | null): void {
  write("sessionStorage", TAB_KEY, id);
}

/** Counts a boot that opens something kept; true where the boots before failed, so that this one should not. */
export function beginBoot(): boolean {
  const before = read("localStorage", BOOTS_KEY);
  const failed = typeof before === "number" ? before : 0;
  if (failed >= FAILED_BOOTS_MAX) return true;
  write("localStorage", BOOTS_KEY, failed + 1);
  return false;
}

/** The boot came to a good end, or the person went before it could. */
export function endBoot(): void {
  write("localStorage", BOOTS_KEY, null);
}

/** Simulated µs that the playhead was at when the page was lost during playback; null where it was not. Asking forgets it. */
export function lostRunUs(): number | null {
  const atUs = read("sessionStorage", RUNNING_KEY);
  if (atUs !== null) noteRun(null);
  return typeof atUs === "number" ? atUs : null;
}

/** The run is playing and has come so far; null: it is not playing, or the page goes in an orderly way. */
export function noteRun(atUs: number | null): void {
  write("sessionStorage", RUNNING_KEY, atUs);
}

/** A document that was edited before what keeps documents had come: the page goes, and the next one keeps it. */
export function leaveUnkept(id: string, scenario: object): void {
  write("localStorage", UNKEPT_KEY, { id, scenario });
  rememberOfTab(id);
  rememberLast({ id, order: 0, ...lastDocument() });
}

/** What the last page left so; asking does not forget it. */
export function unkept(): { readonly id: string; readonly text: string } | null {
  const value = read("localStorage", UNKEPT_KEY);
  if (value === null || typeof value !== "object") return null;
  const { id, scenario } = value as { readonly id?: unknown; readonly scenario?: unknown };
  return typeof id === "string" ? { id, text: JSON.stringify(scenario) } : null;
}

export function forgetUnkept(): void {
  write("localStorage", UNKEPT_KEY, null);
}

function read(store: "localStorage" | "sessionStorage", key: string): unknown {
  try {
    return JSON.parse(globalThis[store].getItem(key) ?? "null");
  } catch {
    return null;
  }
}

/** Null takes it away. */
function write(store: "localStorage" | "sessionStorage", key: string, value: unknown): void {
  try {
    if (value === null) globalThis[store].removeItem(key);
    else globalThis[store].setItem(key, JSON.stringify(value));
  } catch {
    // Denied or full.
  }
}
