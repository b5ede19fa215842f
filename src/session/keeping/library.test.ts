import { describe, expect, it } from "vitest";
import { emptyScenario } from "#scenario/document.ts";
import {
  dropRecovered,
  keepNew,
  listKept,
  listVersions,
  makeRoom,
  onlyInTails,
  rawText,
  readKept,
  readVersion,
  setBinned,
  unbin,
} from "./library.ts";
import { freshStorage, memoryKeyValues, testTab } from "./tabs.fixture.ts";
import { putTail } from "./tail.ts";
import { VERSION_EVERY_MS } from "./writer.ts";

const named = (name: string) => emptyScenario(name);

describe("the list of documents", () => {
  it("has what was written last first, whatever the clock says", async () => {
    const storage = freshStorage();
    await keepNew(storage, "a", named("A"), 900);
    await keepNew(storage, "b", named("B"), 100);
    expect((await listKept(storage)).map(({ name }) => name)).toEqual(["B", "A"]);
    const tab = testTab(storage);
    await tab.open("a");
    tab.edit("x");
    await tab.keeper.flush();
    expect((await listKept(storage)).map(({ name }) => name)).toEqual(["A", "B"]);
  });

  it("does not give an id to a second document", async () => {
    const storage = freshStorage();
    expect(await keepNew(storage, "a", named("A"), 0)).toBe(true);
    expect(await keepNew(storage, "a", named("Another"), 0)).toBe(false);
    expect((await readKept(storage, "a"))?.name).toBe("A");
  });

  it("lists a damaged entry, which opens all the same", async () => {
    const storage = freshStorage();
    await keepNew(storage, "a", named("A"), 0);
    await storage.write("strict", async (tx) => {
      await tx.put("heads", { ...((await tx.get("heads", "a")) as object), rev: 7 });
    });
    expect(await listKept(storage)).toMatchObject([{ id: "a", name: "A", is: "damaged" }]);
    expect((await testTab(storage).open("a")).is).toBe("open");
    expect(await listKept(storage)).toMatchObject([{ id: "a", is: "whole" }]);
  });
});

describe("the bin", () => {
  it("gives back what was deleted, and holds the last ten", async () => {
    const storage = freshStorage();
    const ids = Array.from({ length: 12 }, (_, i) => `d${i}`);
    for (const id of ids) await keepNew(storage, id, named(id), 0);
    for (const id of ids) await setBinned(storage, id, true);
    const binned = await listKept(storage);
    expect(binned.map(({ id }) => id).toSorted()).toEqual(ids.slice(2).toSorted());
    expect(await readKept(storage, "d0")).toBeNull();
    await unbin(storage, "d5");
    expect((await listKept(storage)).find(({ id }) => id === "d5")?.binned).toBe(false);
    expect((await readKept(storage, "d5"))?.name).toBe("d5");
  });

  it("goes first where room is needed, then all but the newest versions", async () => {
    const storage = freshStorage();
    let nowMs = 0;
    const tab = testTab(storage, { nowMs: () => (nowMs += VERSION_EVERY_MS) });
    for (const text of ["a", "b", "c", "d", "e", "f"]) {
      tab.edit(text);
      await tab.keeper.flush();
    }
    const id = tab.id()!;
    await keepNew(storage, "gone", named("Gone"), 0);
    await setBinned(storage, "gone", true);
    const before = await listVersions(storage, id);
    await makeRoom(storage);
    expect(await listVersions(storage, id)).toEqual(before.slice(0, 3));
    expect((await listKept(storage)).map((each) => each.id)).toEqual([id]);
    expect((await readKept(storage, id))?.notes).toHaveLength(6);
  });
});

describe("what is kept of one document", () => {
  it("can be had as versions, and as everything that is there", async () => {
    const storage = freshStorage();
    const tails = memoryKeyValues();
    const tab = testTab(storage, { tails });
    tab.edit("a");
    await tab.keeper.flush();
    tab.edit("b");
    tab.keeper.hide();
    const id = tab.id()!;
    const [only] = await listVersions(storage, id);
    expect(only).toMatchObject({ why: "first", rev: 0 });
    const version = await readVersion(storage, id, 0);
    expect(version.ok && version.value.notes.map(({ text }) => text)).toEqual(["a"]);
    expect((await readVersion(storage, id, 9)).ok).toBe(false);
    const raw = JSON.parse(await rawText(storage, tails, id)) as Record<string, unknown>;
    expect(raw["snapshots"]).toHaveLength(1);
    expect(raw["tails"]).toHaveLength(1);
  });

  it("is known where only a tail knows it", async () => {
    const storage = freshStorage();
    const tails = memoryKeyValues();
    await keepNew(storage, "kept", named("Kept"), 0);
    const text = JSON.stringify(named("New"));
    putTail(tails, "tab", { id: "new", name: "New", base: null, text, patches: [] });
    putTail(tails, "tab", { id: "kept", name: "Kept", base: null, text, patches: [] });
    expect(await onlyInTails(storage, tails)).toEqual(["new"]);
  });

  it("loses recovered edits only when they are dropped", async () => {
    const storage = freshStorage();
    await keepNew(storage, "a", named("A"), 0);
    await storage.write("strict", (tx) => tx.put("lines", { id: "a", rev: 1, nonsense: true }));
    const opened = await testTab(storage).open("a");
    const found = opened.is === "open" ? opened.document.recovered : [];
    expect(found).toHaveLength(1);
    await dropRecovered(storage, found[0]!.key);
    const again = await testTab(storage).open("a");
    expect(again.is === "open" && again.document.recovered).toEqual([]);
  });
});
