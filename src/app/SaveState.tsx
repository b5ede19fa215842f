import { useEffect, useRef, useState } from "react";
import { announce } from "#session/announce.ts";
import { showDocuments, useDocument, type DocumentState } from "#session/document-store.ts";
import { Button } from "#ui/Button.tsx";
import { Icon } from "#ui/icons.tsx";
import { later } from "#ui/later.tsx";
import styles from "./SaveState.module.css";

const DocumentsDialog = later(() => import("./DocumentsDialog.tsx").then((module) => module.DocumentsDialog));

/** "Saving" stays so long at least, so that the word does not flicker with each key; it is late, never early, to say "Saved". */
const SAVING_SHOWN_MS = 500;

/**
 * One quiet word: whether the last edit is kept. It opens the list of what is kept; where something is not, it says why
 * for as long as that lasts, and offers the file. `data-saved` has the bare state.
 */
export function SaveState() {
  const saved = useDocument((state) => state.saved);
  const reason = useDocument((state) => state.reason);
  const readOnly = useDocument((state) => state.readOnly);
  const dialog = useDocument((state) => state.dialog);
  const shown = useUnhurried(saved);
  // Stays once it was there: it gives the focus back as it closes.
  const [wasOpen, setWasOpen] = useState(false);
  if (dialog !== null && !wasOpen) setWasOpen(true);
  useAnnounced(saved, reason);
  return (
    <span className={styles["state"]} data-saved={saved}>
      {shown === "failed" ? (
        <span className={styles["failed"]}>
          <Icon name="warning" size={14} />
          <span className={styles["reason"]} title={reason ?? ""}>
            Not saved: {reason}
          </span>
          <Button onClick={() => void import("#session/documents.ts").then((room) => room.downloadPresent())}>
            Download
          </Button>
        </span>
      ) : (
        shown !== "nothing" && (
          <Button
            look="quiet"
            className={styles["word"] ?? ""}
            title="Kept in this browser. Open the list of scenarios"
            onClick={() => showDocuments("documents")}
          >
            {readOnly !== null ? "Read-only" : shown === "saving" ? "Saving" : "Saved"}
          </Button>
        )
      )}
      {wasOpen && <DocumentsDialog />}
    </span>
  );
}

/** The state, but "saving" for a while before "saved". */
function useUnhurried(saved: DocumentState["saved"]): DocumentState["saved"] {
  const [shown, setShown] = useState(saved);
  if (saved !== "saved" && shown !== saved) setShown(saved);
  useEffect(() => {
    if (saved !== "saved") return;
    const timer = setTimeout(() => setShown("saved"), SAVING_SHOWN_MS);
    return () => clearTimeout(timer);
  }, [saved]);
  return saved === "saved" && shown === "nothing" ? "saved" : shown;
}

function useAnnounced(saved: DocumentState["saved"], reason: string | null): void {
  const hadFailed = useRef(false);
  useEffect(() => {
    if (saved === "failed") {
      hadFailed.current = true;
      announce(`Not saved: ${reason ?? ""}. Download the scenario to be safe.`, "assertive");
    } else if (saved === "saved" && hadFailed.current) {
      hadFailed.current = false;
      announce("Saved again.");
    }
  }, [saved, reason]);
}
