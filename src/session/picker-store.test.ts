import { beforeEach, describe, expect, it, vi } from "vitest";
import { closePicker, matchingItems, openPicker, pick, usePicker, type PickerItem } from "./picker-store.ts";

const item = (label: string, more: Partial<PickerItem> = {}): PickerItem => ({ id: label, label, ...more });
const labels = (items: readonly PickerItem[], typed: string) =>
  matchingItems(items, typed).map(({ label }) => label);

beforeEach(() => usePicker.setState({ request: null }));

describe("what is found", () => {
  it("is everything in its order while nothing is typed", () => {
    expect(labels([item("b"), item("a")], "  ")).toEqual(["b", "a"]);
  });

  it("has every typed word, wherever it stands", () => {
    const items = [item("payment-service", { detail: "service" }), item("payments", { detail: "topic" })];
    expect(labels(items, "pay top")).toEqual(["payments"]);
    expect(labels(items, "pay queue")).toEqual([]);
  });

  it("puts a name that starts so before one that has it at a word, inside, or only in the words around", () => {
    const items = [
      item("Remove", { words: "topic" }),
      item("subtopic"),
      item("Add a topic"),
      item("Topic of orders"),
    ];
    expect(labels(items, "topic")).toEqual(["Topic of orders", "Add a topic", "subtopic", "Remove"]);
  });

  it("knows initials", () => {
    expect(labels([item("Dead letter queue"), item("Topic")], "dlq")).toEqual(["Dead letter queue"]);
  });

  it("keeps headings together, the one with the best item first, and what cannot be chosen last", () => {
    const items = [
      item("a order", { section: "One" }),
      item("order b", { section: "Two" }),
      item("order no", { section: "One", unavailable: "Not now." }),
    ];
    expect(labels(items, "order")).toEqual(["order b", "a order", "order no"]);
  });
});

describe("choosing", () => {
  it("closes the list first, so that a choice may open the next step", () => {
    const next = { title: "next", items: [], onPick: vi.fn() };
    openPicker({ title: "first", items: [item("a")], onPick: () => openPicker(next) });
    expect(pick(item("a"))).toBe(true);
    expect(usePicker.getState().request).toBe(next);
  });

  it("leaves the list open where the item cannot be chosen", () => {
    const onPick = vi.fn();
    openPicker({ title: "t", items: [], onPick });
    expect(pick(item("a", { unavailable: "Not now." }))).toBe(false);
    expect(usePicker.getState().request).not.toBeNull();
    expect(onPick).not.toHaveBeenCalled();
  });

  it("tells who opened it that nothing was chosen", () => {
    const onClose = vi.fn();
    openPicker({ title: "t", items: [], onPick: vi.fn(), onClose });
    closePicker();
    closePicker();
    expect(onClose).toHaveBeenCalledOnce();
    expect(usePicker.getState().request).toBeNull();
  });
});
