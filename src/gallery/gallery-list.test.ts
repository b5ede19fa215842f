import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { GalleryEntry } from "#session/gallery.ts";
import { grouped, twinOf } from "./gallery-list.ts";

const entries = JSON.parse(
  readFileSync(new URL("../../public/gallery/index.json", import.meta.url), "utf8"),
) as readonly GalleryEntry[];
const namesFor = (words: string) =>
  grouped(entries, words).flatMap((group) => group.entries.map(({ name }) => name));

describe("the gallery's list", () => {
  it("has every scenario once, those of a group together, in the order of the file", () => {
    expect(namesFor("")).toEqual(entries.map(({ name }) => name));
    const titles = grouped(entries, "").map(({ title }) => title);
    expect(new Set(titles).size).toBe(titles.length);
  });

  it("is narrowed by words, in any order and case, of name, group and description", () => {
    expect(namesFor("OUTBOX rows keeps")).toEqual(["The outbox keeps"]);
    expect(namesFor("saga")).toContain("A saga by events");
    expect(namesFor("schemas registry down")).toEqual(["The registry is down"]);
    expect(grouped(entries, "no such thing")).toEqual([]);
  });

  it("knows both of a pair, and which one fails; they stand side by side", () => {
    const of = (file: string) =>
      twinOf(
        entries,
        entries.find((entry) => entry.file === file)!,
      );
    expect(of("outbox-keeps.json")).toMatchObject({ entry: { file: "dual-write-loses.json" }, fails: true });
    expect(of("dual-write-loses.json")).toMatchObject({ entry: { file: "outbox-keeps.json" }, fails: false });
    expect(of("order-system.json")).toBeNull();
    for (const [at, { failingTwin }] of entries.entries())
      if (failingTwin !== undefined) expect(entries[at - 1]?.file).toBe(failingTwin);
  });
});
