/** Live readings for React at a low rate; everything fast is painted by the overlay. */
import { useFrameValue } from "#session/frames.ts";
import { usePlayback } from "#session/playback-store.ts";
import type { Frame } from "#sim/frame.ts";
import { PARTITION_STRIDE } from "#sim/frame.ts";
import type { Layout } from "#sim/layout.ts";
import { healthOf, indexFrame, type Health, type LiveFrame } from "./live.ts";
import { cardSummary } from "./summary.ts";

/** Whether a frame belongs to a layout: right after a change of the document an older frame may still be on screen. */
export function belongs(frame: Frame, layout: Layout): boolean {
  return frame.partitions.length === layout.partitionCount * PARTITION_STRIDE && frame.wireTotals.length === layout.wires.length;
}

let indexed: LiveFrame | null = null;

/** The frame with its indexes, made once for all cards that ask. */
function live(frame: Frame, layout: Layout): LiveFrame | null {
  if (!belongs(frame, layout)) return null;
  if (indexed?.frame !== frame || indexed.layout !== layout) indexed = indexFrame(frame, layout);
  return indexed;
}

/** A card's live state in words, twice a second at most. */
export function useCardSummary(nodeId: string): string {
  const layout = usePlayback((state) => state.layout);
  const words = useFrameValue((frame) => {
    const now = layout === null ? null : live(frame, layout);
    return now === null ? "" : cardSummary(now, nodeId);
  }, 2);
  return words ?? "";
}

/** Health of a service's instances by number, as one text ("up,crashed"), so that React compares it cheaply. */
export function useHealths(nodeId: string): readonly Health[] {
  const layout = usePlayback((state) => state.layout);
  const healths = useFrameValue((frame) => {
    const now = layout === null ? null : live(frame, layout);
    const service = layout?.services.findIndex((each) => each.nodeId === nodeId) ?? -1;
    return now === null ? "" : (now.instanceRows[service] ?? []).map((row) => healthOf(now, row)).join(",");
  }, 4);
  return healths === null || healths === "" ? [] : (healths.split(",") as Health[]);
}
