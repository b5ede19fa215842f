import { useEffect } from "react";
import { usePlayback } from "#session/playback-store.ts";
import { useSharing } from "#session/sharing-store.ts";
import { later } from "#ui/later.tsx";
import { Announcer } from "./Announcer.tsx";
import { Picker } from "./Picker.tsx";

const loadShare = () => import("./ShareDialog.tsx");
const loadShortcuts = () => import("./ShortcutsDialog.tsx");
const loadDocuments = () => import("./DocumentsDialog.tsx");

const ShareDialog = later(() => loadShare().then((module) => module.ShareDialog));
const ShortcutsDialog = later(() => loadShortcuts().then((module) => module.ShortcutsDialog));

interface Props {
  readonly help: boolean;
  readonly closeHelp: () => void;
}

/** Dialogs, and the voice of the page. */
export function OverPage({ help, closeHelp }: Props) {
  const isSharing = useSharing((state) => state.dialog !== null);
  const hasMoved = usePlayback((state) => state.firstMotion);
  // Fetched once the first picture moves: a dialog that came late would come over something else.
  useEffect(() => {
    if (hasMoved) for (const load of [loadShare, loadShortcuts, loadDocuments]) void load();
  }, [hasMoved]);
  return (
    <>
      <Picker />
      <Announcer />
      {isSharing && <ShareDialog />}
      {help && <ShortcutsDialog open={help} onClose={closeHelp} />}
    </>
  );
}
