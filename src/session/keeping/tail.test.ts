import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chainHash, crc32 } from "./checksum.ts";
import { memoryKeyValues } from "./tabs.fixture.ts";
import { dropTail, firstMark, marksOf, nextMark, putTail, storedTails, TAIL_LENGTH_MAX } from "./tail.ts";

const tail = { id: "d", name: "D", base: { rev: 3, hash: "h" }, text: null, patches: ["{}"] };

describe("the tail", () => {
  it("is found again by the document it is of, until it is dropped", () => {
    const store = memoryKeyValues();
    expect(putTail(store, "tab", tail)).toBe(true);
    expect(storedTails(store, "d").map((stored) => stored.tail)).toMatchObject([tail]);
    expect(storedTails(store, "other")).toEqual([]);
    dropTail(store, "tab", "d");
    expect(store.entries()).toEqual([]);
  });

  it("is refused where it is too long or the store is, and an older one stays", () => {
    const store = memoryKeyValues();
    putTail(store, "tab", tail);
    const long = { ...tail, patches: ["x".repeat(TAIL_LENGTH_MAX)] };
    expect(putTail(store, "tab", long)).toBe(false);
    expect(storedTails(store, "d")).toHaveLength(1);
    expect(putTail(memoryKeyValues(10), "tab", tail)).toBe(false);
  });

  it("is not believed where a single character differs, and never makes anything throw", () => {
    const store = memoryKeyValues();
    putTail(store, "tab", tail);
    const [[key, text]] = store.entries() as [[string, string]];
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.string({ minLength: 1, maxLength: 1 }), (at, char) => {
        fc.pre(text[at] !== char);
        const damaged = text.slice(0, at) + char + text.slice(at + 1);
        store.set(key, damaged);
        const [stored] = storedTails(store, "d");
        // Spaces between values change nothing.
        if (stored?.tail !== null) expect(stored?.tail).toMatchObject(tail);
      }),
    );
    store.set(key, "null");
    expect(storedTails(store, "d")).toMatchObject([{ tail: null, text: "null" }]);
  });

  it("knows the places it leads through", () => {
    const [base, end] = marksOf(tail);
    expect(base).toEqual(tail.base);
    expect(end).toEqual(nextMark(tail.base, "{}"));
    expect(marksOf({ ...tail, base: null, text: "{}" })[0]).toEqual(firstMark("{}"));
  });
});

describe("checksums", () => {
  it("are CRC-32 as everybody has it, over two bytes a unit", () => {
    // "1" as 31 00, from an independent implementation (Python's zlib.crc32).
    expect(crc32("1")).toBe(2273580365);
    expect(crc32("")).toBe(0);
  });

  it("tell histories apart by what came before, by number and by text", () => {
    const all = [chainHash("", 0, "a"), chainHash("", 1, "a"), chainHash("x", 0, "a"), chainHash("", 0, "b")];
    expect(new Set(all).size).toBe(4);
    for (const hash of all) expect(hash).toMatch(/^[0-9a-f]{16}$/);
  });
});
