import { describe, expect, it } from "vitest";
import { lookOf, setLook, useView } from "./view-store.ts";

const initial = { theme: "system", density: "comfortable", motion: "system", minimap: false };

describe("the remembered look", () => {
  it("comes back as it was chosen", () => {
    const chosen = { theme: "dark", density: "compact", motion: "less", minimap: true };
    expect(lookOf(JSON.stringify(chosen))).toEqual(chosen);
  });

  it.each([
    [null],
    [""],
    ["dark"],
    ["null"],
    ["[]"],
    ["7"],
    ['"dark"'],
    ["{"],
    ['{"theme":"pink","density":1,"motion":null,"minimap":"yes"}'],
    ['{"__proto__":{"theme":"dark"}}'],
  ])("is the initial one where %j is stored", (stored) => {
    expect(lookOf(stored)).toEqual(initial);
  });

  it("gives up only the value that is bad", () => {
    expect(lookOf('{"theme":"light","density":"tiny"}')).toEqual({ ...initial, theme: "light" });
  });

  it("takes nothing from the record that it does not know", () => {
    expect(Object.keys(lookOf('{"theme":"dark","leftOpen":false}')).toSorted()).toEqual(
      Object.keys(initial).toSorted(),
    );
  });
});

describe("motion", () => {
  it("is reduced when it was asked for here, whatever the system says", () => {
    setLook({ motion: "less" });
    expect(useView.getState().reducedMotion).toBe(true);
    setLook({ motion: "full" });
    expect(useView.getState().reducedMotion).toBe(false);
  });
});
