/** A stage for the player in tests: its wall clock, animation frames and workers are driven by hand. */
import { emptyScenario, type Scenario } from "#scenario/document.ts";
import { addNode } from "#scenario/edits.ts";
import { publishFrame, setPlayhead } from "./frames.ts";
import { usePlayback } from "./playback-store.ts";
import { Player } from "./player.ts";
import { cutStory } from "./story.ts";
import { createClient } from "./worker/client.ts";
import { FakeWorker } from "./worker/fake-worker.fixture.ts";

const initial = usePlayback.getInitialState();

/** Puts the stores back to what they hold before the first run. */
export function clearStage(): void {
  usePlayback.setState(initial, true);
  publishFrame(null);
  setPlayhead(0);
  cutStory(-1);
}

function scenarioOf(): Scenario {
  return addNode(emptyScenario(), {
    id: "service-1",
    kind: "service",
    name: "orders",
    config: {},
    position: { x: 0, y: 0 },
  });
}

/** A player whose wall clock, animation frames and workers are driven by hand. */
export function stage(prepare: (worker: FakeWorker) => void = () => {}) {
  let nowMs = 0;
  let scenario = scenarioOf();
  const workers: FakeWorker[] = [];
  const ticks = new Set<() => void>();
  let frames: (() => void)[] = [];
  const timers = new Set<{ atMs: number; callback: () => void }>();
  const client = createClient(
    () => {
      const made = new FakeWorker();
      prepare(made);
      workers.push(made);
      return made;
    },
    (_ms, callback) => {
      ticks.add(callback);
      return () => ticks.delete(callback);
    },
  );
  const player = new Player({
    client,
    scenario: () => scenario,
    now: () => nowMs,
    requestFrame: (callback) => frames.push(callback),
    after: (ms, callback) => {
      const timer = { atMs: nowMs + ms, callback };
      timers.add(timer);
      return () => timers.delete(timer);
    },
  });
  const worker = (): FakeWorker => workers.at(-1)!;
  /** Lets wall time pass in steps of one animation frame; the worker answers between them. */
  const run = (ms: number, frameMs = 10): void => {
    for (let left = ms; left > 0; left -= frameMs) {
      nowMs += frameMs;
      for (const timer of timers) {
        if (timer.atMs <= nowMs && timers.delete(timer)) timer.callback();
      }
      while (worker().answer());
      const due = frames;
      frames = [];
      for (const callback of due) callback();
    }
  };
  const edit = (change: (before: Scenario) => Scenario): void => {
    scenario = change(scenario);
    player.scenarioChanged();
  };
  /** Everything that was asked since the last call. */
  let heard = 0;
  const asked = (): string[] => {
    const all = workers.flatMap((each) => each.asked).map(({ is }) => is);
    const fresh = all.slice(heard);
    heard = all.length;
    return fresh;
  };
  const hang = (): void => {
    for (let i = 0; i < 12; i++) for (const tick of ticks) tick();
  };
  return { player, worker, workers, run, edit, asked, hang, pending: () => frames.length };
}
