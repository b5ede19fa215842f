import { describe, expect, it } from "vitest";
import { emptyScenario } from "#scenario/document.ts";
import { commit, VERSIONS_MAX } from "./commit.ts";
import { listVersions } from "./library.ts";
import type { DocumentLocks, TabMessage } from "./locks.ts";
import { seal } from "./records.ts";
import { failing, freshStorage, gated, keptNotes, memoryKeyValues, testTab } from "./tabs.fixture.ts";
import { firstMark, nextMark } from "./tail.ts";
import { VERSION_EVERY_MS } from "./writer.ts";

describe("keeping one document", () => {
  it("keeps nothing before the first edit, and everything from then on", async () => {
    const storage = freshStorage();
    const tab = testTab(storage);
    tab.keeper.follow();
    expect(tab.status()).toMatchObject({ id: null, saved: "nothing" });
    tab.edit("a");
    expect(tab.status().saved).toBe("saving");
    await tab.keeper.flush();
    expect(tab.status().saved).toBe("saved");
    tab.edit("b");
    tab.edit("c");
    await tab.keeper.flush();
    tab.undo();
    await tab.keeper.flush();
    expect([...(await keptNotes(storage)).values()]).toEqual([["a", "b"]]);
  });

  it("follows undo into the document before, and writes there what is shown", async () => {
    const storage = freshStorage();
    const tab = testTab(storage);
    tab.edit("a");
    await tab.keeper.flush();
    const first = tab.id();
    tab.show(emptyScenario("Other"), null);
    expect(tab.status().saved).toBe("nothing");
    tab.edit("x");
    await tab.keeper.flush();
    tab.undo();
    tab.undo();
    expect(tab.status()).toMatchObject({ id: first, saved: "saved" });
    tab.edit("b");
    await tab.keeper.flush();
    const kept = await keptNotes(storage);
    expect(kept.get(first!)).toEqual(["a", "b"]);
    expect([...kept.values()]).toContainEqual([]);
  });

  it("keeps so many versions, a minute apart, and lines enough to do without the newest", async () => {
    const storage = freshStorage();
    let nowMs = 0;
    const tab = testTab(storage, { nowMs: () => nowMs });
    for (let i = 0; i < 60; i++) {
      tab.edit(`n${i}`);
      await tab.keeper.flush();
      nowMs += VERSION_EVERY_MS / 2;
    }
    const id = tab.id()!;
    const revs = await storage.read((tx) => tx.revs("snapshots", id));
    expect(revs).toHaveLength(VERSIONS_MAX);
    expect(revs.at(-1)! - revs.at(-2)!).toBe(2);
    const lines = await storage.read((tx) => tx.revs("lines", id));
    expect(lines[0]).toBe(revs.at(-3)! + 1);
  });

  it("says why what could not be opened again is not saved, and saves it once that is mended", async () => {
    const tab = testTab(freshStorage());
    tab.edit("a");
    await tab.keeper.flush();
    tab.change((scenario) => ({ ...scenario, description: "x".repeat(20_000) }));
    await tab.keeper.flush();
    expect(tab.status()).toMatchObject({ saved: "failed" });
    expect(tab.status().reason).toMatch(/20000 characters/);
    tab.undo();
    await tab.keeper.flush();
    expect(tab.status().saved).toBe("saved");
  });
});

describe("two tabs without locks", () => {
  it("never overwrite each other: the second to write goes on as a copy", async () => {
    const storage = freshStorage();
    const [one, other] = [testTab(storage), testTab(storage)];
    one.edit("a");
    await one.keeper.flush();
    const id = one.id()!;
    await other.open(id);
    one.edit("b");
    other.edit("c");
    await one.keeper.flush();
    await other.keeper.flush();
    expect(other.id()).not.toBe(id);
    expect(other.scenario().name).toBe("Shop (copy)");
    expect(other.status().saved).toBe("saved");
    expect(other.told[0]).toMatch(/Shop \(copy\)/);
    expect((await keptNotes(storage)).get(id)).toEqual(["a", "b"]);
    expect((await keptNotes(storage)).get(other.id()!)).toEqual(["a", "c"]);
    // The states before the copy belong to it as well.
    other.undo();
    other.undo();
    await other.keeper.flush();
    expect((await keptNotes(storage)).get(id)).toEqual(["a", "b"]);
  });
});

