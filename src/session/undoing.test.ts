import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { admit } from "#scenario/admit.ts";
import { documentText, fileText } from "#scenario/canonical.ts";
import { emptyScenario } from "#scenario/document.ts";
import { HISTORY_STEPS_MAX } from "#scenario/history.ts";
import { Dice, editAtRandom } from "./random-edits.fixture.ts";
import { currentScenario, redo, startWithScenario, undo, useScenario } from "./scenario-store.ts";

/** The figure that we quote is measured with 10,000: EVENTYARD_EDITS=10000 npx vitest run undoing. */
const EDITS = Number(process.env["EVENTYARD_EDITS"] ?? 800);

// The worker's address is made by the bundler, which does not run here.
vi.mock("./layout-worker/arranger.ts?worker&url", () => ({ default: "" }));

const hash = () => createHash("sha256").update(documentText(currentScenario())).digest("hex");

beforeEach(() => {
  vi.useFakeTimers();
  startWithScenario(emptyScenario("random"));
});
afterEach(() => vi.useRealTimers());

describe("undo and redo", () => {
  it(`lead through the same documents both ways, whatever ${EDITS} edits were made`, async () => {
    const dice = new Dice(Number(process.env["EVENTYARD_SEED"] ?? 7));
    let hashes = [hash()];
    let edits = 0;
    let steps = 0;
    const labels = new Set<string>();
    while (edits < EDITS) {
      const before = currentScenario();
      await editAtRandom(dice);
      edits += 1;
      if (currentScenario() !== before) {
        steps += 1;
        hashes.push(hash());
        labels.add((useScenario.getState().undoLabel ?? "").split(" ")[0] ?? "");
        expect(useScenario.getState().undoLabel).not.toBe("");
      }
      if (edits % 50 === 0) {
        const again = admit(fileText(currentScenario()));
        expect(again.ok ? again.warnings : again.problems).toEqual([]);
        expect(again.ok && documentText(again.value)).toBe(documentText(currentScenario()));
      }
      if (hashes.length - 1 < HISTORY_STEPS_MAX && edits < EDITS) continue;
      const way = hashes.toReversed();
      for (const expected of way.slice(1)) {
        undo();
        expect(hash()).toBe(expected);
      }
      for (const expected of hashes.slice(1)) {
        redo();
        expect(hash()).toBe(expected);
      }
      startWithScenario(currentScenario());
      hashes = [hash()];
    }
    expect(steps).toBeGreaterThan(EDITS / 2);
    expect([...labels]).toEqual(
      expect.arrayContaining(["Add", "Move", "Delete", "Connect", "Paste", "Duplicate", "Tidy", "Align"]),
    );
  }, 300_000);
});
