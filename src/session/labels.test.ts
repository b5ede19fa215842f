import { describe, expect, it } from "vitest";
import { emptyScenario, type Intervention, type Scenario } from "#scenario/document.ts";
import { addNode } from "#scenario/edits.ts";
import { addNote } from "#scenario/notes.ts";
import { kinds } from "#sim/kinds/index.ts";
import { interventionText, settingStep, thingsText, thingText, valueText, wireText } from "./labels.ts";

function shop(): Scenario {
  let s = addNode(emptyScenario(), { id: "s", kind: "service", name: "payment", config: {} });
  s = addNode(s, { id: "t", kind: "topic", name: `orders ${"very ".repeat(20)}long`, config: {} });
  return addNote(s, { id: "n", text: "Two\n  lines", position: { x: 0, y: 0 } });
}

const happening = (kind: string, config: Intervention["config"] = {}): Intervention => ({
  id: "i",
  kind,
  config,
  target: "s",
  atMs: 57_000.001,
});

describe("names in a label", () => {
  it("are those of the things, cut where they are long, and a number for several", () => {
    expect(thingText(shop(), "s")).toBe("payment");
    expect(thingText(shop(), "n")).toBe("note “Two lines”");
    expect(thingText(shop(), "t")).toHaveLength(40);
    expect(thingText(shop(), "gone")).toBe("something");
    expect(thingsText(shop(), ["s"])).toBe("payment");
    expect(thingsText(shop(), ["s", "t"])).toBe("2 things");
    expect(wireText(shop(), { from: "s", to: "s" })).toBe("payment → payment");
  });
});

describe("what happens in a run", () => {
  it.each([
    [happening("crash", { instance: 1 }), "Crash payment-1 at 0:57"],
    [happening("pause", { instance: 2, durationMs: 60_000 }), "Pause payment-2 (60 s) at 0:57"],
    [happening("scale", { instances: 4 }), "Scale payment (4) at 0:57"],
    [happening("change-rate", { factor: 3 }), "Change the rate: payment (3×) at 0:57"],
    [happening("meteor"), "meteor: payment at 0:57"],
  ])("reads as a person would say it", (intervention, text) => {
    expect(interventionText(shop(), intervention)).toBe(text);
  });
});

describe("a changed setting", () => {
  it("is told with its unit, its option's words, and both values", () => {
    const { serviceTimeMs, publishes, ratePerSecond } = kinds["service"]?.fields ?? {};
    if (serviceTimeMs === undefined || publishes === undefined || ratePerSecond === undefined)
      throw new Error();
    expect(valueText(serviceTimeMs, 1_500)).toBe("1.5 s");
    expect(valueText(serviceTimeMs, 0.2)).toBe("0.2 ms");
    expect(valueText(publishes, "poisson")).toBe("at random (Poisson)");
    expect(settingStep("Rate of payment", ratePerSecond, 5, 7)).toBe("Rate of payment: 5 /s → 7 /s");
    expect(settingStep("Rate of payment", ratePerSecond, 5, 5)).toBe("Rate of payment");
  });
});
