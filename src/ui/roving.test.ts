import { describe, expect, it } from "vitest";
import { rove } from "./roving.ts";

const names = ["Crash", "Stop cleanly", "Restart", "Scale"];

describe("rove", () => {
  it("goes round at both ends", () => {
    expect(rove(names, 3, "ArrowDown", "vertical")).toBe(0);
    expect(rove(names, 0, "ArrowUp", "vertical")).toBe(3);
    expect(rove(names, 0, "ArrowRight", "horizontal")).toBe(1);
  });

  it("jumps to the first and the last", () => {
    expect(rove(names, 2, "Home", "vertical")).toBe(0);
    expect(rove(names, 0, "End", "vertical")).toBe(3);
  });

  it("finds the next name that begins with a letter", () => {
    expect(rove(names, 0, "s", "vertical")).toBe(1);
    expect(rove(names, 1, "s", "vertical")).toBe(3);
    expect(rove(names, 3, "S", "vertical")).toBe(1);
  });

  it("leaves other keys alone", () => {
    expect(rove(names, 0, "Tab", "vertical")).toBeNull();
    expect(rove(names, 0, "ArrowLeft", "vertical")).toBeNull();
    expect(rove(names, 0, "x", "vertical")).toBeNull();
    expect(rove([], 0, "Home", "vertical")).toBeNull();
  });
});
