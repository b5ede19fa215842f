import { useMemo } from "react";
import type { Micros } from "#base/units.ts";
import { usePlayback } from "#session/playback-store.ts";
import { useStory } from "#session/story.ts";
import { toldStory, type ToldEntry } from "#session/telling.ts";
import { useAtMost } from "#ui/use-at-most.ts";
import { addToBins, clusters, emptyBins, type Cluster, type MarkBins } from "./timeline-layout.ts";

/** Marks are drawn anew at most this often. */
const EVERY_MS = 200;

/** The bins of the story that is told now, filled as far as `count`; there is one story in a tab. */
let filled: { readonly bins: MarkBins; readonly told: readonly ToldEntry[]; count: number } | null = null;

function binsOf(told: readonly ToldEntry[], durationUs: Micros): MarkBins {
  if (filled?.told !== told || filled.count > told.length || filled.bins.durationUs !== durationUs) {
    filled = { bins: emptyBins(durationUs), told, count: 0 };
  }
  addToBins(filled.bins, told, filled.count);
  filled.count = told.length;
  return filled.bins;
}

/** The marks of the story so far, for a timeline `width` pixels wide. */
export function useMarks(width: number, durationUs: Micros): readonly Cluster[] {
  const version = useAtMost(useStory, (state) => state.version, EVERY_MS);
  const layout = usePlayback((state) => state.layout);
  return useMemo(() => {
    void version;
    return clusters(binsOf(layout === null ? [] : toldStory(), durationUs), width);
  }, [version, layout, width, durationUs]);
}
