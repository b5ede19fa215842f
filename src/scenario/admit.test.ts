import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Problem } from "#base/result.ts";
import { admit, BYTES_MAX } from "./admit.ts";
import { canonicalJson, fileText } from "./canonical.ts";
import { PROBLEMS_MAX } from "./json-scan.ts";
import { stepsOf } from "./path.ts";
import { isRepair } from "./repair.ts";

const good = {
  format: "eventyard/1",
  name: "Shop",
  description: "What to see",
  seed: "42",
  settings: { durationMs: 60_000 },
  nodes: [
    {
      id: "orders",
      kind: "service",
      name: "order-service",
      config: { publishes: "constant" },
      position: { x: 0, y: 0 },
    },
    {
      id: "events",
      kind: "topic",
      name: "order-events",
      config: { partitions: 4 },
      position: { x: 300, y: 0 },
    },
    { id: "saga", kind: "saga-orchestrator", name: "saga", config: { steps: 3 } },
  ],
  wires: [{ id: "w1", kind: "publishes", from: "orders", to: "events" }],
  interventions: [{ id: "i1", atMs: 1_000.5, kind: "crash", target: "orders", config: { instance: 1 } }],
  notes: [
    { id: "n1", text: "Two\nlines" },
    { id: "n2", text: "Here", position: { x: 4, y: 8 }, size: { width: 200, height: 80 } },
  ],
  frames: [{ id: "f1", name: "Shop", position: { x: -24, y: -48 }, size: { width: 600, height: 300 } }],
  subjects: [{ id: "s1", name: "events-value", format: "avro", mode: "", versions: [{ text: "{" }] }],
  invariants: [
    { id: "inv1", kind: "at-most-once", target: "orders", name: "Paid once", config: { per: "key" } },
  ],
  lookAt: [{ atMs: 0, text: "Start" }],
} as const;

/** The good document with one thing changed: the path's last step gets the value, or goes if it is undefined. */
function changed(path: string, value: unknown): unknown {
  const document: unknown = JSON.parse(JSON.stringify(good));
  const steps = stepsOf(path) ?? [];
  let at = document;
  for (const step of steps.slice(0, -1)) at = Reflect.get(at as object, step);
  const last = steps.at(-1) as string | number;
  if (value === undefined) Reflect.deleteProperty(at as object, last);
  else Reflect.set(at as object, last, value);
  return document;
}

const given = (document: unknown) => admit(JSON.stringify(document));

function problemsOf(document: unknown): readonly Problem[] {
  const result = given(document);
  return result.ok ? [] : result.problems;
}

function warningsOf(document: unknown): readonly Problem[] {
  const result = given(document);
  return result.ok ? result.warnings : [];
}

function exists(document: unknown, path: string): boolean {
  let at = document;
  for (const step of stepsOf(path) ?? ["?"]) {
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, step)) return false;
    at = Reflect.get(at, step);
  }
  return true;
}

