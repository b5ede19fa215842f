import { useMemo } from "react";
import type { Frame } from "#sim/frame.ts";
import type { Layout } from "#sim/layout.ts";
import { useFrameValue } from "#session/frames.ts";
import { usePlayback } from "#session/playback-store.ts";

/** Tables for reading change this often at most; the canvas shows the rest. */
const LIVE_HZ = 4;

/**
 * Plain data read from the newest frame, four times a second at most; null before the first. Compared by its JSON,
 * so that a table whose numbers stay is not drawn again.
 */
export function useLive<T>(select: (layout: Layout, frame: Frame) => T | null): T | null {
  const layout = usePlayback((state) => state.layout);
  const json = useFrameValue(
    (frame) => (layout === null ? null : JSON.stringify(select(layout, frame))),
    LIVE_HZ,
  );
  return useMemo(() => (json === null ? null : (JSON.parse(json) as T | null)), [json]);
}
