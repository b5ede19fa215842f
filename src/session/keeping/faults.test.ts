/** One session of edits, versions, another tab and a reload, in which each call of the storage fails or stops once. */
import { expect, it } from "vitest";
import { makeRoom } from "./library.ts";
import {
  failing,
  freshStorage,
  gated,
  keptNotes,
  memoryKeyValues,
  testTab,
  type TestTab,
} from "./tabs.fixture.ts";
import { VERSION_EVERY_MS } from "./writer.ts";

/** Everything that is said to be saved, as it is said. */
function watchSaved(tab: TestTab, saved: Set<string>): void {
  if (tab.status().saved !== "saved") return;
  for (const { text } of tab.scenario().notes) saved.add(text);
}

interface Session {
  /** Called before each call of the storage; throws, or stops for good. */
  readonly gate: (call: string) => Promise<void> | void;
  readonly storage: ReturnType<typeof freshStorage>;
  readonly saved: Set<string>;
  readonly made: Set<string>;
}

/** Retries are the clock's; here the session asks again, as the next edit would. */
async function live({ gate, storage, saved, made }: Session): Promise<TestTab> {
  let nowMs = 0;
  const tails = memoryKeyValues();
  const watched = gated(storage, gate);
  const ports = { tails, nowMs: () => nowMs, makeRoom: () => makeRoom(watched) };
  let tab = testTab(watched, ports);
  const edit = async (text: string) => {
    made.add(text);
    tab.edit(text);
    await tab.keeper.flush();
    watchSaved(tab, saved);
    nowMs += VERSION_EVERY_MS / 2;
  };
  for (const text of ["a", "b", "c", "d"]) await edit(text);
  // Another tab goes on with it, so that the next write makes a copy.
  const other = testTab(storage, { tails: memoryKeyValues() });
  if ((await other.open(tab.id()!)).is === "open") {
    other.edit("other");
    await other.keeper.flush();
  }
  for (const text of ["e", "f"]) await edit(text);
  tab.edit("tail");
  made.add("tail");
  tab.keeper.hide();
  const id = tab.id()!;
  tab = testTab(watched, ports);
  for (let attempt = 0; attempt < 3 && tab.id() === null; attempt++) {
    await tab.open(id).catch(() => null);
  }
  for (const text of ["g", "h"]) await edit(text);
  await tab.keeper.flush();
  watchSaved(tab, saved);
  return tab;
}

async function countCalls(): Promise<number> {
  let calls = 0;
  const session = { storage: freshStorage(), saved: new Set<string>(), made: new Set<string>() };
  await live({ ...session, gate: () => void calls++ });
  return calls;
}

it.each(["quota", "io"] as const)(
  "a failure (%s) of any one call of the storage loses no edit, and is over with the next one",
  async (kind) => {
    const calls = await countCalls();
    expect(calls).toBeGreaterThan(120);
    for (let failed = 0; failed < calls; failed++) {
      let at = 0;
      const session = { storage: freshStorage(), saved: new Set<string>(), made: new Set<string>() };
      const gate = () => {
        if (at++ === failed) throw failing(kind);
      };
      const tab = await live({ ...session, gate });
      expect(tab.status(), `call ${failed}`).toMatchObject({ saved: "saved" });
      const documents = await keptNotes(session.storage);
      // One, and its copy: a failure that was none after all must not look like another tab.
      expect(documents.size, `call ${failed}`).toBe(2);
      const kept = new Set([...documents.values()].flat());
      expect(
        [...session.made].filter((text) => !kept.has(text)),
        `call ${failed}`,
      ).toEqual([]);
      await session.storage.close();
    }
  },
  120_000,
);

it("a full storage that stays full is said, loses nothing that was saved, and writes again once there is room", async () => {
  const storage = freshStorage();
  let isFull = false;
  const watched = gated(storage, (call) => {
    if (isFull && call === "write.put") throw failing("quota");
  });
  let roomMade = 0;
  const tab = testTab(watched, { makeRoom: async () => void roomMade++ });
  tab.edit("a");
  await tab.keeper.flush();
  isFull = true;
  tab.edit("b");
  await tab.keeper.flush();
  expect(tab.status()).toMatchObject({
    saved: "failed",
    reason: "the browser has no room left for this site",
  });
  expect(roomMade).toBe(1);
  tab.edit("c");
  expect(tab.status().saved).toBe("failed");
  expect([...(await keptNotes(storage)).values()]).toEqual([["a"]]);
  isFull = false;
  await tab.keeper.flush();
  expect(tab.status()).toMatchObject({ saved: "saved", reason: null });
  expect([...(await keptNotes(storage)).values()]).toEqual([["a", "b", "c"]]);
});

it("a page that stops before any one call of the storage keeps what it said was saved", async () => {
  const calls = await countCalls();
  for (let last = 0; last < calls; last++) {
    let at = 0;
    const session = { storage: freshStorage(), saved: new Set<string>(), made: new Set<string>() };
    let stopped: () => void = () => undefined;
    const stop = new Promise<void>((resolve) => (stopped = resolve));
    const gate = (call: string) => {
      if (at++ < last) return undefined;
      stopped();
      // Within a transaction: it is never committed. Between two: nothing more is asked.
      if (call.includes(".") && call !== "write.acknowledge") throw new Error("gone");
      return new Promise<void>(() => {});
    };
    await Promise.race([live({ ...session, gate }), stop]);
    await new Promise((done) => setTimeout(done, 0));
    const saved = [...session.saved];
    const kept = new Set([...(await keptNotes(session.storage)).values()].flat());
    expect(
      saved.filter((text) => !kept.has(text)),
      `call ${last}`,
    ).toEqual([]);
    await session.storage.close();
  }
}, 120_000);