describe("two tabs with locks", () => {
  /** The locks of one browser, for each tab its own. */
  function browserLocks(): () => DocumentLocks {
    const holders = new Map<string, { readonly tab: number; readonly lost: () => void }>();
    let tabs = 0;
    return () => {
      const tab = ++tabs;
      return {
        take: async (id, lost) => {
          const holder = holders.get(id);
          if (holder !== undefined && holder.tab !== tab) return false;
          holders.set(id, { tab, lost });
          return true;
        },
        takeOver: async (id, lost) => {
          // Let the other tab finish first, as the browser's wait does.
          for (let i = 0; i < 200 && holders.has(id); i++) await new Promise((done) => setTimeout(done, 1));
          holders.get(id)?.lost();
          holders.set(id, { tab, lost });
        },
        release: (id) => {
          if (holders.get(id)?.tab === tab) holders.delete(id);
        },
      };
    };
  }

  it("leave the second one to read until it takes over, and then the first", async () => {
    const storage = freshStorage();
    const locks = browserLocks();
    const channel: ((message: TabMessage) => void)[] = [];
    const tabs = [0, 1].map((i) =>
      testTab(storage, {
        locks: locks(),
        post: (message) => channel.forEach((hear, at) => at !== i && hear(message)),
      }),
    );
    const [one, other] = [tabs[0]!, tabs[1]!];
    channel.push(
      ...tabs.map(
        ({ keeper }) =>
          (message: TabMessage) =>
            keeper.heard(message),
      ),
    );
    one.edit("a");
    await one.keeper.flush();
    await other.open(one.id()!);
    expect(other.status()).toMatchObject({ readOnly: "other-tab", behind: false });
    other.edit("refused");
    expect(other.scenario().notes).toHaveLength(1);
    one.edit("b");
    await one.keeper.flush();
    expect(other.status().behind).toBe(true);
    one.edit("c");
    const taken = await other.keeper.takeOver();
    expect(one.status().readOnly).toBe("other-tab");
    expect(one.told).toEqual(["Another tab has taken this scenario over."]);
    if (taken.is !== "open") throw new Error(taken.is);
    other.show(taken.document.scenario, taken.document.id);
    expect(other.scenario().notes.map(({ text }) => text)).toEqual(["a", "b", "c"]);
    other.edit("d");
    await other.keeper.flush();
    expect(other.status()).toMatchObject({ saved: "saved", readOnly: null, behind: false });
    expect((await keptNotes(storage)).get(other.id()!)).toEqual(["a", "b", "c", "d"]);
  });

  it("keep as a copy what the first could not write before it was taken by force", async () => {
    const storage = freshStorage();
    let isBroken = false;
    const broken = gated(storage, () => {
      if (isBroken) throw failing("io");
    });
    const locks = browserLocks();
    const one = testTab(broken, { locks: locks() });
    const other = testTab(storage, { locks: locks(), post: (message) => one.keeper.heard(message) });
    one.edit("a");
    await one.keeper.flush();
    const id = one.id()!;
    await other.open(id);
    isBroken = true;
    one.edit("b");
    const taken = await other.keeper.takeOver();
    if (taken.is !== "open") throw new Error(taken.is);
    other.show(taken.document.scenario, id);
    expect(one.status()).toMatchObject({ saved: "saving", readOnly: null });
    isBroken = false;
    await one.keeper.flush();
    expect(one.id()).not.toBe(id);
    expect((await keptNotes(storage)).get(one.id()!)).toEqual(["a", "b"]);
    expect((await keptNotes(storage)).get(id)).toEqual(["a"]);
  });

  it("let the second go on with a copy", async () => {
    const storage = freshStorage();
    const locks = browserLocks();
    const [one, other] = [testTab(storage, { locks: locks() }), testTab(storage, { locks: locks() })];
    one.edit("a");
    await one.keeper.flush();
    await other.open(one.id()!);
    other.keeper.openCopy();
    other.edit("b");
    await other.keeper.flush();
    expect(other.status()).toMatchObject({ readOnly: null, saved: "saved" });
    expect((await keptNotes(storage)).get(other.id()!)).toEqual(["a", "b"]);
    expect((await keptNotes(storage)).get(one.id()!)).toEqual(["a"]);
  });
});

