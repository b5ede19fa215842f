import { describe, expect, it } from "vitest";
import { sampleStride, topicInSample } from "#sim/samples.ts";
import { orderRun, type RunMoment } from "./order-run.fixture.ts";
import { earlierSampleOfRows, wireRates } from "./rates.ts";

const [moment] = orderRun([20]) as [RunMoment];
const { layout, frame } = moment;
const topic = layout.topics.findIndex(({ name }) => name === "order-events");

/** Samples in which order-events got `perSecond` messages a second. */
function rows(seconds: number, perSecond: number): Float64Array {
  const stride = sampleStride(layout);
  const made = new Float64Array(stride * seconds * 10);
  for (let i = 0; i < seconds * 10; i += 1) {
    made[i * stride] = (i + 1) * 100_000;
    made[i * stride + topicInSample(layout, topic)] = ((i + 1) * perSecond) / 10;
  }
  return made;
}

describe("rates at a moment", () => {
  it("look back two seconds, whatever was simulated further on", () => {
    const earlier = earlierSampleOfRows(layout, 20_000_000, rows(40, 10));
    expect(earlier?.atUs).toBe(18_000_000);
    expect(earlier?.appended[topic]).toBe(180);
    expect(earlierSampleOfRows(layout, 1_500_000, rows(40, 10))).toBeNull();
  });

  it("are what a topic got since, shared among who publishes to it", () => {
    const wires = layout.wires.map((wire, index) => ({ ...wire, index }));
    const publishing = wires.filter(({ kind, to }) => kind === "publishes" && to === topic);
    const topicTotals = Float64Array.from(frame.topicTotals);
    topicTotals[topic * 2] = 240;
    const earlier = {
      atUs: frame.atUs - 2_000_000,
      appended: layout.topics.map((_, i) => (i === topic ? 180 : 0)),
    };
    const rates = wireRates(layout, { ...frame, topicTotals }, earlier);
    const sum = publishing.reduce((total, { index }) => total + (rates[index] ?? 0), 0);
    expect(sum).toBeCloseTo(30);
    expect(wires.filter(({ kind }) => kind !== "publishes").map(({ index }) => rates[index])).toEqual(
      wires.filter(({ kind }) => kind !== "publishes").map(() => 0),
    );
  });

  it("are unknown while the run is too young to tell", () => {
    const young = wireRates(layout, { ...frame, atUs: 400_000 }, null);
    expect(new Set(young)).toEqual(new Set([0]));
  });
});
