import { describe, expect, it } from "vitest";
import { admit } from "./admit.ts";
import { documentText, fileText } from "./canonical.ts";
import { emptyScenario, type Invariant, type Scenario } from "./document.ts";
import { addNode, idsOf, removeNodes } from "./edits.ts";
import { addInvariant, changeInvariant, invariantOf, nameInvariant, removeInvariant } from "./invariants.ts";
import { applyPatch, diff, patchJson } from "./patch.ts";

const ONCE: Invariant = { id: "once", kind: "at-most-once", target: "payment", config: { per: "key" } };

function shop(...invariants: Invariant[]): Scenario {
  const s = addNode(emptyScenario("Shop"), { id: "payment", kind: "service", name: "payment", config: {} });
  return invariants.reduce(addInvariant, s);
}

function read(text: string) {
  const result = admit(text);
  if (!result.ok) throw new Error(result.problems.map(({ says }) => says).join("\n"));
  return result;
}

describe("edits of invariants", () => {
  it("add, change, name and remove one, and change nothing where nothing changes", () => {
    const s = shop(ONCE);
    expect(s.invariants).toEqual([ONCE]);
    expect([...idsOf(s)]).toContain("once");
    const perMessage = changeInvariant(s, "once", { config: { per: "message" } });
    expect(invariantOf(perMessage, "once")).toEqual({ ...ONCE, config: { per: "message" } });
    const named = nameInvariant(s, "once", "  Paid once\u0000 ");
    expect(invariantOf(named, "once")?.name).toBe("Paid once");
    expect(nameInvariant(named, "once", " ")).toEqual(s);
    expect(removeInvariant(s, "once").invariants).toEqual([]);
    for (const same of [
      changeInvariant(s, "once", { kind: "at-most-once", config: ONCE.config }),
      changeInvariant(s, "nobody", { kind: "no-loss" }),
      nameInvariant(s, "once", ""),
      nameInvariant(named, "once", "Paid once"),
      removeInvariant(s, "nobody"),
    ])
      expect([s, named]).toContain(same);
  });

  it("go with the node that they speak of", () => {
    expect(removeNodes(shop(ONCE), ["payment"]).invariants).toEqual([]);
  });

  it("stop where a document holds no more", () => {
    const full = shop(...Array.from({ length: 100 }, (_, i) => ({ ...ONCE, id: `once-${i}` })));
    expect(full.invariants).toHaveLength(100);
    expect(addInvariant(full, ONCE)).toBe(full);
  });
});

describe("invariants of a document", () => {
  it("come back from a file and a link as they were, and leave no trace where there are none", () => {
    const s = shop(ONCE, { id: "lag", kind: "lag-under", target: "payment", name: "Keeps up", config: {} });
    expect(read(fileText(s))).toMatchObject({ value: s, warnings: [] });
    expect(read(documentText(s)).value).toEqual(s);
    expect(fileText(shop())).not.toContain("invariants");
    expect(documentText(shop())).not.toContain("invariants");
  });

  it("of forms that nobody knows are kept", () => {
    const odd = shop({ id: "odd", kind: "__proto__", target: "payment", config: { toString: 1 } });
    expect(read(fileText(odd)).value).toEqual(odd);
  });

  it("are mended where that needs no guess: ids, hidden characters, a node that is not there", () => {
    const s = shop(ONCE, ONCE, { ...ONCE, id: "x", target: "nobody" }, { ...ONCE, id: "y", name: "\u202e" });
    const { value, warnings } = read(JSON.stringify(s));
    expect(value.invariants).toEqual([ONCE, { ...ONCE, id: "once-2" }, { ...ONCE, id: "y" }]);
    expect(warnings.map(({ path }) => path)).toEqual([
      "invariants[3].name",
      "invariants[1].id",
      "invariants[2].target",
    ]);
  });

  it("of the wrong shape are refused, all of them with their places", () => {
    const bad = {
      ...shop(),
      invariants: [{ id: "a", target: "payment" }, { ...ONCE, config: [], name: 5 }, 7],
    };
    const result = admit(JSON.stringify(bad));
    expect(result.ok ? [] : result.problems.map(({ path }) => path)).toEqual([
      "invariants[0]",
      "invariants[1].name",
      "invariants[1].config",
      "invariants[2]",
    ]);
  });

  it("travel in the journal, also onto a document that was kept without the list", () => {
    const [before, after] = [shop(), shop(ONCE)];
    const patch = diff(before, after);
    expect(applyPatch(before, JSON.parse(JSON.stringify(patch)))).toMatchObject({ ok: true, value: after });
    const { invariants: _, ...kept } = before;
    expect(patchJson(kept, patch)).toEqual({ ...kept, invariants: [ONCE] });
  });
});
