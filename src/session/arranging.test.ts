import { beforeEach, describe, expect, it, vi } from "vitest";
import { readFileSync } from "node:fs";
import { admit } from "#scenario/admit.ts";
import { documentText } from "#scenario/canonical.ts";
import { emptyScenario, type Scenario } from "#scenario/document.ts";
import { boxOfFrame, liesIn, type Box } from "#scenario/frames.ts";
import { arrangeCommands } from "./arrange-commands.ts";
import { alignSelection, distributeSelection, nudgeSelection, snapSelection } from "./arranging.ts";
import { boxesOf } from "./boxes.ts";
import { addNode, moveItems } from "./commands.ts";
import { layOut } from "./layout-worker/lay-out.ts";
import { autoLayout, cancelLayout, requestOf, useArranging, type LayoutRunner } from "./layout.ts";
import { addFrame, addNote } from "./notes.ts";
import { runPart } from "./run-part.ts";
import { currentScenario, startWithScenario, undo, useScenario } from "./scenario-store.ts";
import { clearSelection, select } from "./selection-store.ts";

// The worker's address is made by the bundler, which does not run here.
vi.mock("./layout-worker/arranger.ts?worker&url", () => ({ default: "" }));

const here: LayoutRunner = (request) => Promise.resolve(layOut(request));
const placeOf = (id: string) => boxesOf(currentScenario()).get(id);
const label = () => useScenario.getState().undoLabel;

function gallery(name: string): Scenario {
  const result = admit(readFileSync(new URL(`../../public/gallery/${name}.json`, import.meta.url)));
  if (!result.ok) throw new Error(result.problems[0]?.says);
  return result.value;
}

