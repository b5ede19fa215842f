import "fake-indexeddb/auto";
import { openDB } from "idb";
import { describe, expect, it } from "vitest";
import { idbStorage } from "./idb-storage.ts";
import { failureOf, failureText } from "./storage.ts";

describe("the browser's database", () => {
  it("writes all of a transaction or nothing, and says what failed", async () => {
    const storage = idbStorage({ name: "all-or-nothing" });
    const failed = storage.write("strict", async (tx) => {
      await tx.put("meta", { key: "a" });
      throw new DOMException("full", "QuotaExceededError");
    });
    await expect(failed).rejects.toMatchObject({ name: "StorageFailure", kind: "quota" });
    expect(await storage.read((tx) => tx.get("meta", "a"))).toBeUndefined();
    await storage.write("strict", (tx) => tx.put("meta", { key: "a" }));
    expect(await storage.read((tx) => tx.get("meta", "a"))).toEqual({ key: "a" });
  });

  it("keeps the records of one document apart from another's, by number", async () => {
    const storage = idbStorage({ name: "apart" });
    await storage.write("relaxed", async (tx) => {
      for (const id of ["a", "b"]) for (const rev of [10, 2, 1]) await tx.put("lines", { id, rev });
    });
    expect(await storage.read((tx) => tx.revs("lines", "a"))).toEqual([1, 2, 10]);
    await storage.write("relaxed", (tx) => tx.removeUpTo("lines", "a", 2));
    expect(await storage.read((tx) => tx.all("lines", "a"))).toEqual([{ id: "a", rev: 10 }]);
    expect(await storage.read((tx) => tx.revs("lines", "b"))).toEqual([1, 2, 10]);
  });

  it("is let go when a newer app asks for it, and not asked for again", async () => {
    let asked = 0;
    const storage = idbStorage({ name: "newer", onNewer: () => asked++ });
    await storage.write("strict", (tx) => tx.put("meta", { key: "a" }));
    const newer = await openDB("newer", 2);
    expect(asked).toBe(1);
    await expect(storage.read((tx) => tx.get("meta", "a"))).rejects.toMatchObject({ kind: "newer" });
    // An app that starts beside it learns the same.
    const late = idbStorage({ name: "newer" });
    await expect(late.read((tx) => tx.get("meta", "a"))).rejects.toMatchObject({ kind: "newer" });
    newer.close();
  });

  it("is opened again after the browser has closed it", async () => {
    const storage = idbStorage({ name: "closed" });
    await storage.write("strict", (tx) => tx.put("meta", { key: "a" }));
    await storage.close();
    expect(await storage.read((tx) => tx.get("meta", "a"))).toEqual({ key: "a" });
  });
});

describe("what a failure means", () => {
  it.each([
    ["QuotaExceededError", /no room/],
    ["SecurityError", /keeps nothing for this site/],
    ["VersionError", /newer version/],
    ["UnknownError", /could not write it \(UnknownError\)/],
  ])("%s is said in words", (name, text) => {
    expect(failureText(failureOf(new DOMException("", name)))).toMatch(text);
  });
});
