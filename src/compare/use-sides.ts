/** The two runs as the panel shows them: figures at the playhead and lines over time, a few times a second. */
import { useMemo } from "react";
import type { Measures } from "#comparison/measures.ts";
import { measuresOfFrame } from "#comparison/of-frame.ts";
import { seriesOf, type CountedRow, type SampledColumns, type Series } from "#comparison/series.ts";
import { useCompare } from "#session/compare-store.ts";
import { recordOfA } from "#session/comparing.ts";
import { latestFrame, useFrameValue } from "#session/frames.ts";
import { usePlayback } from "#session/playback-store.ts";
import { sampleColumn, sampleTimes } from "#session/samples.ts";
import { storyRows } from "#session/story.ts";
import type { Frame } from "#sim/frame.ts";
import type { Layout } from "#sim/layout.ts";
import { useAtMost } from "#ui/use-at-most.ts";

/** Figures and lines of one run. */
interface Side {
  readonly measures: Measures;
  readonly series: Series;
}

const EVERY_MS = 250;
const HZ = 4;

/** Both sides; null where a run has no picture yet. */
export function useSides(): { readonly a: Side | null; readonly b: Side | null } {
  const aVersion = useAtMost(useCompare, (state) => state.version, EVERY_MS);
  const bCalls = useFrameValue((frame) => `${frame.atUs} ${frame.calls}`, HZ);
  const layout = usePlayback((state) => state.layout);
  const a = useMemo(() => {
    void aVersion;
    const { aFrame, aLayout } = useCompare.getState();
    const record = recordOfA();
    return record === null ? null : sideOf(aFrame, aLayout, record, record.story);
  }, [aVersion]);
  const b = useMemo(() => {
    void bCalls;
    return sideOf(latestFrame(), layout, { times: sampleTimes(), column: sampleColumn }, storyRows());
  }, [bCalls, layout]);
  return { a, b };
}

function sideOf(
  frame: Frame | null,
  layout: Layout | null,
  samples: SampledColumns,
  story: readonly CountedRow[],
): Side | null {
  if (frame === null || layout === null) return null;
  return {
    measures: measuresOfFrame(frame, layout, samples, story),
    series: seriesOf(layout, samples, story),
  };
}
