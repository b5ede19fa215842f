import { usePlayback } from "#session/playback-store.ts";
import { toldStory } from "#session/telling.ts";
import { markerOf } from "#sim/markers.ts";
import { useAtMost } from "#ui/use-at-most.ts";

/** Whoever listens hears at most one sentence in this time. */
const EVERY_MS = 2_000;

/** Says the newest marked happening (rebalance, crash, dead letter …) to those who cannot see the canvas, now and then. */
export function Announcer() {
  const atUs = useAtMost(usePlayback, (state) => state.playheadUs, EVERY_MS);
  const told = toldStory();
  const newest = told.findLast(
    (entry) => entry.timeUs <= atUs && markerOf(entry.fact) !== null && entry.fact !== "duplicated",
  );
  return (
    <div className="visually-hidden" role="status" aria-live="polite">
      {newest?.text}
    </div>
  );
}
