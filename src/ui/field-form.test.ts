import { describe, expect, it } from "vitest";
import type { Fields, NumberField } from "#scenario/fields.ts";
import {
  changedCount,
  formOf,
  handyText,
  initialText,
  isSegmented,
  readNumber,
  stepped,
} from "./field-form.ts";

const timeout = {
  type: "number",
  label: "Session timeout",
  unit: "ms",
  min: 6_000,
  max: 1_800_000,
  whole: true,
  initial: 45_000,
  section: "Failure detection",
  configName: "session.timeout.ms",
  help: "How long.",
} as const satisfies NumberField;

const fields = {
  publishes: {
    type: "choice",
    label: "Publishes",
    options: { none: "nothing", constant: "at a rate" },
    initial: "none",
    section: "Publishing",
    help: "When.",
  },
  rate: {
    type: "number",
    label: "Rate",
    unit: "per second",
    min: 0,
    max: 100,
    whole: false,
    initial: 5,
    section: "Publishing",
    when: { field: "publishes", is: ["constant"] },
    help: "How many.",
  },
  timeout,
  linger: {
    type: "number",
    label: "Linger",
    unit: "ms",
    min: 0,
    max: 100,
    whole: false,
    initial: 5,
    section: "Publishing",
    advanced: true,
    help: "Wait.",
  },
} as const satisfies Fields;

describe("the form of fields", () => {
  it("groups rows by section in the order of their first field and folds advanced ones", () => {
    const form = formOf(fields, { publishes: "constant" });
    expect(form.map((section) => section.title)).toEqual(["Publishing", "Failure detection"]);
    expect(form[0]?.rows.map((row) => row.name)).toEqual(["publishes", "rate"]);
    expect(form[0]?.advanced.map((row) => row.name)).toEqual(["linger"]);
  });

  it("hides what another setting makes pointless", () => {
    expect(formOf(fields, {})[0]?.rows.map((row) => row.name)).toEqual(["publishes"]);
  });

  it("marks what differs from the start and what a file brought in wrong", () => {
    const form = formOf(fields, { timeout: 5, linger: 6 });
    expect(form[1]?.rows[0]).toMatchObject({ value: 5, changed: true, problem: { code: "out-of-range" } });
    expect(changedCount(form[0]?.advanced ?? [])).toBe(1);
  });
});

describe("a typed number", () => {
  it("is taken with or without a unit that suits the field", () => {
    expect(readNumber(timeout, " 45000 ", "timeout")).toEqual({ ok: true, value: 45_000 });
    expect(readNumber(timeout, "45s", "timeout")).toEqual({ ok: true, value: 45_000 });
    expect(readNumber(timeout, "1.5 min", "timeout")).toEqual({ ok: true, value: 90_000 });
    expect(readNumber(timeout, "4.5e4", "timeout")).toEqual({ ok: true, value: 45_000 });
  });

  it.each([
    ["abc", "not-a-number"],
    ["", "not-a-number"],
    ["45 kib", "not-a-number"],
    ["Infinity", "not-a-number"],
    ["6000.5", "not-whole"],
    ["5s", "out-of-range"],
    ["1e300", "out-of-range"],
  ])("%j is refused as %s", (text, code) => {
    expect(readNumber(timeout, text, "timeout")).toMatchObject({
      ok: false,
      problem: { code, path: "timeout" },
    });
  });

  it("takes minus zero for zero, since the document knows only one", () => {
    expect(readNumber({ ...timeout, min: -1 }, "-0", "timeout")).toEqual({ ok: true, value: 0 });
  });
});

describe("beside the input", () => {
  it("steps by about a hundredth and stays in the range", () => {
    expect(stepped(timeout, 45_000, 1)).toBe(46_000);
    expect(stepped(timeout, 6_000, -1)).toBe(6_000);
    expect(stepped({ ...timeout, unit: "count", min: 1 }, 3, 1)).toBe(4);
    expect(stepped({ ...timeout, whole: false, min: 0 }, 0.3, -1)).toBe(0.2);
  });

  it("says large times and sizes again in a handier unit", () => {
    expect(handyText(timeout, 45_000)).toBe("45 s");
    expect(handyText(timeout, 999)).toBeNull();
    expect(handyText({ ...timeout, unit: "bytes" }, 1_048_576)).toBe("1 MiB");
    expect(handyText(timeout, -1)).toBeNull();
  });

  it("reads the initial value as a person would", () => {
    expect(initialText(timeout)).toBe("45 s");
    expect(initialText(fields.publishes)).toBe("nothing");
    expect(initialText(fields.rate)).toBe("5 /s");
  });

  it("lays short choices side by side and long ones in a list", () => {
    expect(isSegmented({ sync: "yes (commitSync)", async: "no (commitAsync)" })).toBe(true);
    expect(isSegmented({ a: "automatically, inside poll()", b: "before processing (at most once)" })).toBe(
      false,
    );
  });
});
