import { describe, expect, it } from "vitest";
import { orderRun } from "#picture/order-run.fixture.ts";
import { summaryOf } from "./summary.ts";

describe("a card in words", () => {
  const [running, crashed] = orderRun([11, 20]);

  it("tells a group's state and what each instance owns", () => {
    const words = summaryOf(running!.frame, running!.layout, "payment");
    expect(words).toContain("Stable · gen 1");
    expect(words).toMatch(/Instance 1: .*owns/);
  });

  it("tells a crash and when it will be noticed", () => {
    expect(summaryOf(crashed!.frame, crashed!.layout, "payment")).toMatch(
      /Instance 1: crashed · out in \d+ s/,
    );
    expect(summaryOf(crashed!.frame, crashed!.layout, "orders")).toContain("Unowned: ");
  });

  it("counts dead letters, and says nothing of what the run does not know", () => {
    expect(summaryOf(running!.frame, running!.layout, "dead")).toBe("0 dead letters.");
    expect(summaryOf(running!.frame, running!.layout, "nobody")).toBe("");
  });
});
