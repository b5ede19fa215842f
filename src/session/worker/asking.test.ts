import { readFileSync } from "node:fs";
import { describe, expect, it, vi } from "vitest";
import { emptyScenario } from "#scenario/document.ts";
import { admit } from "#scenario/admit.ts";
import type { Scenario } from "#scenario/document.ts";
import { addIntervention } from "#scenario/edits.ts";
import { EVERY_MESSAGE } from "#sim/message-query.ts";
import { createClient } from "./client.ts";
import { FakeWorker } from "./fake-worker.fixture.ts";
import type { AnswerTo, FromSim, Question, ToSim } from "./protocol.ts";
import * as asking from "./asking.ts";
import { createServed, handle } from "./serve.ts";

const SECOND = 1_000_000;

/** A client with a fake worker that is ready and has a run. */
function line(slices = 1) {
  const worker = new FakeWorker();
  worker.slices = slices;
  const client = createClient(
    () => worker,
    () => () => {},
  );
  client.load(emptyScenario());
  worker.answer();
  const asked = (): string[] =>
    worker.asked.slice(1).map((each) => (each.is === "ask" ? each.question.is : each.is));
  return { client, worker, asked };
}

const journey = (message: number): Question => ({ is: "journey", message });

describe("the client's questions", () => {
  it("are answered one at a time, in slices, and looks come between the slices", async () => {
    const { client, worker, asked } = line(3);
    const answer = client.ask(journey(7));
    expect(client.busy()).toBe(false);
    client.show(100, 10);
    expect(client.busy()).toBe(true);
    while (worker.answer());
    await expect(answer).resolves.toMatchObject({ is: "journey" });
    expect(asked()).toEqual(["journey", "show", "journey", "journey"]);
  });

  it("give way to a newer one of their kind, and to a run that is replaced", async () => {
    const { client, worker, asked } = line(2);
    const first = client.ask(journey(1));
    const second = client.ask(journey(2));
    const other = client.ask({ is: "messages", query: EVERY_MESSAGE, from: 3, to: 9, focus: -1 });
    await expect(first).resolves.toBeNull();
    while (worker.answer());
    await expect(second).resolves.toMatchObject({ is: "journey" });
    await expect(other).resolves.toMatchObject({ is: "messages", total: 3 });
    const third = client.ask(journey(3));
    client.load(emptyScenario());
    await expect(third).resolves.toBeNull();
    const sent = asked().length;
    while (worker.answer());
    expect(asked().slice(sent)).toEqual(["load"]);
  });

  it("never keep a look waiting for more than one slice", () => {
    const { client, worker, asked } = line(50);
    void client.ask(journey(7));
    void client.ask({ is: "messages", query: EVERY_MESSAGE, from: 0, to: 9, focus: -1 });
    for (let i = 1; i <= 10; i++) {
      if (!client.busy()) client.show(i * 1_000, 10);
      worker.answer();
    }
    const kinds = asked();
    for (let i = 1; i < kinds.length; i++) {
      const isLook = kinds[i] === "show" || kinds[i - 1] === "show";
      expect(isLook, kinds.join()).toBe(true);
    }
  });
});

function orderSystem(): Scenario {
  const file = new URL("../../../public/gallery/order-system.json", import.meta.url);
  const result = admit(readFileSync(file));
  if (!result.ok) throw new Error(result.problems[0]?.says);
  return result.value;
}

/** A worker in Node. Each look at the clock takes `tickMs`. */
function served(tickMs = 1) {
  const state = createServed();
  let nowMs = 0;
  let slices = 0;
  const send = (message: ToSim): FromSim =>
    structuredClone(handle(state, message, () => (nowMs += tickMs), asking));
  const load = (scenario = orderSystem()): void => void send({ is: "load", run: 1, scenario });
  const show = (atUs: number): Extract<FromSim, { is: "shown" }> => {
    const answer = send({ is: "show", run: 1, atUs, budgetMs: 1e9 });
    if (answer.is !== "shown") throw new Error(JSON.stringify(answer));
    return answer;
  };
  const ask = <Q extends Question>(question: Q, budgetMs = 1e9): AnswerTo<Q> | null => {
    for (;;) {
      slices++;
      const answer = send({ is: "ask", run: 1, question, budgetMs });
      if (answer.is !== "told") throw new Error(JSON.stringify(answer));
      if (answer.done) return answer.answer as AnswerTo<Q> | null;
    }
  };
  return { state, send, load, show, ask, slices: () => slices };
}

