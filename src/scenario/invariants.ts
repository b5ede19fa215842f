/** Invariants of a document: what a person says must hold in the run. Edits by the rules of `edits.ts`. */
import type { Invariant, Scenario } from "./document.ts";
import { NAME_LENGTH_MAX } from "./edits.ts";
import { Limits } from "./limits.ts";
import { cleanName } from "./texts.ts";

/** The invariant with this id. */
export function invariantOf(scenario: Scenario, id: string): Invariant | undefined {
  return scenario.invariants.find((each) => each.id === id);
}

/** Adds an invariant after the others. Where a document holds no more, nothing changes. */
export function addInvariant(scenario: Scenario, invariant: Invariant): Scenario {
  if (scenario.invariants.length >= Limits.invariants) return scenario;
  return { ...scenario, invariants: [...scenario.invariants, invariant] };
}

/** Changes an invariant's form, target or settings; it stays in its place. */
export function changeInvariant(
  scenario: Scenario,
  id: string,
  change: Partial<Omit<Invariant, "id" | "name">>,
): Scenario {
  return mapped(scenario, id, (old) => {
    const isSame = Object.entries(change).every(([field, value]) => Reflect.get(old, field) === value);
    return isSame ? null : { ...old, ...change };
  });
}

/** Names an invariant; an empty name takes the name out, so that its form speaks for it. */
export function nameInvariant(scenario: Scenario, id: string, text: string): Scenario {
  const name = cleanName(text, NAME_LENGTH_MAX);
  return mapped(scenario, id, ({ name: before, ...rest }) => {
    if (name === (before ?? "")) return null;
    return name === "" ? rest : { ...rest, name };
  });
}

/** Removes an invariant. */
export function removeInvariant(scenario: Scenario, id: string): Scenario {
  const invariants = scenario.invariants.filter((each) => each.id !== id);
  return invariants.length === scenario.invariants.length ? scenario : { ...scenario, invariants };
}

/** The same document where there is no such invariant, or nothing changes (null). */
function mapped(scenario: Scenario, id: string, change: (old: Invariant) => Invariant | null): Scenario {
  const at = scenario.invariants.findIndex((each) => each.id === id);
  const old = scenario.invariants[at];
  const next = old === undefined ? null : change(old);
  return next === null ? scenario : { ...scenario, invariants: scenario.invariants.with(at, next) };
}
