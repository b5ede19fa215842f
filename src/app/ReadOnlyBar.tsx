import { useEffect } from "react";
import { announce } from "#session/announce.ts";
import { useDocument, type RecoveredOffer } from "#session/document-store.ts";
import {
  discardRecovered,
  downloadPresent,
  downloadRecovered,
  openCopy,
  openRecovered,
  takeOver,
} from "#session/documents.ts";
import { Button } from "#ui/Button.tsx";
import { Icon } from "#ui/icons.tsx";
import styles from "./ReadOnlyBar.module.css";

/** Over the canvas: why the document cannot be changed here and what can be done; edits that were found and wait for a decision. */
export function ReadOnlyBar() {
  const readOnly = useDocument((state) => state.readOnly);
  const recovered = useDocument((state) => state.recovered);
  return (
    <>
      {readOnly === "other-tab" && <OtherTab />}
      {readOnly === "newer-app" && <NewerApp />}
      {recovered.map((offer) => (
        <Recovered key={offer.key} offer={offer} />
      ))}
    </>
  );
}

function OtherTab() {
  const behind = useDocument((state) => state.behind);
  const text = behind
    ? "Another tab has this scenario open and has changed it since. It is read-only here."
    : "Another tab has this scenario open. It is read-only here.";
  useSaid(text);
  return (
    <section className={styles["bar"]} aria-label="Read-only">
      <Icon name="info" />
      <p className={styles["text"]}>{text}</p>
      <Button look="primary" onClick={() => void takeOver().then((isMine) => isMine && toCanvas())}>
        Take over
      </Button>
      <Button onClick={copyAndGoOn}>Open a copy</Button>
    </section>
  );
}

function NewerApp() {
  const text =
    "A newer version of Eventyard has this scenario. It is read-only here, and its latest edits may be missing: reload the page to use the newer version.";
  useSaid(text);
  return (
    <section className={styles["bar"]} aria-label="Read-only" data-kind="warn">
      <Icon name="warning" />
      <p className={styles["text"]}>{text}</p>
      <Button onClick={copyAndGoOn}>Open a copy</Button>
      <Button onClick={downloadPresent}>Download</Button>
    </section>
  );
}

function Recovered({ offer }: { readonly offer: RecoveredOffer }) {
  const { key, says, canOpen } = offer;
  useSaid(`Recovered edits. ${says}`);
  return (
    <section className={styles["bar"]} aria-label="Recovered edits" data-kind="warn">
      <Icon name="warning" />
      <p className={styles["text"]}>
        <strong>Recovered edits.</strong> {says}
      </p>
      {canOpen && (
        <Button look="primary" onClick={() => void openRecovered(key).then(toCanvas)}>
          Open them as a copy
        </Button>
      )}
      <Button onClick={() => downloadRecovered(key)}>Download</Button>
      <Button onClick={() => void discardRecovered(key).then(toCanvas)}>Discard</Button>
    </section>
  );
}

function copyAndGoOn(): void {
  openCopy();
  toCanvas();
}

/** The bar goes with its button: the focus goes on to what it was about. */
function toCanvas(): void {
  document.getElementById("canvas")?.focus();
}

function useSaid(text: string): void {
  useEffect(() => announce(text), [text]);
}
