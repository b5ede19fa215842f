import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { emptyScenario, type Position, type Scenario } from "#scenario/document.ts";
import { connect } from "#sim/wiring.ts";
import { cardOf, readingOrder } from "./card-map.ts";
import {
  alongWires,
  connectChoices,
  endsOfWire,
  neighbourOf,
  nextInOrder,
  wiresOf,
  wireText,
} from "./walk.ts";

/** Draws `id kind x y` lines, then wires `from>to` by the rules of wiring. */
function drawn(nodes: readonly string[], wires: readonly string[] = []): Scenario {
  let scenario: Scenario = {
    ...emptyScenario(),
    nodes: nodes.map((line) => {
      const [id = "", kind = "", x = "0", y = "0"] = line.split(" ");
      const position: Position = { x: Number(x), y: Number(y) };
      return { id, kind, name: id, config: {}, position };
    }),
  };
  let next = 0;
  for (const line of wires) {
    const [from = "", to = ""] = line.split(">");
    const wired = connect(scenario, from, to, (prefix) => `${prefix}-${++next}`);
    if ("refusal" in wired) throw new Error(wired.refusal);
    scenario = wired;
  }
  return scenario;
}

const shop = (): Scenario =>
  drawn(
    [
      "mail service 900 300",
      "pay service 600 0",
      "orders topic 300 0",
      "shop service 0 0",
      "stock service 600 200",
      "dead dead-letter-queue 900 0",
      "alone service 0 600",
    ],
    ["shop>orders", "orders>pay", "orders>stock", "pay>dead", "dead>mail"],
  );

describe("reading order", () => {
  it("goes from upstream to downstream, then by place, and comes to other parts of the drawing after", () => {
    expect(readingOrder(shop())).toEqual(["shop", "orders", "pay", "stock", "dead", "mail", "alone"]);
  });

  it("holds every card once, whatever is wired to what, circles included", () => {
    const kinds = fc.constantFrom("service", "topic", "dead-letter-queue");
    const node = fc.tuple(kinds, fc.nat(5), fc.nat(5));
    const pair = fc.tuple(fc.nat(11), fc.nat(11));
    const drawings = fc.tuple(fc.array(node, { maxLength: 12 }), fc.array(pair, { maxLength: 30 }));
    fc.assert(
      fc.property(drawings, ([nodes, pairs]) => {
        let scenario = drawn(nodes.map(([kind, x, y], at) => `n${at} ${kind} ${x * 100} ${y * 100}`));
        let next = 0;
        for (const [from, to] of pairs) {
          const wired = connect(scenario, `n${from}`, `n${to}`, (prefix) => `${prefix}-${++next}`);
          if (!("refusal" in wired)) scenario = wired;
        }
        const order = readingOrder(scenario);
        expect(order.toSorted()).toEqual(nodes.map((_, at) => `n${at}`).toSorted());
        for (const id of order) {
          for (const direction of ["left", "right", "up", "down"] as const) {
            const to = alongWires(scenario, id, direction);
            expect(to === null || (to !== id && order.includes(to))).toBe(true);
          }
        }
      }),
    );
  });

  it("is walked one by one and stops at both ends", () => {
    expect(nextInOrder(shop(), null, 1)).toBe("shop");
    expect(nextInOrder(shop(), "orders", 1)).toBe("pay");
    expect(nextInOrder(shop(), "alone", 1)).toBe("alone");
    expect(nextInOrder(shop(), "shop", -1)).toBe("shop");
    expect(nextInOrder(emptyScenario(), null, 1)).toBeNull();
  });
});

describe("arrows", () => {
  it("go along the wires, to the nearest in height", () => {
    expect(alongWires(shop(), "shop", "right")).toBe("orders");
    expect(alongWires(shop(), "orders", "right")).toBe("pay");
    expect(alongWires(shop(), "stock", "left")).toBe("orders");
    expect(alongWires(shop(), "dead", "right")).toBe("mail");
  });

  it("go up and down among the cards that share a neighbour", () => {
    expect(alongWires(shop(), "pay", "down")).toBe("stock");
    expect(alongWires(shop(), "stock", "up")).toBe("pay");
  });

  it("leave for another part of the drawing where no wire leads on", () => {
    expect(alongWires(shop(), "shop", "down")).toBe("alone");
    expect(alongWires(shop(), "alone", "up")).toBe("shop");
    expect(alongWires(shop(), "mail", "right")).toBeNull();
  });

  it("start at the service's card where a group is asked for", () => {
    const scenario = shop();
    const group = scenario.nodes.find((node) => node.config["service"] === "pay");
    expect(cardOf(scenario, group?.id ?? "")).toBe("pay");
    expect(alongWires(scenario, group?.id ?? "", "left")).toBe("orders");
    expect(cardOf(scenario, "nobody")).toBeNull();
  });
});

describe("wires of a card", () => {
  it("come in order: what comes in, then what leaves, with the group's", () => {
    const scenario = shop();
    const words = wiresOf(scenario, "pay").map((wire) => wireText(scenario, wire));
    expect(words).toEqual(["pay-group consumes orders", "pay-group sends dead letters to dead"]);
    const [wire] = wiresOf(scenario, "shop");
    expect(endsOfWire(scenario, wire?.id ?? "")).toMatchObject({ from: "shop", to: "orders" });
  });
});

describe("connecting", () => {
  it("lists what it may send to, what may send to it, and the rest with the reason", () => {
    const choices = connectChoices(shop(), "orders").map(
      ({ fromId, toId, refusal }) => `${fromId} ${toId} ${refusal === null ? "" : "no"}`,
    );
    expect(choices).toEqual([
      "orders shop ",
      "orders mail ",
      "orders alone ",
      "pay orders ",
      "stock orders ",
      "mail orders ",
      "alone orders ",
      "orders dead no",
    ]);
    const refused = connectChoices(shop(), "orders").find(({ toId }) => toId === "dead");
    expect(refused?.refusal).toContain("A topic does not send on its own");
  });
});

describe("after a deletion", () => {
  it("leads to the neighbour along a wire, else to the next in order", () => {
    expect(neighbourOf(shop(), new Set(["pay"]))).toBe("orders");
    expect(neighbourOf(shop(), new Set(["alone"]))).toBe("mail");
    expect(neighbourOf(shop(), new Set(["shop", "orders"]))).toBe("pay");
    expect(neighbourOf(drawn(["a topic 0 0"]), new Set(["a"]))).toBeNull();
  });
});