function overlaps(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

beforeEach(() => {
  startWithScenario(emptyScenario());
  clearSelection();
});

describe("arranging what is selected", () => {
  it("aligns by the cards' real sizes, as one step", () => {
    const ids = [addNode("topic", { x: 0, y: 0 }), addNode("service", { x: 400, y: 304 })];
    select(ids);
    const before = currentScenario();
    alignSelection("bottom");
    const [a, b] = ids.map(placeOf);
    expect((a?.y ?? 0) + (a?.height ?? 0)).toBe((b?.y ?? 1) + (b?.height ?? 0));
    expect(label()).toBe("Align bottom");
    undo();
    expect(currentScenario()).toBe(before);
  });

  it("moves a frame with what lies in it, which is not arranged by itself", () => {
    const inner = addNode("topic", { x: 0, y: 0 });
    select([inner]);
    const frame = addFrame();
    const other = addNode("topic", { x: 800, y: 480 });
    select([frame, inner, other]);
    alignSelection("top");
    const box = placeOf(frame);
    expect(box !== undefined && liesIn(placeOf(inner) ?? box, box)).toBe(true);
    expect(placeOf(other)?.y).toBe(box?.y);
    select([frame]);
    const before = placeOf(inner)?.x ?? 0;
    nudgeSelection(16, 0);
    nudgeSelection(16, 0);
    expect(placeOf(inner)?.x).toBe(before + 32);
    undo();
    expect(placeOf(inner)?.x).toBe(before);
  });

  it("spreads evenly and snaps", () => {
    const ids = [0, 301, 1_000].map((x) => addNode("topic", { x, y: 3 }));
    select(ids);
    distributeSelection("horizontally");
    expect(ids.map((id) => placeOf(id)?.x)).toEqual([0, 500, 1_000]);
    snapSelection();
    expect(ids.map((id) => placeOf(id)?.x)).toEqual([0, 504, 1_000]);
    expect(ids.map((id) => placeOf(id)?.y)).toEqual([0, 0, 0]);
  });

  it("says how many things it needs", () => {
    const why = (id: string) => arrangeCommands.find((command) => command.id === id)?.unavailable?.();
    expect(why("arrange.align-left")).toBe("Select two or more things first.");
    expect(why("arrange.distribute-vertically")).toBe("Select three or more things first.");
    expect(why("arrange.layout")).toMatch(/empty/);
    select([addNode("topic"), addNode("topic")]);
    expect(why("arrange.align-left")).toBeNull();
    expect(why("arrange.layout")).toBeNull();
  });
});

describe("auto layout", () => {
  it("leads from left to right along the wires, without overlaps, on the grid, and the run goes on", async () => {
    startWithScenario(gallery("order-system"));
    const before = currentScenario();
    moveItems(new Map(before.nodes.map(({ id }, i) => [id, { x: 13 * i, y: 7 }])));
    await autoLayout(here);
    const scenario = currentScenario();
    const boxes = boxesOf(scenario);
    const request = requestOf(scenario, new Set(boxes.keys()));
    expect(request.wires.length).toBeGreaterThan(3);
    const cards = request.cards.map(({ id }) => boxes.get(id));
    for (const a of cards) {
      for (const b of cards) if (a !== b && a && b) expect(overlaps(a, b)).toBe(false);
      expect([(a?.x ?? 1) % 8, (a?.y ?? 1) % 8].map(Math.abs)).toEqual([0, 0]);
    }
    const back = request.wires.filter(([from, to]) => (boxes.get(from)?.x ?? 0) >= (boxes.get(to)?.x ?? 0));
    expect(back.length).toBeLessThanOrEqual(1);
    expect(runPart(scenario)).toEqual(runPart(before));
    expect(label()).toBe("Tidy up the layout");
  });

  it("is the same wherever things stood before, and the second time changes nothing", async () => {
    const texts: string[] = [];
    for (const spread of [1, 50, 333]) {
      startWithScenario(gallery("order-system"));
      const cards = [...boxesOf(currentScenario()).keys()];
      moveItems(new Map(cards.map((id, i) => [id, { x: (i * spread) % 700, y: 0 }])));
      await autoLayout(here);
      texts.push(documentText(currentScenario()));
      const once = currentScenario();
      await autoLayout(here);
      expect(currentScenario()).toBe(once);
    }
    expect(new Set(texts).size).toBe(1);
  });

  it("keeps frames around what they held, and takes nothing else in", async () => {
    startWithScenario(gallery("order-system"));
    const boxes = boxesOf(currentScenario());
    const inside = [...boxes.keys()].slice(0, 3);
    moveItems(new Map(inside.map((id, i) => [id, { x: 5_000, y: i * 400 }])));
    select(inside);
    const frame = addFrame();
    addNote({ x: 5_040, y: 1_040 }, "Look here");
    clearSelection();
    await autoLayout(here);
    const after = currentScenario();
    const around = after.frames.map(boxOfFrame)[0];
    const held = [...boxesOf(after)].filter(
      ([id, box]) => id !== frame && around !== undefined && liesIn(box, around),
    );
    expect(held.map(([id]) => id).filter((id) => !id.startsWith("note"))).toEqual(inside);
    for (const [id, box] of boxesOf(after)) {
      if (id === frame || inside.includes(id) || id.startsWith("note")) continue;
      expect(around !== undefined && overlaps(around, box)).toBe(false);
    }
  });

  it("of a selection leaves everything else alone", async () => {
    startWithScenario(gallery("order-system"));
    const before = boxesOf(currentScenario());
    const [a, b, ...rest] = [...before.keys()];
    select([a ?? "", b ?? ""]);
    await autoLayout(here);
    expect(label()).toBe("Tidy up the layout of 2 things");
    for (const id of rest) expect(placeOf(id)).toEqual(before.get(id));
  });

  it("shows large drawings as being worked on, and can be ended without a trace", async () => {
    const nodes = Array.from({ length: 501 }, (_, i) => ({
      id: `t-${i}`,
      kind: "topic",
      name: `t${i}`,
      config: {},
      position: { x: 0, y: 0 },
    }));
    startWithScenario({ ...emptyScenario(), nodes });
    const before = currentScenario();
    const done = autoLayout(
      (_, ended) =>
        new Promise((_resolve, reject) => {
          ended.addEventListener("abort", () => reject(new Error("ended")));
        }),
    );
    expect(useArranging.getState().now?.cards).toBe(501);
    cancelLayout();
    await done;
    expect(useArranging.getState().now).toBeNull();
    expect(currentScenario()).toBe(before);
  });
});
