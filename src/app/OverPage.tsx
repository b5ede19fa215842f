import { lazy, Suspense } from "react";
import { useSharing } from "#session/sharing-store.ts";
import { Announcer } from "./Announcer.tsx";
import { Picker } from "./Picker.tsx";

const ShareDialog = lazy(() =>
  import("./ShareDialog.tsx").then((module) => ({ default: module.ShareDialog })),
);
const ShortcutsDialog = lazy(() =>
  import("./ShortcutsDialog.tsx").then((module) => ({ default: module.ShortcutsDialog })),
);

interface Props {
  readonly help: boolean;
  readonly closeHelp: () => void;
}

/** Dialogs, each loaded when it opens first, and the voice of the page. */
export function OverPage({ help, closeHelp }: Props) {
  const isSharing = useSharing((state) => state.dialog !== null);
  return (
    <>
      <Picker />
      <Announcer />
      <Suspense>
        {isSharing && <ShareDialog />}
        {help && <ShortcutsDialog open={help} onClose={closeHelp} />}
      </Suspense>
    </>
  );
}
