/**
 * Remembers what was true when the newest intervention was made, wherever it was made: it watches the document, so
 * that a button on the canvas counts as well.
 */
import { create } from "zustand";
import type { Micros } from "#base/units.ts";
import { US_PER_MS } from "#base/units.ts";
import type { Intervention } from "#scenario/document.ts";
import { latestFrame } from "#session/frames.ts";
import { usePlayback } from "#session/playback-store.ts";
import { useScenario } from "#session/scenario-store.ts";
import { measuresOf, type Measure } from "./was-now.ts";

export interface WasNow {
  readonly intervention: Intervention;
  readonly atUs: Micros;
  readonly was: readonly Measure[];
}

/** Hook and store of the comparison on screen; null: none. */
export const useWasNow = create<{ readonly shown: WasNow | null }>()(() => ({ shown: null }));

/** Takes the comparison away. */
export function dismissWasNow(): void {
  useWasNow.setState({ shown: null });
}

/** Watches the document for one more intervention; the answer ends it. */
export function watchInterventions(): () => void {
  return useScenario.subscribe((state, before) => {
    const [list, old] = [state.scenario.interventions, before.scenario.interventions];
    if (list === old) return;
    const known = new Set(old.map((each) => each.id));
    const added = list.filter((each) => !known.has(each.id));
    const [intervention] = added;
    if (added.length === 1 && intervention !== undefined && list.length === old.length + 1)
      return begin(intervention);
    const { shown } = useWasNow.getState();
    if (shown !== null && !list.some((each) => each.id === shown.intervention.id)) dismissWasNow();
  });
}

function begin(intervention: Intervention): void {
  const { layout } = usePlayback.getState();
  const frame = latestFrame();
  if (layout === null || frame === null) return;
  const was = measuresOf(layout, frame, intervention.target);
  useWasNow.setState({ shown: { intervention, atUs: intervention.atMs * US_PER_MS, was } });
}
