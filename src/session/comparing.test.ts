/** Comparing two designs: A stays, B is edited, and every way out leaves the document as it says. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { scenarioOf } from "#sim/scenario.fixture.ts";
import { nodeOf, setConfig, setSeed } from "#scenario/edits.ts";
import { useCompare } from "./compare-store.ts";
import { goBackToA, keepB, startComparing, swapDesigns, type ComparePorts } from "./comparing.ts";
import { compareRuns } from "./compare-worker/serve.ts";
import { currentScenario, edit, redo, replaceScenario, startWithScenario, undo } from "./scenario-store.ts";
import { createClient } from "./worker/client.ts";
import { FakeWorker } from "./worker/fake-worker.fixture.ts";

const first = scenarioOf({ durationMs: 10_000, worker: { instances: 2 } });
let timers: (() => void)[] = [];
let workers: FakeWorker[] = [];
let answers: Promise<void>[] = [];

const ports: ComparePorts = {
  client: async () =>
    createClient(
      () => {
        const made = new FakeWorker();
        workers.push(made);
        return made;
      },
      () => () => undefined,
    ),
  compare: (question, heard) => {
    answers.push(compareRuns(question, { loadParts: async () => undefined, post: heard, now: () => 0 }));
    return () => undefined;
  },
  after: (_ms, callback) => {
    timers.push(callback);
    return () => (timers = timers.filter((each) => each !== callback));
  },
};

/** Lets the person rest, and the search come to its end. */
async function rest(): Promise<void> {
  for (const callback of timers.splice(0)) callback();
  await Promise.all(answers.splice(0));
}

const slower = () => edit("Slower", (scenario) => setConfig(scenario, "worker", "serviceTimeMs", 50));

beforeEach(async () => {
  timers = [];
  workers = [];
  answers = [];
  startWithScenario(first);
  await startComparing({}, ports);
});
afterEach(keepB);

describe("comparing", () => {
  it("keeps the design as A, runs it in a worker of its own, and finds no difference before there is an edit", () => {
    expect(useCompare.getState()).toMatchObject({ a: first, search: { is: "alike" } });
    expect(workers).toHaveLength(1);
    expect(workers[0]?.asked[0]).toMatchObject({ is: "load", scenario: first });
  });

  it("finds the first difference after an edit of B, and none again where it is undone", async () => {
    slower();
    expect(useCompare.getState()).toMatchObject({ a: first, search: { is: "searching" } });
    await rest();
    const { search } = useCompare.getState();
    expect(search).toMatchObject({ is: "found", difference: { a: { fact: "processed" } } });
    undo();
    expect(useCompare.getState().search).toEqual({ is: "alike" });
  });

  it("says why where B cannot run", async () => {
    edit("Break", (scenario) => setConfig(scenario, "orders", "partitions", 0));
    await rest();
    expect(useCompare.getState().search).toMatchObject({
      is: "failed",
      says: expect.stringMatching(/^B cannot run: /),
    });
  });

  it("swaps both as one step: undo and redo change their places again", () => {
    slower();
    const b = currentScenario();
    swapDesigns();
    expect([useCompare.getState().a, currentScenario()]).toEqual([b, first]);
    undo();
    expect([useCompare.getState().a, currentScenario()]).toEqual([first, b]);
    redo();
    expect([useCompare.getState().a, currentScenario()]).toEqual([b, first]);
  });

  it("goes back to A, and undo brings B back", () => {
    slower();
    const b = currentScenario();
    goBackToA();
    expect(currentScenario()).toBe(first);
    expect(useCompare.getState().a).toBeNull();
    undo();
    expect(currentScenario()).toBe(b);
  });

  it("ends with B as the document, or where another document is opened", async () => {
    slower();
    keepB();
    expect(useCompare.getState().a).toBeNull();
    expect(nodeOf(currentScenario(), "worker")?.config["serviceTimeMs"]).toBe(50);
    await startComparing({}, ports);
    replaceScenario(setSeed(first, "9"), "Open another");
    expect(useCompare.getState().a).toBeNull();
  });
});
