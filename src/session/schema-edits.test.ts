import { beforeEach, describe, expect, it } from "vitest";
import { emptyScenario } from "#scenario/document.ts";
import { addNode } from "#scenario/edits.ts";
import { currentScenario, edit, startWithScenario, undo, useScenario } from "./scenario-store.ts";
import {
  applyFix,
  createSubject,
  createVersion,
  deleteSubject,
  deleteVersion,
  endTyping,
  redoInText,
  setMode,
  undoInText,
  writeVersion,
} from "./schema-edits.ts";
import { useSchemas } from "./schemas-store.ts";
import { useToasts } from "./toasts.ts";

const topic = { id: "topic-1", kind: "topic", name: "orders", config: {}, position: { x: 0, y: 0 } };
const texts = (): readonly string[] => currentScenario().subjects[0]?.versions.map(({ text }) => text) ?? [];

describe("what a person does with schemas", () => {
  beforeEach(() => {
    startWithScenario(addNode(emptyScenario(), topic));
    useToasts.setState({ toasts: [] });
  });

  it("makes a subject with a starter, attached to a topic, as one step", () => {
    const attachTo = { nodeId: "topic-1", setting: "valueSubject" } as const;
    const id = createSubject({ name: "orders-value", format: "protobuf", attachTo });
    expect(currentScenario().nodes[0]?.config).toEqual({ valueSubject: id });
    expect(texts()[0]).toContain("message Order {");
    expect(useSchemas.getState().subjectId).toBe(id);
    undo();
    expect(currentScenario()).toMatchObject({ subjects: [], nodes: [{ config: {} }] });
  });

  it("lets a topic go when its subject is deleted", () => {
    const attachTo = { nodeId: "topic-1", setting: "valueSubject" } as const;
    deleteSubject(createSubject({ name: "orders-value", format: "avro", attachTo }));
    expect(currentScenario().nodes[0]?.config).toEqual({});
  });

  it("begins a new version with the newest one's text, and shows it", () => {
    const id = createSubject({ name: "a", format: "avro", text: "one" });
    expect(createVersion(id)).toBe(2);
    expect(texts()).toEqual(["one", "one"]);
    expect(useSchemas.getState().version).toBe(2);
  });

  it("shows the neighbour of a version that is deleted", () => {
    const id = createSubject({ name: "a", format: "avro", text: "one" });
    createVersion(id, "two");
    deleteVersion(id, 2);
    expect(texts()).toEqual(["one"]);
    expect(useSchemas.getState().version).toBe(1);
  });

  it("takes typing as one step until it pauses", () => {
    const id = createSubject({ name: "a", format: "avro", text: "" });
    for (const text of ["o", "on", "one"]) writeVersion(id, 1, text);
    endTyping();
    writeVersion(id, 1, "one t");
    undoInText();
    expect(texts()).toEqual(["one"]);
    undoInText();
    expect(texts()).toEqual([""]);
    redoInText();
    expect(texts()).toEqual(["one"]);
  });

  it("mends a text as a step of its own, and only the text that was looked at", () => {
    const id = createSubject({ name: "a", format: "avro", text: "a" });
    writeVersion(id, 1, "a b");
    applyFix(id, 1, "Give b a default", "a b", [{ range: { start: 3, end: 3 }, text: "?" }]);
    expect(texts()).toEqual(["a b?"]);
    applyFix(id, 1, "Again", "a b", [{ range: { start: 3, end: 3 }, text: "?" }]);
    expect(texts()).toEqual(["a b?"]);
    undoInText();
    expect(texts()).toEqual(["a b"]);
  });

  it("does not take back from within a text what is out of sight", () => {
    const id = createSubject({ name: "a", format: "avro", text: "a" });
    edit("Move orders", (scenario) => ({ ...scenario, seed: "7" }));
    undoInText();
    expect(currentScenario().seed).toBe("7");
    expect(useToasts.getState().toasts.at(-1)?.message).toContain("Move orders");
    expect(id).not.toBe("");
  });

  it("says that a text is too long, and keeps its beginning", () => {
    const id = createSubject({ name: "a", format: "avro", text: "" });
    writeVersion(id, 1, "x".repeat(262_145));
    expect(texts()[0]).toHaveLength(262_144);
    expect(useToasts.getState().toasts.at(-1)?.message).toContain("256 kB at most");
  });

  it("has a mode of its own", () => {
    const id = createSubject({ name: "a", format: "avro" });
    setMode(id, "FULL");
    expect(currentScenario().subjects[0]?.mode).toBe("FULL");
    expect(useScenario.getState().undoLabel).toBe("Compatibility mode of a");
  });
});
