import { useEffect, useState } from "react";
import { announce } from "#session/announce.ts";
import {
  downloadRaw,
  listDocuments,
  openDocument,
  startEmpty,
  tryAgain,
  type KeptDocument,
} from "#session/documents.ts";
import { Button } from "#ui/Button.tsx";
import styles from "./SafeMode.module.css";
import { whenText } from "./when-text.ts";

/** Instead of the editor, where it could not be started twice in a row: what is kept can be saved, and nothing of it is shown. */
export function SafeMode() {
  const [documents, setDocuments] = useState<readonly KeptDocument[] | { readonly failed: string }>([]);
  useEffect(() => {
    announce("Eventyard did not start with your last scenario. Nothing is lost.", "assertive");
    void listDocuments().then(setDocuments);
  }, []);
  return (
    <main className={styles["page"]}>
      <div className={styles["card"]}>
        <h1 className={styles["title"]}>Eventyard did not start with your last scenario</h1>
        <p>
          It was tried twice, so it is not shown now. Nothing is lost: save what you need, then start with an
          empty canvas, or try again.
        </p>
        <div className={styles["actions"]}>
          <Button look="primary" onClick={startEmpty}>
            Start with an empty canvas
          </Button>
          <Button onClick={() => void tryAgain()}>Try again</Button>
        </div>
        <h2 className={styles["heading"]}>What is kept in this browser</h2>
        {"failed" in documents ? (
          <p>It cannot be read: {documents.failed}.</p>
        ) : (
          <ul className={styles["list"]} aria-label="Kept scenarios">
            {documents.map((each) => (
              <li key={each.id} className={styles["row"]}>
                <span className={styles["name"]}>
                  <bdi>{each.name}</bdi>
                  <span className={styles["when"]}>{whenText(each.at)}</span>
                </span>
                <Button aria-label={`Download ${each.name}`} onClick={() => void downloadRaw(each.id)}>
                  Download
                </Button>
                <Button aria-label={`Open ${each.name}`} onClick={() => void openDocument(each.id)}>
                  Open
                </Button>
              </li>
            ))}
          </ul>
        )}
      </div>
    </main>
  );
}
