import { describe, expect, it } from "vitest";
import { emptyScenario, type Scenario } from "#scenario/document.ts";
import type { PartName } from "#sim/parts-of.ts";
import * as asking from "./asking.ts";
import { createDesk } from "./desk.ts";
import type { FromSim, Question } from "./protocol.ts";

/** A desk whose code arrives, or does not, when the test says so. */
function setUp() {
  const said: FromSim[] = [];
  const loaded = new Set<PartName>();
  const asked: string[] = [];
  let arrive = (): void => {};
  let fail = (_why: string): void => {};
  const line = <T>(value: T): Promise<T> =>
    new Promise((resolve, reject) => {
      arrive = () => resolve(value);
      fail = (why) => reject(new Error(why));
    });
  const take = createDesk({
    missingParts: (names) => names.filter((name) => !loaded.has(name)),
    async loadParts(names) {
      asked.push(...names);
      await line(null);
      for (const name of names) loaded.add(name);
    },
    loadQuestions() {
      asked.push("questions");
      return line(asking);
    },
    post: (answer) => said.push(answer),
    now: () => 0,
  });
  const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));
  return {
    take,
    asked,
    says: () => said.splice(0).map((answer) => (answer.is === "crashed" ? answer.report.says : answer.is)),
    arrive: () => (arrive(), settled()),
    fail: (why: string) => (fail(why), settled()),
  };
}

const withCluster: Scenario = {
  ...emptyScenario(),
  nodes: [{ id: "c", kind: "cluster", name: "cluster", config: {} }],
};
const question: Question = { is: "journey", message: 0 };

describe("the worker's desk", () => {
  it("answers at once what needs no more code", () => {
    const { take, says, asked } = setUp();
    take({ is: "load", run: 1, scenario: emptyScenario() });
    take({ is: "show", run: 1, atUs: 0, budgetMs: 1 });
    expect(says()).toEqual(["loaded", "shown"]);
    expect(asked).toEqual([]);
  });

  it("loads what a scenario needs first, says so, and lets later messages wait their turn", async () => {
    const { take, says, asked, arrive } = setUp();
    take({ is: "load", run: 1, scenario: withCluster });
    take({ is: "show", run: 1, atUs: 0, budgetMs: 1 });
    expect(asked).toEqual(["cluster"]);
    expect(says()).toEqual(["fetching"]);
    await arrive();
    expect(says()).toEqual(["ready", "loaded", "shown"]);
    take({ is: "load", run: 2, scenario: withCluster });
    expect(says()).toEqual(["loaded"]);
  });

  it("loads the code for questions at the first question", async () => {
    const { take, says, asked, arrive } = setUp();
    take({ is: "load", run: 1, scenario: emptyScenario() });
    take({ is: "ask", run: 1, question, budgetMs: 1 });
    expect(asked).toEqual(["questions"]);
    expect(says()).toEqual(["loaded", "fetching"]);
    await arrive();
    take({ is: "ask", run: 1, question, budgetMs: 1 });
    expect(says()).toEqual(["ready", "told", "told"]);
    expect(asked).toEqual(["questions"]);
  });

  it("says so where code cannot be loaded, and tries again the next time", async () => {
    const { take, says, asked, arrive, fail } = setUp();
    take({ is: "load", run: 1, scenario: withCluster });
    await fail("no network");
    const [, crashed] = says();
    expect(crashed).toContain("could not be loaded (no network)");
    take({ is: "load", run: 2, scenario: withCluster });
    await arrive();
    expect(asked).toEqual(["cluster", "cluster"]);
    expect(says()).toEqual(["fetching", "ready", "loaded"]);
  });
});
