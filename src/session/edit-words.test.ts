import { beforeEach, describe, expect, it } from "vitest";
import { emptyScenario } from "#scenario/document.ts";
import { addNode, connect, deleteSelection, intervene, moveItems, setConfig } from "./commands.ts";
import { documentWords, editWords } from "./edit-words.ts";
import { currentScenario, startWithScenario, useScenario } from "./scenario-store.ts";
import { clearSelection, select, selectWire } from "./selection-store.ts";

/** What is said of what this does. */
function said(change: () => void): string {
  const before = currentScenario();
  change();
  return editWords(before, currentScenario(), useScenario.getState().undoLabel ?? "");
}

beforeEach(() => {
  startWithScenario(emptyScenario("mine"));
  clearSelection();
});

describe("an edit in words", () => {
  it("says what was added and what it was wired to", () => {
    expect(said(() => void addNode("producer"))).toBe("producer added");
    const [producer] = currentScenario().nodes;
    expect(said(() => void addNode("topic", undefined, producer?.id))).toBe(
      "topic added, producer → topic connected, 3 partitions",
    );
  });

  it("says who is connected, and to how many partitions, without the group that comes with it", () => {
    const topic = addNode("topic");
    const consumer = addNode("consumer");
    setConfig(topic, "partitions", 6);
    expect(said(() => void connect(topic, consumer))).toBe("topic → consumer connected, 6 partitions");
    const [wire] = currentScenario().wires;
    selectWire(wire?.id ?? "");
    expect(said(deleteSelection)).toBe("topic → consumer disconnected; undo with Ctrl+Z");
  });

  it("says what went with a deleted node, and how to get it back", () => {
    const topic = addNode("topic");
    connect(addNode("producer"), topic);
    connect(topic, addNode("consumer"));
    intervene("poison-next", topic);
    select([topic]);
    expect(said(deleteSelection)).toBe("topic deleted, 2 wires and 1 intervention with it; undo with Ctrl+Z");
  });

  it("says where something stands now", () => {
    const topic = addNode("topic");
    expect(said(() => moveItems({ [topic]: { x: 320, y: 80 } }))).toBe("topic moved to 320, 80");
  });

  it("takes the step's name for settings and interventions", () => {
    const producer = addNode("producer");
    expect(said(() => setConfig(producer, "instances", 3))).toBe("Instances of producer: 1 → 3");
    expect(said(() => intervene("crash", producer))).toMatch(/^Crash producer-1/);
  });

  it("counts what a document holds that was opened", () => {
    addNode("topic");
    expect(documentWords(currentScenario())).toBe("mine: 1 node, 0 wires");
  });
});
