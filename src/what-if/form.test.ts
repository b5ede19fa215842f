import { describe, expect, it } from "vitest";
import { emptyScenario, type Scenario } from "#scenario/document.ts";
import { removeNodes } from "#scenario/edits.ts";
import { formFor, knobAt, LOAD, placesOf, readForm, RUN, type FormState } from "./form.ts";

const shop: Scenario = {
  ...emptyScenario("Shop"),
  settings: { durationMs: 60_000 },
  nodes: [
    { id: "orders", kind: "service", name: "orders", config: { publishes: "poisson", ratePerSecond: 30 } },
    { id: "topic", kind: "topic", name: "order-events", config: {} },
    { id: "paying", kind: "service", name: "payment", config: { instances: 2, serviceTimeMs: 40 } },
    { id: "group", kind: "consumer-group", name: "payments", config: { service: "paying" } },
  ],
};

const form = (change: Partial<FormState> = {}): FormState => ({ ...formFor(shop, null, null), ...change });

function wrong(change: Partial<FormState>) {
  const reading = readForm(shop, form(change));
  return reading.ok ? {} : reading.wrong;
}

describe("the form of what if", () => {
  it("begins with the instances of the service that processes, and its group", () => {
    expect(form()).toMatchObject({
      first: { place: "paying", setting: "instances", values: "1..8" },
      groupId: "group",
    });
    expect(readForm(shop, form())).toMatchObject({ ok: true, question: null, plan: { warmUpMs: 10_000 } });
  });

  it("begins with what is selected", () => {
    expect(formFor(shop, null, "group").first.place).toBe("group");
    expect(formFor(shop, null, "topic").first.place).toBe("paying");
    expect(formFor(emptyScenario(), null, null).first).toMatchObject({ place: LOAD, values: "0.5,1,2,4" });
  });

  it("is kept while what it asks about is there, and begins anew in another drawing", () => {
    const asked = form({ seeds: "5" });
    expect(formFor(shop, asked, null)).toBe(asked);
    const without = removeNodes(shop, ["paying"]);
    expect(formFor(without, asked, null)).toMatchObject({ first: { place: LOAD }, groupId: "", seeds: "20" });
  });

  it("offers values around the one that is drawn", () => {
    expect(knobAt(shop, "paying", "serviceTimeMs").values).toBe("20,40,80,160");
    expect(knobAt(shop, "group", "staticMembers").values).toBe("true,false");
    expect(knobAt(shop, "group", "commit").values).toMatch(/^auto,before-processing/);
    expect(knobAt(shop, RUN, "networkLatencyMs").values).toBe("1,2,4,8");
  });

  it("offers every place where something can be varied", () => {
    expect(placesOf(shop).map(({ name }) => name)).toEqual([
      "orders",
      "order-events",
      "payment",
      "payments",
      "the load",
      "the whole run",
    ]);
  });

  it("asks a question with its condition", () => {
    const reading = readForm(shop, form({ asks: true, load: "2", below: "500 ms", share: "80" }));
    expect(reading).toMatchObject({
      ok: true,
      question: { measure: "latencyP99", below: 500, share: 0.8 },
      plan: { load: 2 },
    });
  });

  it("says at each input what is wrong with it", () => {
    expect(wrong({ first: { ...form().first, values: "0" } })).toEqual({
      first: expect.stringMatching(/^Instances is 0, must be/) as string,
    });
    expect(wrong({ second: { place: LOAD, setting: "", values: "x" } })).toHaveProperty("second");
    expect(wrong({ seeds: "" })).toHaveProperty("seeds");
    expect(wrong({ seeds: "1.5" })).toHaveProperty("seeds");
    expect(wrong({ load: "-1" })).toHaveProperty("load");
    expect(wrong({ warmUp: "60" })).toHaveProperty("warmUp");
    expect(wrong({ asks: true, below: "soon", share: "0" })).toEqual({
      below: "Write a time, e.g. 2 s or 500 ms.",
      share: "Write a percentage from 1 to 100.",
    });
    expect(wrong({ second: form().first })).toHaveProperty("second");
  });
});