describe("the door", () => {
  it("lets a good document through unchanged, kinds that nobody knows too", () => {
    expect(given(good)).toEqual({ ok: true, value: good, warnings: [] });
  });

  it("reads back what it wrote, byte for byte", () => {
    const first = given(good);
    if (!first.ok) throw new Error("refused");
    const again = admit(fileText(first.value));
    expect(again.ok && canonicalJson(again.value)).toBe(canonicalJson(good));
  });

  it("fills in what a short hand-written document leaves out", () => {
    const result = given({ format: "eventyard/1", nodes: [{ id: "a", kind: "topic", name: "a" }] });
    expect(result).toMatchObject({
      ok: true,
      value: { seed: "1", wires: [], frames: [], nodes: [{ config: {} }] },
      warnings: [],
    });
  });

  it("keeps fields that it does not know, and says so", () => {
    const odd = {
      ...good,
      theme: { dark: [1] },
      nodes: [{ ...good.nodes[0], icon: "x" }],
      wires: [],
      interventions: [],
    };
    const result = given(odd);
    expect(result.ok && result.value).toEqual(odd);
    expect(warningsOf(odd).map((w) => `${w.code} ${w.path}`)).toEqual([
      "unknown-field theme",
      "unknown-field nodes[0].icon",
    ]);
  });

  it.each([
    ["nodes[1].position.x", "12", "not-a-number"],
    ["nodes[1].position.x", 1e9, "out-of-range"],
    ["nodes[1].id", "1events", "not-an-id"],
    ["nodes[1].id", 7, "not-a-text"],
    ["nodes[1].name", "n".repeat(201), "too-long"],
    ["nodes[1].config", [], "not-an-object"],
    ["nodes[1].config.partitions", null, "not-a-setting"],
    ["nodes[1].config.partitions", { a: 1 }, "not-a-setting"],
    ["nodes[2]", null, "not-an-object"],
    ["nodes", { a: 1 }, "not-a-list"],
    ["nodes", Array.from({ length: 2_001 }, () => good.nodes[0]), "too-many"],
    ["wires", Array.from({ length: 5_001 }, () => good.wires[0]), "too-many"],
    ["interventions", Array.from({ length: 10_001 }, () => good.interventions[0]), "too-many"],
    ["wires[0].from", false, "not-a-text"],
    ["interventions[0].atMs", -1, "out-of-range"],
    ["interventions[0].atMs", 1e12, "out-of-range"],
    ["notes[1].size", 12, "not-an-object"],
    ["notes[1].size.width", 2, "out-of-range"],
    ["frames[0].size", null, "not-an-object"],
    ["frames", "none", "not-a-list"],
    ["frames", Array.from({ length: 501 }, () => good.frames[0]), "too-many"],
    ["frames[0].size.height", "3", "not-a-number"],
    ["frames[0].position.x", -1e9, "out-of-range"],
    ["frames[0].name", 3, "not-a-text"],
    ["seed", 42, "not-a-seed"],
    ["seed", "", "not-a-seed"],
    ["seed", null, "not-a-seed"],
    ["settings", "fast", "not-an-object"],
    ["settings", null, "not-an-object"],
    ["nodes[1].config", null, "not-an-object"],
    ["interventions[0].config", null, "not-an-object"],
    ["description", "d".repeat(10_001), "too-long"],
    ["format", "eventyard/9", "newer-format"],
    ["format", "drawio", "unknown-format"],
  ])("refuses a bad %s and names the place", (path, value, code) => {
    const document = changed(path, value);
    const problems = problemsOf(document);
    expect(problems.map((p) => `${p.code} ${p.path}`)).toEqual([`${code} ${path}`]);
    expect(exists(document, path)).toBe(true);
    expect(problems[0]?.tryThis).not.toBe("");
  });

  it.each([
    ["nodes[0].id", "nodes[0]"],
    ["wires[0].to", "wires[0]"],
    ["nodes", ""],
    ["nodes[0].position.y", "nodes[0].position"],
    ["frames[0].size", "frames[0]"],
    ["frames[0].size.width", "frames[0].size"],
  ])("says what has no %s", (path, parent) => {
    expect(problemsOf(changed(path, undefined)).map((p) => `${p.code} ${p.path}`)).toEqual([
      `missing ${parent}`,
    ]);
  });

  it("says which version a newer document needs, and leaves it alone", () => {
    expect(problemsOf({ ...good, format: "eventyard/9" })[0]?.says).toBe(
      "Made with eventyard/9, this app reads up to eventyard/1.",
    );
  });

  it("reports all problems at once, up to a limit", () => {
    const nodes = Array.from({ length: 100 }, (_, i) => ({ id: `n${i}`, kind: 1, name: "x" }));
    const problems = problemsOf({ ...good, nodes });
    expect(problems).toHaveLength(PROBLEMS_MAX);
    expect(problems.at(-1)?.says).toBe("There are 51 more of these.");
  });

  it("lists a bounded number of warnings, however many there are", () => {
    const odd = Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`field${i}`, i]));
    const warnings = warningsOf({ ...good, ...odd });
    expect(warnings).toHaveLength(PROBLEMS_MAX);
    expect(warnings.at(-1)?.says).toBe("There are 99951 more of these.");
  });

  it("brings the draft's documents up, and says so", () => {
    const { wires: _, ...rest } = good;
    const edges = [{ id: "w1", type: "publishes", source: "orders", target: "events" }];
    const result = given({ ...rest, format: "eventyard/0", edges, seed: 42 });
    expect(result.ok && result.value).toEqual(good);
    expect(result.ok && result.warnings.map((w) => w.code)).toEqual(["repaired-format"]);
  });
});

describe("repairs", () => {
  it("drop wires and interventions that lead nowhere, and list them", () => {
    const document = {
      ...good,
      wires: [
        { id: "x", kind: "publishes", from: "orders", to: "nowhere" },
        { id: "y", kind: "publishes", from: "orders", to: "orders" },
        good.wires[0],
        { ...good.wires[0], id: "again" },
      ],
      interventions: [{ id: "i", atMs: 0, kind: "crash", target: "nobody", config: {} }],
    };
    const result = given(document);
    expect(result.ok && result.value.wires).toEqual(good.wires);
    expect(result.ok && result.value.interventions).toEqual([]);
    expect(warningsOf(document).map((w) => `${w.code} ${w.path}`)).toEqual([
      "repaired-wire wires[0].to",
      "repaired-wire wires[1]",
      "repaired-wire wires[3]",
      "repaired-intervention interventions[0].target",
    ]);
    expect(warningsOf(document).every(isRepair)).toBe(true);
  });

  it("give the second of the same id or name another one", () => {
    const twin = { ...good.nodes[0], config: {} };
    const document = {
      ...good,
      nodes: [...good.nodes, twin, { ...twin, id: "orders-2", name: "order-service-2" }],
    };
    const result = given(document);
    expect(result.ok && result.value.nodes.slice(3).map((n) => [n.id, n.name])).toEqual([
      ["orders-3", "order-service-3"],
      ["orders-2", "order-service-2"],
    ]);
  });

  it("give a frame of a taken id another one, and one without a name a name", () => {
    const result = given({ ...good, frames: [{ ...good.frames[0], id: "orders", name: " \u0000" }] });
    expect(result).toMatchObject({ ok: true, value: { frames: [{ id: "orders-2", name: "Frame" }] } });
    expect(result.ok && result.warnings.every(isRepair)).toBe(true);
  });

  it("take out characters that do not show", () => {
    const document = changed("nodes[0].name", "pay\u202ement\u0000\u200b \uD83D\uDE00");
    const result = given(document);
    expect(result.ok && result.value.nodes[0]?.name).toBe("payment \uD83D\uDE00");
    expect(warningsOf(document)[0]).toMatchObject({ code: "repaired-characters", path: "nodes[0].name" });
    expect(warningsOf(document)[0]?.says).toContain("\\u202e");
    expect(given(changed("nodes[0].name", "\ud800")).ok).toBe(true);
    expect(warningsOf(changed("nodes[0].name", "\u0007")).map((w) => w.code)).toEqual([
      "repaired-characters",
      "repaired-name",
    ]);
  });

  it("put times onto whole microseconds", () => {
    const result = given(changed("interventions[0].atMs", 0.1 + 0.2));
    expect(result.ok && result.value.interventions[0]?.atMs).toBe(0.3);
  });
});

