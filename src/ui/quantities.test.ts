import { describe, expect, it } from "vitest";
import { bytesText, clockText, countText, durationText, euroText, momentText } from "./quantities.ts";

describe("quantities", () => {
  it("sets thousands apart", () => {
    expect(countText(0)).toBe("0");
    expect(countText(999)).toBe("999");
    expect(countText(1_000)).toBe("1,000");
    expect(countText(-1_234_567)).toBe("−1,234,567");
  });

  it("reads simulated time as a clock with milliseconds, cut and not rounded up", () => {
    expect(clockText(57_120_999)).toBe("0:57.120");
    expect(clockText(3_723_000_000)).toBe("1:02:03.000");
    expect(clockText(0)).toBe("0:00.000");
  });

  it("leaves out of a moment's milliseconds what says nothing, and never a digit of the seconds", () => {
    expect(momentText(57_120_000)).toBe("0:57.12");
    expect(momentText(50_000_000)).toBe("0:50");
    expect(momentText(600_000_000)).toBe("10:00");
    expect(momentText(0)).toBe("0:00");
  });

  it("takes the largest unit that suits a duration", () => {
    expect(durationText(45_000)).toBe("45 s");
    expect(durationText(90_000)).toBe("1.5 min");
    expect(durationText(604_800_000)).toBe("7 days");
    expect(durationText(86_400_000)).toBe("1 day");
    expect(durationText(12.5)).toBe("12.5 ms");
  });

  it("says sizes in the powers of 1024 that the settings use", () => {
    expect(bytesText(1_048_576)).toBe("1 MiB");
    expect(bytesText(200)).toBe("200 bytes");
  });

  it("writes cents as euros", () => {
    expect(euroText(120_450)).toBe("€1,204.50");
    expect(euroText(-5)).toBe("−€0.05");
  });
});