describe("the page's end", () => {
  it("leaves what is not acknowledged in the tail, and the next page takes it up", async () => {
    const storage = freshStorage();
    const tails = memoryKeyValues();
    const tab = testTab(storage, { tails });
    tab.edit("a");
    tab.keeper.hide();
    expect([...(await keptNotes(storage, tails)).values()]).toEqual([["a"]]);
    const again = testTab(storage, { tails });
    await again.open(tab.id()!);
    again.edit("b");
    await again.keeper.flush();
    again.edit("c");
    void again.keeper.flush();
    again.edit("d");
    again.keeper.hide();
    expect((await keptNotes(storage, tails)).get(tab.id()!)).toEqual(["a", "b", "c", "d"]);
    expect(tails.entries()).toEqual([]);
  });

  it("offers what does not follow any more, and keeps it until somebody has decided", async () => {
    const storage = freshStorage();
    const tails = memoryKeyValues();
    const [one, other] = [testTab(storage, { tails }), testTab(storage, { tails })];
    one.edit("a");
    await one.keeper.flush();
    const id = one.id()!;
    await other.open(id);
    one.edit("late");
    one.keeper.hide();
    // A tab that was gone when the other went on.
    const gone = new Map(tails.entries());
    other.edit("b");
    await other.keeper.flush();
    for (const [key, value] of gone) tails.set(key, value);
    const next = testTab(storage, { tails });
    const opened = await next.open(id);
    if (opened.is !== "open") throw new Error(opened.is);
    expect(next.scenario().notes.map(({ text }) => text)).toEqual(["a", "b"]);
    expect(opened.document.recovered).toHaveLength(1);
    expect(opened.document.recovered[0]?.scenario?.notes.map(({ text }) => text)).toEqual(["a", "late"]);
    const later = await testTab(storage, { tails }).open(id);
    expect(later.is === "open" && later.document.recovered).toHaveLength(1);
  });

  it("asks before it goes where the edits can neither be written nor left behind", async () => {
    const storage = gated(freshStorage(), () => {
      throw failing("io");
    });
    const tab = testTab(storage);
    expect(tab.keeper.isLosing()).toBe(false);
    tab.edit("a");
    expect(tab.keeper.isLosing()).toBe(false);
    await tab.keeper.flush();
    expect(tab.status()).toMatchObject({ saved: "failed" });
    expect(tab.keeper.isLosing()).toBe(true);
    const big = testTab(freshStorage());
    for (let i = 0; i < 20; i++) big.edit("long ".repeat(1_500));
    expect(big.keeper.isLosing()).toBe(true);
    await big.keeper.flush();
    expect(big.keeper.isLosing()).toBe(false);
  });
});

describe("an app of a later version", () => {
  it("stops this one from writing, and is not written over", async () => {
    const storage = freshStorage();
    const tab = testTab(storage);
    tab.edit("a");
    await tab.keeper.flush();
    const id = tab.id()!;
    const newer = testTab(storage, { schema: 2 });
    await newer.open(id);
    newer.edit("new");
    await newer.keeper.flush();
    tab.edit("b");
    await tab.keeper.flush();
    expect(tab.status()).toMatchObject({ readOnly: "newer-app", saved: "failed" });
    expect((await testTab(storage).open(id)).is).toBe("newer");
    tab.keeper.openCopy();
    await tab.keeper.flush();
    expect(tab.status()).toMatchObject({ readOnly: null, saved: "saved" });
    expect((await keptNotes(storage)).get(tab.id()!)).toEqual(["a", "b"]);
  });
});

