import { describe, expect, it } from "vitest";
import { sampleStride, topicInSample } from "#sim/samples.ts";
import { orderRun, type RunMoment } from "./order-run.fixture.ts";
import { rateAt, topicRatesOfRows, wireRates } from "./rates.ts";

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
  it("are the mean of two seconds as of the last full half second, whatever was simulated further on", () => {
    const growing = rows(40, 10);
    for (let i = 0; i < 400; i += 1) {
      const at = i * sampleStride(layout) + topicInSample(layout, topic);
      if (i >= 200) growing[at] = growing[at]! * 5;
    }
    for (const atUs of [19_500_000, 19_600_000, 19_999_999]) {
      expect(topicRatesOfRows(layout, atUs, growing)[topic]).toBeCloseTo(10);
    }
    expect(topicRatesOfRows(layout, 30_000_000, growing)[topic]).toBeCloseTo(50);
  });

  it("are shared among who publishes to a topic", () => {
    const wires = layout.wires.map((wire, index) => ({ ...wire, index }));
    const publishing = wires.filter(({ kind, to }) => kind === "publishes" && to === topic);
    const rates = wireRates(
      layout,
      frame,
      layout.topics.map((_, i) => (i === topic ? 30 : 0)),
    );
    const sum = publishing.reduce((total, { index }) => total + (rates[index] ?? 0), 0);
    expect(sum).toBeCloseTo(30);
    expect(wires.filter(({ kind }) => kind !== "publishes").map(({ index }) => rates[index])).toEqual(
      wires.filter(({ kind }) => kind !== "publishes").map(() => 0),
    );
  });

  it("are unknown while the run is too young to tell", () => {
    expect(new Set(topicRatesOfRows(layout, 400_000, rows(40, 10)))).toEqual(new Set([0]));
    expect(new Set(topicRatesOfRows(layout, 0, new Float64Array(0)))).toEqual(new Set([0]));
    expect(rateAt([100_000, 400_000], [1, 4], 499_999)).toBeNull();
    expect(rateAt([100_000, 400_000, 500_000], [1, 4, 5], 500_000)).toBe(10);
  });
});
