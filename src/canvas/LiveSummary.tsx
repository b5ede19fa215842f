import { useCallback } from "react";
import { useFrameValue } from "#session/frames.ts";
import { usePlayback } from "#session/playback-store.ts";
import { summaryOf } from "./summary.ts";

/** Above this many cards their texts are renewed more seldom: a thousand at once would cost a frame. */
const CARDS_OFTEN = 100;

/** Twice a second, the card's live state as text. Not announced by itself; it is there to be read. */
export function LiveSummary({ id, name }: { readonly id: string; readonly name: string }) {
  const layout = usePlayback((state) => state.layout);
  const cards = (layout?.services.length ?? 0) + (layout?.topics.length ?? 0);
  const words = useFrameValue(
    useCallback((frame) => (layout === null ? "" : summaryOf(frame, layout, id)), [layout, id]),
    cards > CARDS_OFTEN ? 0.1 : 2,
  );
  return (
    <output
      className="visually-hidden"
      aria-live="off"
      aria-label={`Live state of ${name}`}
      data-testid={`live-${name}`}
    >
      {words ?? ""}
    </output>
  );
}