const table = (query = EVERY_MESSAGE): Question & { is: "messages" } => ({
  is: "messages",
  query,
  from: 0,
  to: 20,
  focus: -1,
});

describe("the worker's answers to questions", () => {
  it("leave the run as it is: the same frame after a hundred of them", () => {
    const { load, show, ask, slices } = served(3);
    load();
    for (let atUs = SECOND; atUs <= 20 * SECOND; atUs += SECOND) {
      show(atUs);
      const { total } = ask(table(), 1)!;
      expect(ask({ is: "journey", message: total - 1 }, 1)!.journey).not.toBeNull();
      expect(ask({ is: "journey", message: Math.floor(total / 3) }, 1)!.journey).not.toBeNull();
      ask({ is: "window", query: { beforeRow: 500, facts: [], limit: 100 } }, 1);
      ask({ is: "latencies", messages: [Math.floor(total / 2), total - 1] }, 1);
    }
    expect(slices()).toBeGreaterThan(100);
    const { frame } = show(20 * SECOND);
    const alone = served();
    alone.load();
    expect(frame).toEqual(alone.show(20 * SECOND).frame);
  });

  it("tell of the course that the run takes after an intervention", () => {
    const { load, show, ask, send } = served();
    load();
    show(30 * SECOND);
    const scenario = orderSystem();
    const target = scenario.nodes.find(({ id }) => id.includes("payment"))!.id;
    const crash = { id: "crash-9", atMs: 20_000, kind: "crash", target, config: { instance: 1 } };
    const message = ask(table())!.total - 1;
    const before = ask({ is: "journey", message })!;
    const crashed = addIntervention(scenario, crash);
    send({ is: "amend", run: 1, scenario: crashed, fromUs: 20 * SECOND });
    show(30 * SECOND);
    const after = ask({ is: "journey", message })!;
    const alone = served();
    alone.load(crashed);
    alone.show(30 * SECOND);
    expect(after).toEqual(alone.ask({ is: "journey", message }));
    expect(ask(table())).toEqual(alone.ask(table()));
    expect(before).not.toEqual(after);
  });

  it("are finished while the run goes on", () => {
    const { load, show, ask, send } = served();
    load();
    show(30 * SECOND);
    const query = { ...EVERY_MESSAGE, state: "waiting" as const };
    let done = false;
    for (let atUs = 30 * SECOND; !done && atUs < 31 * SECOND; atUs += 16_667) {
      show(atUs);
      const told = send({ is: "ask", run: 1, question: table(query), budgetMs: 0 });
      done = told.is === "told" && told.done;
    }
    expect(done).toBe(true);
    expect(ask(table(query))!.total).toBeGreaterThan(0);
  });

  it("say that there is no such message, or no run", () => {
    const { load, show, ask } = served();
    expect(ask(table())).toBeNull();
    load();
    show(SECOND);
    expect(ask({ is: "journey", message: 1e6 })).toMatchObject({ journey: null, parent: null });
    expect(ask({ is: "journey", message: -1 })).toMatchObject({ journey: null });
    const { journey: first } = ask({ is: "journey", message: 0 })!;
    const { partition, offset } = first!;
    expect(ask({ is: "record", partition, offset })).toEqual({ is: "record", message: 0 });
    expect(ask({ is: "record", partition: 1e6, offset })?.message).toBe(-1);
    expect(ask({ is: "record", partition, offset: 1e6 })?.message).toBe(-1);
  });

  it("do not end the run when they go wrong", () => {
    const { state, load, show, ask } = served();
    load();
    show(2 * SECOND);
    const checkpoints = state.sim!.checkpoints!;
    const before = vi.spyOn(checkpoints, "before").mockImplementation(() => {
      throw new Error("planted");
    });
    expect(ask({ is: "journey", message: 0 })).toBeNull();
    before.mockRestore();
    expect(ask({ is: "journey", message: 0 })!.journey).not.toBeNull();
    expect(show(3 * SECOND).reached).toBe(true);
  });
});
