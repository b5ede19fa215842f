import { beforeEach, describe, expect, it } from "vitest";
import { emptyScenario, type Scenario } from "#scenario/document.ts";
import { setDescription, setSeed } from "#scenario/edits.ts";
import {
  currentScenario,
  edit,
  redo,
  replaceScenario,
  startWithScenario,
  undo,
  useScenario,
} from "./scenario-store.ts";

const state = () => useScenario.getState();

beforeEach(() => startWithScenario(emptyScenario("first")));

describe("the open document", () => {
  it("can be taken back and done again, edit by edit, and says what that would do", () => {
    edit("Seed", (before) => setSeed(before, "2"));
    edit("Text", (before) => setDescription(before, "Look."));
    expect(state()).toMatchObject({ canUndo: true, canRedo: false, undoLabel: "Text" });
    undo();
    undo();
    expect(state()).toMatchObject({ canUndo: false, undoLabel: null, canRedo: true, redoLabel: "Seed" });
    redo();
    expect(currentScenario()).toMatchObject({ seed: "2", description: "" });
  });

  it("takes edits of one gesture as one step", () => {
    for (const seed of ["2", "23", "234"])
      edit("Seed", (before) => setSeed(before, seed), { gesture: "seed" });
    undo();
    expect(currentScenario().seed).toBe("1");
    expect(state().canUndo).toBe(false);
  });

  it("does not count what changed nothing", () => {
    const before = state();
    edit("Seed", (scenario) => setSeed(scenario, "1"));
    undo();
    redo();
    expect(state()).toBe(before);
  });

  it("comes back after another document was opened", () => {
    const mine: Scenario = currentScenario();
    replaceScenario(emptyScenario("other"), "Open other.json");
    expect(state()).toMatchObject({ undoLabel: "Open other.json", scenario: { name: "other" } });
    undo();
    expect(currentScenario()).toBe(mine);
  });
});
