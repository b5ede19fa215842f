import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { emptyScenario } from "./document.ts";
import { setSeed } from "./edits.ts";
import {
  HISTORY_STEPS_MAX,
  OPENINGS_MAX,
  currentDocument,
  endGesture,
  record,
  recordOpening,
  redo,
  redoLabel,
  startHistory,
  undo,
  undoLabel,
} from "./history.ts";

const doc = (seed: string) => setSeed(emptyScenario(), seed);
const seedOf = (h: ReturnType<typeof startHistory>) => currentDocument(h).seed;

describe("history", () => {
  it("goes back and forth and says what it would undo", () => {
    let h = record(record(startHistory(doc("0")), doc("a"), "A"), doc("b"), "B");
    expect(undoLabel(h)).toBe("B");
    h = undo(h);
    expect([seedOf(h), undoLabel(h), redoLabel(h)]).toEqual(["a", "A", "B"]);
    h = undo(undo(h));
    expect([seedOf(h), undoLabel(h)]).toEqual(["0", null]);
    expect(seedOf(redo(redo(redo(h))))).toBe("b");
  });

  it("forgets what could be redone once something new is done", () => {
    const h = record(undo(record(startHistory(doc("0")), doc("a"), "A")), doc("b"), "B");
    expect(redoLabel(h)).toBeNull();
    expect(seedOf(undo(h))).toBe("0");
  });

  it("does not record a document that is the very same", () => {
    const h = startHistory(doc("0"));
    expect(record(h, currentDocument(h), "nothing")).toBe(h);
  });

  it("merges a drag into one step until the gesture ends", () => {
    let h = startHistory(doc("0"));
    for (const seed of ["a", "b", "c"]) h = record(h, doc(seed), "Move", "drag");
    expect(h.entries).toHaveLength(2);
    expect(seedOf(undo(h))).toBe("0");
    h = record(endGesture(h), doc("d"), "Move", "drag");
    expect(seedOf(undo(h))).toBe("c");
  });

  it("does not merge into a step that was reached by undo", () => {
    const a = record(startHistory(doc("0")), doc("a"), "Move", "drag");
    const back = undo(record(a, doc("b"), "Other"));
    const h = record(back, doc("c"), "Move", "drag");
    expect(seedOf(undo(h))).toBe("a");
  });

  it("keeps a bounded number of steps", () => {
    let h = startHistory(doc("0"));
    for (let i = 0; i < HISTORY_STEPS_MAX + 50; i += 1) h = record(h, doc(`s${i}`), "Step");
    expect(h.entries).toHaveLength(HISTORY_STEPS_MAX + 1);
    expect(seedOf(h)).toBe(`s${HISTORY_STEPS_MAX + 49}`);
  });

  it("behaves like two stacks", () => {
    const steps = fc.array(fc.constantFrom("do", "undo", "redo"), { maxLength: 60 });
    fc.assert(
      fc.property(steps, (commands) => {
        let h = startHistory(doc("start"));
        let past: string[] = ["start"];
        let future: string[] = [];
        commands.forEach((command, i) => {
          if (command === "do") {
            h = record(h, doc(`s${i}`), "Step");
            past.push(`s${i}`);
            future = [];
          } else if (command === "undo") {
            h = undo(h);
            if (past.length > 1) future.push(past.pop() as string);
          } else {
            h = redo(h);
            const next = future.pop();
            if (next !== undefined) past = [...past, next];
          }
          expect(seedOf(h)).toBe(past.at(-1));
        });
      }),
    );
  });

  it("forgets the oldest of many documents that were opened one after the other", () => {
    let history = startHistory(emptyScenario("first"));
    for (let count = 1; count <= 30; count++)
      history = recordOpening(history, emptyScenario(`${count}`), "Open");
    history = record(history, emptyScenario("edited"), "Edit");
    let steps = 0;
    for (; undoLabel(history) !== null; steps++) history = undo(history);
    expect(steps).toBe(OPENINGS_MAX + 1);
    expect(currentDocument(history).name).toBe("10");
  });
});
