/** What can be done to share the scenario, for palette, keys and menus. Pictures have commands of their own. */
import { openFromClipboard } from "./arriving.ts";
import type { Command } from "./command-registry.ts";
import { saveFile } from "./opening.ts";
import { usePlayback } from "./playback-store.ts";
import { showShareDialog } from "./sharing-store.ts";
import { copyLink } from "./sharing.ts";

export const sharingCommands: readonly Command[] = [
  {
    id: "share.dialog",
    section: "Share",
    title: "Share…",
    words: "link send url export note",
    run: () => showShareDialog(),
  },
  {
    id: "share.copy-link",
    section: "Share",
    keys: ["Ctrl+Shift+C"],
    title: "Copy link",
    words: "share url address clipboard",
    run: () => void copyLink({ moment: false }),
  },
  {
    id: "share.copy-moment",
    section: "Share",
    title: "Copy link to this moment",
    words: "share url address clipboard time playhead selection",
    unavailable: () =>
      usePlayback.getState().layout === null ? "There is no moment yet: the scenario has not run." : null,
    run: () => void copyLink({ moment: true }),
  },
  {
    id: "share.save-file",
    section: "Share",
    title: "Share as a file",
    words: "save download json export",
    run: saveFile,
  },
  {
    id: "share.paste-scenario",
    section: "Share",
    title: "Open a link or scenario from the clipboard",
    words: "paste import url json",
    run: () => void openFromClipboard(),
  },
];
