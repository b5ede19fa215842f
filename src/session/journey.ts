/** The one message that is followed: its journey, read anew while the run moves, and told in sentences. */
import { create } from "zustand";
import type { Journey } from "#sim/journey.ts";
import { tellJourney, type ToldStep } from "#sim/journey-words.ts";
import type { Layout } from "#sim/layout.ts";
import type { MessageInfo } from "#sim/message-info.ts";
import { createFollower } from "./following-run.ts";
import { askRun, usePlayback } from "./playback-store.ts";
import { currentScenario } from "./scenario-store.ts";

export interface JourneyState {
  /** The message that is followed, or null. */
  readonly message: number | null;
  /** Null while it is being read, and where the playhead stands before its making. */
  readonly journey: Journey | null;
  readonly parent: MessageInfo | null;
  readonly steps: readonly ToldStep[];
  /** `gone`: there is no such message at the playhead. */
  readonly state: "reading" | "read" | "gone";
  /** Messages that were followed before this one, the last one last: the way back from a child. */
  readonly trail: readonly number[];
}

const NOTHING: JourneyState = {
  message: null,
  journey: null,
  parent: null,
  steps: [],
  state: "reading",
  trail: [],
};

/** A journey is read again this long after the last answer while the run moves. */
const EVERY_MS = 250;

/** Hook and store of the message that is followed. */
export const useJourney = create<JourneyState>()(() => NOTHING);

const follower = createFollower(EVERY_MS, read);
let end: (() => void) | undefined;
/** Ids of what the run had when the message was first followed. */
let system = "";

/** Follows a message. With `from`, the way back leads there. */
export function followMessage(message: number, from: number | null = null): void {
  const before = useJourney.getState();
  if (before.message === message) return;
  const trail = from === null ? [] : [...before.trail, from];
  const { layout } = usePlayback.getState();
  if (layout === null) return;
  system = systemOf(layout);
  useJourney.setState({ ...NOTHING, message, trail });
  if (end === undefined) end = follower.watch();
  else follower.now();
}

/** Goes back to the message before, if one led here. */
export function followBack(): void {
  const { trail } = useJourney.getState();
  const last = trail.at(-1);
  if (last === undefined) return;
  followMessage(last);
  useJourney.setState({ trail: trail.slice(0, -1) });
}

/** Follows no message any more. */
export function followNone(): void {
  end?.();
  end = undefined;
  useJourney.setState(NOTHING);
}

async function read(): Promise<void> {
  const { message } = useJourney.getState();
  const { layout } = usePlayback.getState();
  if (message === null || layout === null) return;
  // In another system the number means another message.
  if (systemOf(layout) !== system) return followNone();
  const answer = await askRun({ is: "journey", message });
  if (answer !== null && useJourney.getState().message === message) show(answer.journey, answer.parent);
}

function systemOf({ services, topics, groups }: Layout): string {
  return [services, topics, groups].map((things) => things.map(({ nodeId }) => nodeId).join()).join(" ");
}

function show(journey: Journey | null, parent: MessageInfo | null): void {
  const { layout } = usePlayback.getState();
  const steps = journey === null || layout === null ? [] : tellJourney(journey, layout, currentScenario());
  useJourney.setState({ journey, parent, steps, state: journey === null ? "gone" : "read" });
}