describe("a document of an older format", () => {
  it("is put together in that format, brought up, and kept as a version beside what it was", async () => {
    const storage = freshStorage();
    const text = '{"edges":[],"format":"eventyard/0","name":"Old","nodes":[],"seed":7}';
    const first = firstMark(text);
    const facts = { id: "old", name: "Old", nodes: 0, size: 0 };
    const snapshot = { text, why: "first" } as const;
    await commit(storage, { ...facts, base: null, patch: null, after: first, snapshot }, { at: 0 });
    const patch = '{"set":[["seed",8]]}';
    const after = nextMark(first, patch);
    await commit(storage, { ...facts, base: first, patch, after, snapshot: null }, { at: 0 });
    const tab = testTab(storage);
    await tab.open("old");
    expect(tab.scenario()).toMatchObject({ format: "eventyard/1", seed: "8", wires: [] });
    await tab.keeper.flush();
    expect(tab.status().saved).toBe("saved");
    expect((await listVersions(storage, "old")).map(({ why }) => why)).toEqual(["migrated", "first"]);
    tab.edit("a");
    await tab.keeper.flush();
    expect((await keptNotes(storage)).get("old")).toEqual(["a"]);
  });
});

describe("damaged records", () => {
  async function withVersions(count: number) {
    const storage = freshStorage();
    let nowMs = 0;
    const tab = testTab(storage, { nowMs: () => nowMs });
    for (let i = 0; i < count; i++) {
      tab.edit(`n${i}`);
      await tab.keeper.flush();
      nowMs += VERSION_EVERY_MS / 2;
    }
    return { storage, id: tab.id()!, all: Array.from({ length: count }, (_, i) => `n${i}`) };
  }

  it("cost nothing where the newest version is one of them: the one before and the journal say the same", async () => {
    const { storage, id, all } = await withVersions(9);
    await storage.write("strict", async (tx) => {
      const snapshots = await tx.all("snapshots", id);
      await tx.put("snapshots", { ...(snapshots.at(-1) as object), text: "{" });
    });
    const opened = await testTab(storage).open(id);
    if (opened.is !== "open") throw new Error(opened.is);
    expect(opened.document.scenario.notes.map(({ text }) => text)).toEqual(all);
    expect(opened.document.recovered).toHaveLength(1);
    expect(opened.document.recovered[0]?.raw).toContain('"text": "{"');
    const damaged = await storage.read((tx) => tx.all("quarantine", id));
    expect(damaged).toHaveLength(1);
  });

  it("end the journal where a line is one of them; what follows is set aside, not dropped", async () => {
    const { storage, id } = await withVersions(3);
    const tab = testTab(storage);
    await tab.open(id);
    for (const text of ["x", "y", "z"]) {
      tab.edit(text);
      await tab.keeper.flush();
    }
    const revs = await storage.read((tx) => tx.revs("lines", id));
    await storage.write("strict", async (tx) => {
      const line = (await tx.get("lines", [id, revs.at(-2)!])) as object;
      await tx.put("lines", { ...line, patch: "{}" });
    });
    const next = testTab(storage);
    const opened = await next.open(id);
    if (opened.is !== "open") throw new Error(opened.is);
    expect(next.scenario().notes.map(({ text }) => text)).toEqual(["n0", "n1", "n2", "x"]);
    expect(opened.document.recovered[0]?.raw).toMatch(/text\\":\\"z/);
    next.edit("on");
    await next.keeper.flush();
    expect((await keptNotes(storage)).get(id)).toEqual(["n0", "n1", "n2", "x", "on"]);
  });

  it("are told from a record that was written with a checksum of its own", async () => {
    const { storage, id, all } = await withVersions(4);
    await storage.write("strict", (tx) =>
      tx.put(
        "heads",
        seal({
          id,
          rev: 99,
          hash: "no such place",
          name: "Shop",
          nodes: 0,
          size: 0,
          at: 0,
          order: 1,
          binned: false,
        }),
      ),
    );
    const opened = await testTab(storage).open(id);
    if (opened.is !== "open") throw new Error(opened.is);
    expect(opened.document.scenario.notes.map(({ text }) => text)).toEqual(all);
  });
});