describe("what is no scenario", () => {
  const bytes = (...codes: number[]) => Uint8Array.from(codes);
  const utf8 = (text: string) => new TextEncoder().encode(text);

  it.each([
    [bytes(0x89, 0x50, 0x4e, 0x47, 0x0d), "shop.png is a PNG image, expected a scenario (.json)."],
    [bytes(0x50, 0x4b, 3, 4), /zip archive/],
    [bytes(0xff, 0xfe, 0x7b, 0), /UTF-16/],
    [bytes(0x7b, 0, 0x22, 0), /UTF-16/],
    [bytes(0x7b, 0x22, 0xff, 0x22, 0x7d), /not a text in UTF-8/],
    [bytes(0x41, 0x42, 0), /a binary file/],
    [bytes(), /is empty/],
    [utf8(" \n\t"), /is empty/],
    [utf8("<!DOCTYPE html><p>"), /a web page/],
    [utf8("<svg/>"), /an SVG image/],
    [utf8("[]"), /a list, must be an object/],
    [utf8('{"type":"excalidraw"}'), /no "format"/],
    [utf8("null"), /null, must be an object/],
  ])("is named (%#)", (input, says) => {
    const result = admit(input, { name: "shop.png" });
    expect(result.ok ? "" : result.problems[0]?.says).toMatch(says);
  });

  it("is refused by size before anything reads it", () => {
    expect(admit(new Uint8Array(BYTES_MAX + 1))).toMatchObject({
      ok: false,
      problems: [{ code: "too-large" }],
    });
    expect(admit(" ".repeat(BYTES_MAX + 1))).toMatchObject({ ok: false, problems: [{ code: "too-large" }] });
  });

  it("may begin with a byte order mark and be right nevertheless", () => {
    const text = `\uFEFF${JSON.stringify(good)}`;
    expect(admit(text).ok).toBe(true);
    expect(admit(utf8(text)).ok).toBe(true);
  });

  it("never pollutes a prototype", () => {
    const text = JSON.stringify(good).replace('"settings":{', '"settings":{"__proto__":{"polluted":1},');
    expect(admit(text)).toMatchObject({
      ok: false,
      problems: [{ code: "forbidden-key", path: "settings.__proto__" }],
    });
    expect(Reflect.get({}, "polluted")).toBeUndefined();
  });
});

describe("under fire, the door", () => {
  it("never throws, whatever the bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (input) => {
        admit(input);
      }),
    );
  });

  it("never throws at a damaged document, and repairs once for all", () => {
    const text = JSON.stringify(good);
    fc.assert(
      fc.property(fc.nat(text.length), fc.nat(40), fc.string({ maxLength: 12 }), (at, length, patch) => {
        const result = admit(text.slice(0, at) + patch + text.slice(at + length));
        if (!result.ok) return;
        const again = admit(fileText(result.value));
        expect(again.ok && again.warnings.filter(isRepair)).toEqual([]);
        expect(again.ok && again.value).toEqual(result.value);
      }),
      { numRuns: 2_000 },
    );
  });

  it("names places that are there, for any value at any place", () => {
    const paths: string[] = [];
    const walk = (value: unknown, path: string): void => {
      if (path !== "" && path !== "format") paths.push(path);
      if (typeof value !== "object" || value === null) return;
      for (const [key, item] of Object.entries(value)) {
        walk(item, Array.isArray(value) ? `${path}[${key}]` : path === "" ? key : `${path}.${key}`);
      }
    };
    walk(good, "");
    fc.assert(
      fc.property(fc.constantFrom(...paths), fc.jsonValue(), (path, value) => {
        const document: unknown = JSON.parse(JSON.stringify(changed(path, value)));
        const result = admit(JSON.stringify(document));
        for (const problem of result.ok ? result.warnings : result.problems) {
          if (problem.code === "negative-zero" || problem.code === "forbidden-key") continue;
          expect(exists(document, problem.path), `${problem.code} ${problem.path}`).toBe(true);
        }
      }),
      { numRuns: 3_000 },
    );
  });
});
