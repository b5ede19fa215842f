import { beforeEach, expect, it } from "vitest";
import { emptyScenario } from "#scenario/document.ts";
import { addNode, moveItems } from "./commands.ts";
import { watchGestures } from "./gestures.ts";
import { currentScenario, startWithScenario, undo } from "./scenario-store.ts";

beforeEach(() => startWithScenario(emptyScenario()));

it("a gesture ends where the pointer lets go or a field is left, and what the same event changes belongs to it", async () => {
  const page = new EventTarget();
  const stop = watchGestures(page as Window);
  const id = addNode("topic");
  const x = () => currentScenario().nodes[0]?.position?.x;
  for (const ends of ["pointerup", "focusout"]) {
    moveItems({ [id]: { x: 8, y: 0 } }, "drag");
    page.addEventListener(ends, () => moveItems({ [id]: { x: 16, y: 0 } }, "drag"), { once: true });
    page.dispatchEvent(new Event(ends));
    await Promise.resolve();
    moveItems({ [id]: { x: 24, y: 0 } }, "drag");
    undo();
    expect(x()).toBe(16);
    undo();
    expect(x()).toBe(0);
  }
  stop();
  moveItems({ [id]: { x: 8, y: 0 } }, "drag");
  page.dispatchEvent(new Event("pointerup"));
  await Promise.resolve();
  moveItems({ [id]: { x: 24, y: 0 } }, "drag");
  undo();
  expect(x()).toBe(0);
});
