/** Commands about single messages. */
import type { Command } from "./command-registry.ts";
import { followMessage, followNone, useJourney } from "./journey.ts";
import { useMessages } from "./messages.ts";
import { usePlayback } from "./playback-store.ts";
import { setDrawerTab } from "./view-store.ts";

function noRun(): string | null {
  return usePlayback.getState().layout === null ? "There is no run yet." : null;
}

/** Follow what is chosen in the table, and let it go. The table itself is opened by `view.messages`. */
export const messageCommands: readonly Command[] = [
  {
    id: "message.follow-selected",
    title: "Follow the chosen message",
    section: "Go to",
    words: "journey trace",
    unavailable: () =>
      noRun() ?? (useMessages.getState().active === null ? "Choose a message in the table first." : null),
    run: () => {
      const { active } = useMessages.getState();
      if (active !== null) followMessage(active);
      setDrawerTab("messages");
    },
  },
  {
    id: "message.follow-none",
    title: "Stop following the message",
    section: "Go to",
    words: "journey end",
    unavailable: () => (useJourney.getState().message === null ? "No message is followed." : null),
    run: followNone,
  },
];
