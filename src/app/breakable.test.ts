import { describe, expect, it } from "vitest";
import { emptyScenario } from "#scenario/document.ts";
import { INSTANCE_STRIDE, InstanceAt, PAIR_STRIDE, PairAt, type Frame } from "#sim/frame.ts";
import { INSTANCES_MAX, type Layout } from "#sim/layout.ts";
import { firstSentence, worthBreaking } from "./breakable.ts";

const service = (name: string) => ({ nodeId: name, name, group: 0, publishesTo: [] });
const layout = { services: [service("single"), service("payment")] } as unknown as Layout;

/** Instances as [subject, health], pairs by owner. */
function frame(instances: readonly (readonly [number, number])[], owners: readonly number[]): Frame {
  const drawn = new Float64Array(instances.length * INSTANCE_STRIDE);
  for (const [index, [subject, health]] of instances.entries()) {
    drawn[index * INSTANCE_STRIDE + InstanceAt.subject] = subject;
    drawn[index * INSTANCE_STRIDE + InstanceAt.health] = health;
  }
  const pairs = new Float64Array(owners.length * PAIR_STRIDE);
  for (const [index, owner] of owners.entries()) pairs[index * PAIR_STRIDE + PairAt.owner] = owner;
  return { instances: drawn, pairs, holders: new Float64Array(0) } as unknown as Frame;
}

describe("worthBreaking", () => {
  const [a, b] = [INSTANCES_MAX, INSTANCES_MAX + 1];

  it("takes a member whose group has others", () => {
    expect(
      worthBreaking(
        layout,
        frame(
          [
            [0, 0],
            [a, 0],
            [b, 0],
          ],
          [0, a, b],
        ),
      ),
    ).toBe(a);
  });

  it("takes a lonely member where nobody has company, and nobody who is down or owns nothing", () => {
    expect(
      worthBreaking(
        layout,
        frame(
          [
            [0, 0],
            [a, 4],
            [b, 0],
          ],
          [0, a, -1],
        ),
      ),
    ).toBe(0);
    expect(worthBreaking(layout, frame([[a, 4]], [a]))).toBe(-1);
    expect(worthBreaking(layout, frame([[a, 0]], [-1]))).toBe(-1);
  });
});

describe("firstSentence", () => {
  it("ends where the sentence ends", () => {
    const of = (description: string) => firstSentence({ ...emptyScenario(), description });
    expect(of("Orders flow.\nTwo payment services share 4 partitions.")).toBe("Orders flow.");
    expect(of("Rates of 1.5 per second matter. More.")).toBe("Rates of 1.5 per second matter.");
    expect(of("No end")).toBe("No end");
    expect(of("")).toBe("");
  });
});
