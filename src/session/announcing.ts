/**
 * Turns what happens into announcements: each edit with its result, undo and redo, playing and pausing, where a jump in
 * time arrived, and now and then what the run does. One place, so that no command has to speak for itself.
 */
import { US_PER_MS, type Micros } from "#base/units.ts";
import type { Scenario } from "#scenario/document.ts";
import { markerOf } from "#sim/markers.ts";
import { momentText } from "#sim/words.ts";
import { announce, lastAnnouncedMs } from "./announce.ts";
import { documentWords, editWords } from "./edit-words.ts";
import { latestFrame } from "./frames.ts";
import { usePlayback, type PlaybackState } from "./playback-store.ts";
import { runWords } from "./run-words.ts";
import { useScenario, type ScenarioState } from "./scenario-store.ts";
import { toldStory } from "./telling.ts";

/** What belongs together (a drag, a few keys) is said when it has come to rest. */
const REST_MS = 250;
/** Whoever types in a field hears what became of it after a longer rest. */
const TYPING_REST_MS = 1_000;
/** Whoever listens to a run hears at most one sentence in this time. */
const RUN_EVERY_MS = 2_000;
/** The story is asked for news this often. */
const LOOK_EVERY_MS = 500;
/** Most groups that a sentence after a jump names. */
const GROUPS_SAID = 3;

/** Begins; the answer ends it. */
export function startAnnouncing(): () => void {
  const ends = [announceEdits(), announcePlayback(), announceRun()];
  return () => {
    for (const end of ends) end();
  };
}

function isTyping(): boolean {
  return (
    typeof document !== "undefined" && document.activeElement?.matches("input:not([role]), textarea") === true
  );
}

/** Edits in a row are told as one, from the document before the first to the one after the last. */
function announceEdits(): () => void {
  let from: Scenario | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const known = new WeakSet<Scenario>([useScenario.getState().scenario]);

  let hasOpened = false;

  const say = (): void => {
    clearTimeout(timer);
    const { scenario, undoLabel } = useScenario.getState();
    const before = from;
    const isOpening = hasOpened && before === scenario;
    from = null;
    hasOpened = false;
    if (isOpening) return announce(documentWords(scenario));
    if (before === null || before === scenario || undoLabel === null) return;
    announce(editWords(before, scenario, undoLabel));
  };
  const end = useScenario.subscribe((now, before) => {
    if (now.scenario === before.scenario) return;
    const back = stepBack(now, before, known.has(now.scenario));
    known.add(now.scenario);
    if (back !== null) {
      clearTimeout(timer);
      from = null;
      hasOpened = false;
      announce(back);
      return;
    }
    if (now.openings !== before.openings) {
      // Another document is no edit of the one before: what follows is told as against this one.
      from = now.scenario;
      hasOpened = true;
    } else from ??= before.scenario;
    clearTimeout(timer);
    timer = setTimeout(say, isTyping() ? TYPING_REST_MS : REST_MS);
  });
  return () => {
    clearTimeout(timer);
    end();
  };
}

/** What undo or redo did; null where the change is an edit. A document that was seen before is never an edit's. */
function stepBack(now: ScenarioState, before: ScenarioState, wasSeen: boolean): string | null {
  if (!wasSeen) return null;
  if (before.undoLabel !== null && now.redoLabel === before.undoLabel) return `Undone: ${before.undoLabel}`;
  return before.redoLabel !== null && now.undoLabel === before.redoLabel
    ? `Done again: ${before.redoLabel}`
    : null;
}

/** Whole milliseconds, without digits that say nothing. */
function atText(us: Micros): string {
  return momentText(Math.round(us / US_PER_MS / 100) * 100 * US_PER_MS);
}

/** Playing, paused, ended; and where a jump or a step arrived. */
function announcePlayback(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stable: { readonly atUs: Micros; readonly scenario: Scenario } | null = null;
  /** That it plays or has paused is to be said; where it came to rest is part of that. */
  let hasTurned = false;

  const here = (): { readonly atUs: Micros; readonly scenario: Scenario } => ({
    atUs: usePlayback.getState().playheadUs,
    scenario: useScenario.getState().scenario,
  });
  const say = (): void => {
    const was = stable;
    stable = here();
    const turned = hasTurned;
    hasTurned = false;
    if (turned) announce(playingWords());
    // Else the run may have been made anew under the playhead, and nobody went anywhere.
    else if (was !== null && was.scenario === stable.scenario && was.atUs !== stable.atUs)
      announce(placeWords());
  };
  const end = usePlayback.subscribe((now, before) => {
    if (now.status !== "ready") return;
    const isThere =
      !now.seeking && (before.seeking || (!now.playing && now.playheadUs !== before.playheadUs));
    if (now.playing !== before.playing) hasTurned = true;
    if (now.playing !== before.playing || isThere) {
      clearTimeout(timer);
      timer = setTimeout(say, REST_MS);
    } else if (now.playing && !now.seeking) stable = here();
  });
  return () => {
    clearTimeout(timer);
    end();
  };
}

function playingWords(): string {
  const { playing, playheadUs, ended }: PlaybackState = usePlayback.getState();
  if (playing) return `Playing from ${atText(playheadUs)}`;
  return ended ? `The run has ended. ${placeWords()}` : `Paused. ${placeWords()}`;
}

/** What happened at this very moment, else how the groups stand. */
function placeWords(): string {
  const { layout, playheadUs } = usePlayback.getState();
  const frame = latestFrame();
  const entry = toldStory().findLast(({ timeUs }) => timeUs <= playheadUs);
  if (entry?.timeUs === playheadUs) return `At ${atText(playheadUs)}: ${entry.text}`;
  return layout === null || frame === null
    ? `At ${atText(playheadUs)}`
    : runWords(layout, frame, GROUPS_SAID);
}

/** The newest marked fact of a run that plays, where nothing else was said for a while. */
function announceRun(): () => void {
  let saidUs: Micros = 0;
  let lookedMs = Number.NEGATIVE_INFINITY;
  return usePlayback.subscribe((now, before) => {
    // A fact that lies behind a jump is not news.
    if (now.seeking || now.playheadUs < before.playheadUs || now.playing !== before.playing) {
      saidUs = now.playheadUs;
    }
    const nowMs = performance.now();
    if (!now.playing || nowMs - lookedMs < LOOK_EVERY_MS || nowMs - lastAnnouncedMs() < RUN_EVERY_MS) return;
    lookedMs = nowMs;
    const newest = toldStory().findLast(
      ({ timeUs, fact }) => timeUs <= now.playheadUs && markerOf(fact) !== null && fact !== "duplicated",
    );
    if (newest === undefined || newest.timeUs <= saidUs) return;
    saidUs = newest.timeUs;
    announce(newest.text);
  });
}
