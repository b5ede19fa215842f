/** What is said of event stores that are wired or set in a way that does nothing, or cannot be. */
import { describe, expect, it } from "vitest";
import type { Config, Scenario } from "#scenario/document.ts";
import { judgeScenario } from "#sim/judge.ts";
import { accounts } from "./account.fixture.ts";

function codes(scenario: Scenario): { problems: string[]; warnings: string[] } {
  const judged = judgeScenario(scenario);
  const list = (found: readonly { readonly code: string }[]): string[] => found.map(({ code }) => code);
  return {
    problems: judged.ok ? [] : list(judged.problems),
    warnings: judged.ok ? list(judged.warnings) : [],
  };
}

function withConfig(scenario: Scenario, id: string, config: Config): Scenario {
  const nodes = scenario.nodes.map((node) =>
    node.id === id ? { ...node, config: { ...node.config, ...config } } : node,
  );
  return { ...scenario, nodes };
}

describe("an event store", () => {
  it("has nothing said of it where it is wired and used", () => {
    expect(codes(accounts({ feed: {} }))).toEqual({ problems: [], warnings: [] });
    expect(codes(accounts({ isByTopic: true, feed: {} }))).toEqual({ problems: [], warnings: [] });
  });

  it("is warned of where a wired service does nothing with it, and a service of its wire", () => {
    const idle = withConfig(accounts(), "balances", { storeUse: "none" });
    expect(codes(idle).warnings).toEqual(["idle-store"]);
    const scenario = accounts();
    const unwired = { ...scenario, wires: scenario.wires.filter(({ kind }) => kind !== "projects") };
    expect(codes(unwired).warnings).toEqual(["no-store"]);
  });

  it("is not decided on by members of a share group, nor in Kafka's transactions", () => {
    const shared = accounts({ isByTopic: true, group: { protocol: "share" } });
    expect(codes(shared).problems).toContain("share-decides");
    const transactional = withConfig(accounts(), "teller", { transactional: true });
    expect(codes(transactional).problems).toContain("transactional-store");
  });

  it("is one for a service in each way, and a feed needs a topic and reads none", () => {
    const scenario = accounts();
    const second = {
      ...scenario,
      nodes: [...scenario.nodes, { id: "other", kind: "event-store", name: "other", config: {} }],
      wires: [...scenario.wires, { id: "w", kind: "appends", from: "teller", to: "other" }],
    };
    expect(codes(second).problems).toContain("second-store");
    const nowhere = accounts({ feed: {} });
    expect(
      codes({ ...nowhere, wires: nowhere.wires.filter(({ from }) => from !== "feed") }).warnings,
    ).toContain("feeds-nowhere");
    const reading = accounts({ isByTopic: true, feed: {} });
    const group = { id: "feeders", kind: "consumer-group", name: "feeders", config: { service: "feed" } };
    const wired = {
      ...reading,
      nodes: [...reading.nodes, group],
      wires: [...reading.wires, { id: "r", kind: "consumes", from: "commands", to: "feeders" }],
    };
    expect(codes(wired).problems).toContain("feed-reads");
  });
});
