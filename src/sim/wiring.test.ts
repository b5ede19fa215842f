import { describe, expect, it } from "vitest";
import { emptyScenario, type Scenario } from "#scenario/document.ts";
import { addNode, nextId } from "#scenario/edits.ts";
import { groupOfService } from "./service-group.ts";
import { connect, wireRefusal, wireTargets } from "./wiring.ts";

function canvas(): Scenario {
  let s = emptyScenario();
  for (const [id, kind] of [
    ["orders", "service"],
    ["events", "topic"],
    ["payment", "service"],
    ["dead", "dead-letter-queue"],
    ["other", "topic"],
    ["saga", "saga-orchestrator"],
    ["dead2", "dead-letter-queue"],
  ] as const) {
    s = addNode(s, { id, kind, name: id, config: {} });
  }
  return s;
}

function wired(s: Scenario, ...pairs: readonly (readonly [string, string])[]): Scenario {
  let next = s;
  for (const [from, to] of pairs) {
    const at = next;
    const result = connect(at, from, to, (prefix) => nextId(at, prefix));
    if ("refusal" in result) throw new Error(result.refusal);
    next = result;
  }
  return next;
}

describe("wiring", () => {
  it("lets a service publish, at a constant rate where it reads nothing", () => {
    const s = wired(canvas(), ["orders", "events"]);
    expect(s.wires).toEqual([{ id: "wire-1", kind: "publishes", from: "orders", to: "events" }]);
    expect(s.nodes[0]?.config).toEqual({ publishes: "constant" });
  });

  it("makes the consumer group of a service that starts to read, once", () => {
    const s = wired(canvas(), ["events", "payment"], ["other", "payment"]);
    const group = groupOfService(s, "payment");
    expect(group).toEqual({
      id: "group-1",
      kind: "consumer-group",
      name: "payment-group",
      config: { service: "payment" },
    });
    expect(s.wires.map((w) => [w.kind, w.from, w.to])).toEqual([
      ["consumes", "events", "group-1"],
      ["consumes", "other", "group-1"],
    ]);
  });

  it("lets a service that reads publish a message for each it processes, with the same key", () => {
    const s = wired(canvas(), ["events", "payment"], ["payment", "other"]);
    expect(s.nodes[2]?.config).toEqual({ publishes: "per-message", keys: "inherit" });
  });

  it("leaves alone how a service publishes that already does", () => {
    const s = wired(canvas(), ["orders", "events"], ["other", "orders"], ["orders", "other"]);
    expect(s.nodes[0]?.config).toEqual({ publishes: "constant" });
  });

  it("wires dead letters from the service or its group, one queue a group", () => {
    const s = wired(canvas(), ["events", "payment"], ["payment", "dead"]);
    expect(s.wires.at(-1)).toMatchObject({ kind: "dead-letters", from: "group-1", to: "dead" });
    expect(wireRefusal(s, "group-1", "dead2")).toMatch(/already puts its dead letters into dead: remove/);
    expect(wireRefusal(s, "dead", "payment")).toMatch(/its own dead letters again/);
    expect(wireRefusal(s, "dead", "orders")).toBeNull();
  });

  it("lets a service call another one, which both must be able to, and gives the first one somebody who asks", () => {
    const s = wired(canvas(), ["orders", "payment"]);
    expect(s.wires.at(-1)).toMatchObject({ kind: "calls", from: "orders", to: "payment" });
    expect(s.nodes.find(({ id }) => id === "orders")?.config).toMatchObject({
      http: true,
      publishes: "constant",
    });
    expect(s.nodes.find(({ id }) => id === "payment")?.config).toMatchObject({ http: true });
    expect(wireRefusal(s, "orders", "payment")).toBe("orders already calls payment.");
    expect(wireRefusal(s, "payment", "orders")).toMatch(/would wait for itself/);
  });

  it("refuses everything else and says what to do", () => {
    const s = wired(canvas(), ["events", "payment"], ["orders", "events"]);
    const refusals: readonly (readonly [string, string, RegExp])[] = [
      ["events", "other", /A topic does not send on its own: put a service between them\./],
      ["events", "dead", /wire the service that reads it to the dead letter queue/],
      ["dead", "other", /put a service between/],
      ["orders", "orders", /cannot be wired to itself/],
      ["orders", "events", /already publishes to events/],
      ["events", "payment", /already reads events/],
      ["orders", "dead", /reads nothing yet/],
      ["orders", "group-1", /wire orders to a topic that payment-group reads/],
      ["payment", "group-1", /own group already/],
      ["group-1", "events", /failed messages wait in a topic of their own/],
      ["group-1", "orders", /wire the topic that orders should read to orders/],
      ["saga", "events", /does not know/],
      ["orders", "nobody", /not there any more/],
    ];
    for (const [from, to, says] of refusals)
      expect(wireRefusal(s, from, to), `${from} to ${to}`).toMatch(says);
    expect(connect(s, "orders", "orders", () => "x")).toHaveProperty("refusal");
  });

  it("lets a group put its failed messages into a topic of their own, which it then reads again", () => {
    let ids = 0;
    const before = wired(canvas(), ["events", "payment"]);
    const after = connect(before, "group-1", "other", (prefix) => `${prefix}-new-${++ids}`) as Scenario;
    expect(after.wires.slice(-2)).toMatchObject([
      { kind: "retries", from: "group-1", to: "other" },
      { kind: "consumes", from: "other", to: "group-1" },
    ]);
    expect(wireRefusal(after, "group-1", "other")).toMatch(/already puts its failed messages into other/);
  });

  it("lists where a wire may go", () => {
    expect(wireTargets(canvas(), "events")).toEqual(["orders", "payment"]);
  });
});

describe("an event store", () => {
  const stage = () =>
    addNode(canvas(), { id: "accounts", kind: "event-store", name: "accounts", config: {} });

  it("is appended to by a service that is wired to it, which decides at a constant rate where it is given nothing else to do", () => {
    const s = wired(stage(), ["orders", "accounts"]);
    expect(s.wires).toEqual([{ id: "wire-1", kind: "appends", from: "orders", to: "accounts" }]);
    expect(s.nodes[0]?.config).toEqual({ storeUse: "decides", publishes: "constant", keys: "uniform" });
    const reading = wired(stage(), ["events", "payment"], ["payment", "accounts"]);
    expect(reading.nodes[2]?.config).toEqual({ storeUse: "decides" });
  });

  it("is read by a service that it is wired to, which keeps a read model", () => {
    const s = wired(stage(), ["accounts", "payment"]);
    expect(s.wires).toEqual([{ id: "wire-1", kind: "projects", from: "accounts", to: "payment" }]);
    expect(s.nodes[2]?.config).toEqual({ storeUse: "projects" });
  });

  it("hands its events to no topic itself, and a service has one store at most for each", () => {
    const s = wired(stage(), ["orders", "accounts"], ["accounts", "payment"]);
    expect(wireRefusal(s, "accounts", "events")).toMatch(/put one between accounts and events/);
    expect(wireRefusal(s, "orders", "accounts")).toMatch(/already/);
    expect(wireRefusal(s, "accounts", "payment")).toMatch(/already/);
  });
});
