import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalJson } from "./canonical.ts";
import { emptyScenario, type Scenario, type ScenarioNode } from "./document.ts";
import { moveNodes, removeNodes, setSeed } from "./edits.ts";
import { applyPatch, diff, isEmptyPatch, patchJson } from "./patch.ts";

function node(id: string): ScenarioNode {
  return { id, kind: "service", name: id, config: {}, position: { x: 0, y: 0 } };
}

function shop(...ids: string[]): Scenario {
  return { ...emptyScenario("Shop"), nodes: ids.map(node) };
}

/** As the journal keeps it. */
function throughJson(before: Scenario, after: Scenario): string {
  const patch: unknown = JSON.parse(JSON.stringify(diff(before, after)));
  const result = applyPatch(JSON.parse(canonicalJson(before)) as Scenario, patch);
  if (!result.ok) throw new Error(result.problems[0]?.says);
  return canonicalJson(result.value);
}

describe("the difference of two documents", () => {
  it("is nothing where nothing changed, also where a list was made anew from the same items", () => {
    const before = shop("a", "b");
    expect(isEmptyPatch(diff(before, before))).toBe(true);
    expect(isEmptyPatch(diff(before, { ...before, nodes: [...before.nodes] }))).toBe(true);
  });

  it("holds of a moved node that node only", () => {
    const before = shop("a", "b", "c");
    const after = moveNodes(before, new Map([["b", { x: 7, y: 8 }]]));
    expect(diff(before, after)).toEqual({
      lists: [["nodes", [[0, 1], { put: [{ ...node("b"), position: { x: 7, y: 8 } }] }, [2, 1]]]],
    });
  });

  it("leads from each document to the next through JSON, whatever the order of items and fields nobody knows", () => {
    const pool = ["a", "b", "c", "d", "e"].map(node);
    const items = fc.array(fc.constantFrom(...pool, node("z")), { maxLength: 12 });
    const document = fc.record({
      nodes: items,
      name: fc.constantFrom("one", "two"),
      settings: fc.constantFrom<Scenario["settings"]>({}, { a: 1 }),
      later: fc.option(fc.jsonValue({ maxDepth: 2 }), { nil: undefined }),
      numbers: fc.option(fc.array(fc.integer({ min: 0, max: 2 })), { nil: undefined }),
    });
    fc.assert(
      fc.property(document, document, (one, other) => {
        const [before, after] = [one, other].map(
          (fields) => Object.assign(emptyScenario(), fields) as Scenario,
        ) as [Scenario, Scenario];
        expect(throughJson(before, after)).toBe(canonicalJson(after));
      }),
      { numRuns: 500 },
    );
  });

  it("keeps a deletion to a few numbers", () => {
    const before = shop(...Array.from({ length: 300 }, (_, i) => `n${i}`));
    const after = removeNodes(setSeed(before, "9"), ["n100"]);
    expect(JSON.stringify(diff(before, after))).toBe(
      '{"set":[["seed","9"]],"lists":[["nodes",[[0,100],[101,199]]]]}',
    );
  });
});

describe("a patch that does not fit", () => {
  const before = shop("a", "b");

  it.each([
    ["is no object", 7],
    ["has a field of its own", { sets: [] }],
    ["reaches behind the list", { lists: [["nodes", [[1, 2]]]] }],
    ["patches what is no list", { lists: [["name", [[0, 1]]]] }],
    ["patches a list that is not there", { lists: [["others", [[0, 0]]]] }],
    ["drops what is not there", { drop: ["later"] }],
    ["drops what no document can do without", { drop: ["nodes"] }],
    ["has half a run", { lists: [["nodes", [[0.5, 1]]]] }],
    ["brings a node that is none", { lists: [["nodes", [{ put: [{ id: 1 }] }]]] }],
    ["brings a name that is too long", { set: [["name", "x".repeat(300)]] }],
    ["means the prototype", { set: [["__proto__", { polluted: true }]] }],
    ["makes a list of millions", { lists: [["nodes", Array.from({ length: 2_000 }, () => [0, 2])]] }],
  ])("is refused where it %s", (_, patch) => {
    expect(applyPatch(before, patch).ok).toBe(false);
  });

  it("never throws, and never leaves half a document, whatever it is", () => {
    const base = shop("a", "b", "c");
    const named = fc.tuple(fc.constantFrom("nodes", "name", "later", "wires", "settings"), fc.jsonValue());
    const run = fc.tuple(fc.integer({ min: -1, max: 4 }), fc.integer({ min: 0, max: 4 }));
    const parts = fc.array(fc.oneof(run, fc.record({ put: fc.array(fc.jsonValue()) })));
    const patch = fc.oneof(
      fc.jsonValue(),
      fc.record(
        {
          set: fc.array(named),
          drop: fc.array(fc.constantFrom("nodes", "later")),
          lists: fc.array(fc.tuple(fc.constantFrom("nodes", "later"), parts)),
        },
        { requiredKeys: [] },
      ),
    );
    let applied = 0;
    fc.assert(
      fc.property(patch, (each) => {
        const untouched = canonicalJson(base);
        const result = applyPatch(base, each);
        expect(canonicalJson(base)).toBe(untouched);
        if (!result.ok) return;
        applied += 1;
        expect(result.value.nodes.every(({ id }) => typeof id === "string")).toBe(true);
        expect(typeof result.value.name).toBe("string");
      }),
      { numRuns: 1_000 },
    );
    expect(applied).toBeGreaterThan(10);
  });

  it("may bring fields of a later version where only the form is judged", () => {
    expect(patchJson({ format: "eventyard/9" }, { set: [["wings", 2]] })).toEqual({
      format: "eventyard/9",
      wings: 2,
    });
  });
});
