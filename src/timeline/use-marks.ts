import { useMemo, useRef } from "react";
import type { Micros } from "#base/units.ts";
import { usePlayback } from "#session/playback-store.ts";
import { useStory } from "#session/story.ts";
import { toldStory, type ToldEntry } from "#session/telling.ts";
import { useAtMost } from "#ui/use-at-most.ts";
import { addToBins, clusters, emptyBins, type Cluster, type MarkBins } from "./timeline-layout.ts";

/** Marks are drawn anew at most this often. */
const EVERY_MS = 200;

/** The marks of the story so far, for a timeline `width` pixels wide. */
export function useMarks(width: number, durationUs: Micros): readonly Cluster[] {
  const version = useAtMost(useStory, (state) => state.version, EVERY_MS);
  const layout = usePlayback((state) => state.layout);
  const filled = useRef<{ bins: MarkBins; told: readonly ToldEntry[]; count: number } | null>(null);
  return useMemo(() => {
    void version;
    const told = layout === null ? [] : toldStory();
    let state = filled.current;
    if (
      state === null ||
      state.told !== told ||
      state.count > told.length ||
      state.bins.durationUs !== durationUs
    ) {
      state = { bins: emptyBins(durationUs), told, count: 0 };
    }
    addToBins(state.bins, told, state.count);
    state.count = told.length;
    filled.current = state;
    return clusters(state.bins, width);
  }, [version, layout, width, durationUs]);
}
