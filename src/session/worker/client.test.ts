import { describe, expect, it } from "vitest";
import { emptyScenario } from "#scenario/document.ts";
import { createClient, type RunAnswer } from "./client.ts";
import { FakeWorker, fakeFrame } from "./fake-worker.fixture.ts";
import type { CrashReport } from "./protocol.ts";

/** A client with fake workers, a hand-driven watchdog and notes of what it said. */
function line() {
  const workers: FakeWorker[] = [];
  const ticks = new Set<() => void>();
  const answers: RunAnswer[] = [];
  const lost: CrashReport[] = [];
  const client = createClient(
    () => {
      const worker = new FakeWorker();
      workers.push(worker);
      return worker;
    },
    (_ms, callback) => {
      ticks.add(callback);
      return () => ticks.delete(callback);
    },
  );
  client.listen({ answered: (answer) => answers.push(answer), lost: (report) => lost.push(report) });
  const worker = (): FakeWorker => workers.at(-1)!;
  /** Lets so much wall time go by, in the watchdog's ticks of 250 ms. */
  const wait = (ms: number): void => {
    for (let left = ms; left > 0; left -= 250) for (const tick of ticks) tick();
  };
  return { client, workers, worker, answers, lost, wait, ticks };
}

describe("the simulator's client", () => {
  it("starts its worker at once", () => {
    expect(line().workers).toHaveLength(1);
  });

  it("has one request under way, and of what waits sends only the newest", () => {
    const { client, worker } = line();
    client.load(emptyScenario());
    client.show(1, 10);
    client.show(2, 10);
    client.show(3, 10);
    expect(worker().asked.map(({ is }) => is)).toEqual(["load"]);
    worker().answer();
    expect(worker().asked.at(-1)).toMatchObject({ is: "show", atUs: 3, run: 1 });
    expect(worker().asked).toHaveLength(2);
  });

  it("drops the look at a run that is replaced, and numbers runs upward", () => {
    const { client, worker, answers } = line();
    client.load(emptyScenario("a"));
    client.show(5, 10);
    client.load(emptyScenario("b"));
    client.load(emptyScenario("c"));
    worker().answer();
    worker().answer();
    expect(worker().asked).toMatchObject([
      { is: "load", run: 1, scenario: { name: "a" } },
      { is: "load", run: 2, scenario: { name: "c" } },
    ]);
    expect(answers.map(({ run }) => run)).toEqual([1, 2]);
  });

  it("does not hear answers of an older run", () => {
    const { client, worker, answers } = line();
    client.load(emptyScenario());
    worker().answer();
    client.load(emptyScenario());
    worker().say({
      is: "shown",
      run: 1,
      frame: fakeFrame(7),
      reached: true,
      found: true,
      headUs: 7,
      story: new Float64Array(),
      samples: new Float64Array(),
    });
    expect(answers.map(({ is }) => is)).toEqual(["loaded"]);
    expect(client.busy()).toBe(true);
  });

  it("merges amendments that wait, from the earliest moment on, and a load takes them in", () => {
    const { client, worker } = line();
    client.load(emptyScenario());
    client.amend(emptyScenario("a"), 50);
    client.amend(emptyScenario("b"), 70);
    worker().answer();
    expect(worker().asked.at(-1)).toMatchObject({ is: "amend", fromUs: 50, scenario: { name: "b" } });
    client.load(emptyScenario("c"));
    client.amend(emptyScenario("d"), 90);
    worker().answer();
    expect(worker().asked.at(-1)).toMatchObject({ is: "load", scenario: { name: "d" } });
  });

  it("answers what one message is, and gives the question up when the run is replaced", async () => {
    const { client, worker } = line();
    client.load(emptyScenario());
    worker().answer();
    const first = client.inspect(17);
    worker().answer();
    await expect(first).resolves.toMatchObject({ message: 17 });
    const second = client.inspect(18);
    client.load(emptyScenario());
    await expect(second).rejects.toThrow("replaced");
    worker().answer();
    const third = client.inspect(19);
    worker().answer();
    worker().answer();
    await expect(third).resolves.toMatchObject({ message: 19 });
  });

  it("replaces a worker that is silent for 2 s once it was ready, and says how far it had come", () => {
    const { client, worker, workers, lost, wait } = line();
    worker().say({ is: "ready" });
    client.load(emptyScenario("mine"));
    worker().answer();
    client.show(40, 0);
    worker().answer();
    worker().hangsAtUs = 50;
    client.show(60, 0);
    wait(1_750);
    expect(lost).toEqual([]);
    wait(500);
    expect(lost).toMatchObject([{ atUs: 40, scenario: { name: "mine" } }]);
    expect(lost[0]?.says).toContain("2 s");
    expect(workers[0]?.terminated).toBe(true);
    client.load(emptyScenario("mine"));
    expect(workers).toHaveLength(2);
    expect(worker().asked).toMatchObject([{ is: "load", run: 2 }]);
  });

  it("waits longer for a worker whose code is still on its way", () => {
    const { client, lost, wait } = line();
    client.load(emptyScenario());
    wait(10_000);
    expect(lost).toEqual([]);
    wait(21_000);
    expect(lost).toHaveLength(1);
  });

  it("is not watched while nothing is asked", () => {
    const { client, worker, ticks } = line();
    client.load(emptyScenario());
    expect(ticks.size).toBe(1);
    worker().answer();
    expect(ticks.size).toBe(0);
  });

  it("hears a crash inside the worker, and one that keeps it from starting", () => {
    const { client, worker, lost } = line();
    client.load(emptyScenario());
    worker().answer();
    worker().crashesAtUs = 5;
    client.show(9, 10);
    worker().answer();
    expect(lost).toMatchObject([{ says: "Boom.", atUs: 5 }]);
    client.load(emptyScenario());
    worker().onerror?.({ message: "" } as ErrorEvent);
    expect(lost[1]?.says).toContain("could not start");
  });

  it("does not hear a worker that it has given up", () => {
    const { client, worker, workers, answers, wait } = line();
    worker().say({ is: "ready" });
    worker().hangsAtUs = 1;
    client.load(emptyScenario());
    worker().answer();
    client.show(9, 0);
    wait(2_250);
    client.load(emptyScenario());
    workers[0]?.say({ is: "loaded", run: 2, layout: {} as never, warnings: [], keptUs: -1 });
    expect(answers.filter(({ run }) => run === 2)).toEqual([]);
  });
});
