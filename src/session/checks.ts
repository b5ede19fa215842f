/**
 * What a person demands of the run: adding, changing and deleting invariants as steps that can be undone, and how each
 * stands. Loaded with the panel that lists them.
 */
import type { Config, ConfigValue, Invariant, Scenario } from "#scenario/document.ts";
import { nextId, setRunSetting } from "#scenario/edits.ts";
import * as invariants from "#scenario/invariants.ts";
import { Limits } from "#scenario/limits.ts";
import type { Frame } from "#sim/frame.ts";
import { causeOf, invariantName, invariantSays, type Cause } from "#sim/invariants-words.ts";
import type { InvariantSight, Violation } from "#sim/invariants-sight.ts";
import { formOf } from "#sim/invariants/index.ts";
import { suggestions, type Suggestion } from "#sim/invariants-usual.ts";
import { announce } from "./announce.ts";
import { showAnomaly, showCheck } from "./chosen.ts";
import { explained } from "./explaining.ts";
import { goOn, usePlayback } from "./playback-store.ts";
import { currentScenario, edit, endGesture } from "./scenario-store.ts";
import { tell } from "./toasts.ts";

/** A lamp of the list. `later`: at the playhead it still holds, and further on it was seen not to. */
export type Lamp = "holds" | "violated" | "later" | "undecided";

/** One row of the list. */
export interface Check {
  readonly invariant: Invariant;
  readonly name: string;
  readonly lamp: Lamp;
  /** What was found, or what speaks for it so far; "" before the run has said anything. */
  readonly says: string;
  /** The first violation that was seen, before or after the playhead. */
  readonly violation: Violation | null;
}

/** Violations that were seen, with the text of the invariant that they belong to. */
const seen = new Map<string, { readonly of: string; readonly sight: InvariantSight }>();

const textOf = ({ kind, target, config }: Invariant): string => JSON.stringify([kind, target, config]);

/** All invariants of the document with how they stand in a frame; remembers violations that lie after the playhead. */
export function checksOf(scenario: Scenario, frame: Frame | null): readonly Check[] {
  const { layout } = usePlayback.getState();
  const sights = new Map(frame?.invariants?.map((sight) => [sight.id, sight]));
  return scenario.invariants.map((invariant): Check => {
    const sight = sights.get(invariant.id);
    const known = remember(invariant, sight, frame?.atUs ?? -1);
    const violated = sight?.violation === null || sight === undefined ? known : sight;
    const lamp =
      sight === undefined ? "undecided" : sight.violation === null && known !== null ? "later" : sight.is;
    const shown = violated ?? sight;
    const says =
      shown === undefined || layout === null || formOf(invariant.kind) === undefined
        ? ""
        : invariantSays(scenario, layout, invariant, shown);
    return {
      invariant,
      name: invariantName(scenario, invariant),
      lamp,
      says,
      violation: violated?.violation ?? null,
    };
  });
}

/** The violation of an invariant that lies after `atUs`, if one was seen in this course of the run. */
function remember(
  invariant: Invariant,
  sight: InvariantSight | undefined,
  atUs: number,
): InvariantSight | null {
  const of = textOf(invariant);
  if (sight !== undefined && sight.violation !== null) {
    seen.set(invariant.id, { of, sight });
    return sight;
  }
  const known = seen.get(invariant.id);
  if (known === undefined) return null;
  // Where the run came by and it was not so, it took another course.
  const headUs = Math.max(atUs, usePlayback.getState().headUs);
  if (known.of === of && atUs < known.sight.violation!.atUs && headUs >= known.sight.violation!.atUs)
    return known.sight;
  seen.delete(invariant.id);
  return null;
}

/** What led to a violation, or null. */
export function causeOfCheck({ invariant, violation }: Check): Cause | null {
  const { layout } = usePlayback.getState();
  const explainer = explained();
  if (violation === null || layout === null || explainer === null) return null;
  return causeOf(explainer, layout, currentScenario(), invariant, violation);
}

/** What is usually demanded of the drawing and is not yet. */
export function usualChecks(scenario: Scenario): readonly (Suggestion & { readonly name: string })[] {
  return suggestions(scenario).flatMap((each) =>
    formOf(each.kind) === undefined
      ? []
      : [{ ...each, name: invariantName(scenario, { ...each, id: "new" }) }],
  );
}

/** Adds invariants in one step; the id of the first, "" where there is no room or nothing may be changed. */
export function addChecks(added: readonly Suggestion[]): string {
  const before = currentScenario();
  const [first] = added;
  if (first === undefined) return "";
  if (before.invariants.length + added.length > Limits.invariants) {
    tell(`A scenario holds ${Limits.invariants} checks at most.`, "error");
    return "";
  }
  const id = nextId(before, "invariant");
  const label = added.length === 1 ? "Add a check" : `Add ${added.length} checks`;
  edit(label, (scenario) =>
    added.reduce(
      (after, { kind, target, config }) =>
        invariants.addInvariant(after, { id: nextId(after, "invariant"), kind, target, config }),
      scenario,
    ),
  );
  if (currentScenario() === before) return "";
  announce(added.length === 1 ? "Check added." : `${added.length} checks added.`);
  return id;
}

/** Whether the run is to end at the first violation. */
export function setStopAtViolation(stops: boolean): void {
  edit(stops ? "Stop at the first violation" : "Go on after a violation", (scenario) =>
    setRunSetting(scenario, "stopAtViolation", stops ? true : undefined),
  );
}

/** Takes away the end at the first violation, as an edit that can be undone, and plays on from there. */
export function goOnAfterViolation(): void {
  setStopAtViolation(false);
  goOn();
  announce("The run goes on; undo makes it stop there again.");
}

/** Opens what explains a violation: the entry of Explained that tells how it came about, or else the check. */
export function explainCheck(check: Check): void {
  const cause = causeOfCheck(check);
  if (cause === null || cause.anomaly < 0) showCheck(check.invariant.id);
  else showAnomaly(cause.anomaly);
}

/** Sets one setting; `undefined` takes it out. */
export function setCheckSetting(id: string, field: string, value: ConfigValue | undefined): void {
  const old = invariants.invariantOf(currentScenario(), id);
  if (old === undefined || old.config[field] === value) return;
  const { [field]: _, ...rest } = old.config;
  const config: Config = value === undefined ? rest : { ...old.config, [field]: value };
  edit("Change a check", (scenario) => invariants.changeInvariant(scenario, id, { config }), {
    gesture: `check ${id} ${field}`,
  });
}

/** Lets it speak of another node. */
export function setCheckTarget(id: string, target: string): void {
  edit("Change what a check speaks of", (scenario) => invariants.changeInvariant(scenario, id, { target }));
}

/** Names it; empty: by what it demands. Typing on is the same step. */
export function nameCheck(id: string, name: string): void {
  edit("Name a check", (scenario) => invariants.nameInvariant(scenario, id, name), {
    gesture: `check ${id} name`,
  });
}

/** What is typed next is a step of its own. */
export function endNaming(): void {
  endGesture();
}

/** Deletes it; undo brings it back. */
export function deleteCheck(id: string): void {
  edit("Delete a check", (scenario) => invariants.removeInvariant(scenario, id));
  announce("Check deleted; undo with Ctrl+Z.");
}
