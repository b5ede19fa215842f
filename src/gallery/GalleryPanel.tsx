import { useCallback, useEffect, useState } from "react";
import { US_PER_MS } from "#base/units.ts";
import { openGallery } from "#session/opening.ts";
import { PAGE_COLOURS, thumbnail } from "#picture/thumbnail.ts";
import { gallery, galleryScenario, type GalleryEntry } from "#session/gallery.ts";
import { seek } from "#session/playback-store.ts";
import { useScenario } from "#session/scenario-store.ts";
import { Button } from "#ui/Button.tsx";
import { SvgPicture, type SvgData } from "#ui/SvgPicture.tsx";
import { momentText } from "#ui/quantities.ts";
import styles from "./GalleryPanel.module.css";

type Listing =
  | { readonly is: "loading" }
  | { readonly is: "failed" }
  | { readonly is: "listed"; readonly entries: readonly GalleryEntry[] };

/** The scenarios that come with the app. Opening one replaces the document, which undo brings back. */
export function GalleryPanel() {
  const [listing, setListing] = useState<Listing>({ is: "loading" });
  const load = useCallback(() => {
    gallery().then(
      (entries) => setListing(entries.length === 0 ? { is: "failed" } : { is: "listed", entries }),
      () => setListing({ is: "failed" }),
    );
  }, []);
  useEffect(load, [load]);
  if (listing.is === "loading") {
    return (
      <p className={styles["note"]} role="status">
        Loading the gallery …
      </p>
    );
  }
  if (listing.is === "failed") {
    return (
      <div className={styles["note"]} role="alert">
        <p>The gallery could not be loaded.</p>
        <Button
          onClick={() => {
            setListing({ is: "loading" });
            load();
          }}
        >
          Try again
        </Button>
      </div>
    );
  }
  return (
    <ul className={styles["gallery"]} aria-label="Gallery">
      {listing.entries.map((entry) => (
        <Entry key={entry.file} entry={entry} />
      ))}
    </ul>
  );
}

/** What the scenario looks like from far away. Its room is kept while it is fetched, and stays empty if that fails. */
function Thumbnail({ file }: { readonly file: string }) {
  const [picture, setPicture] = useState<SvgData | null>(null);
  useEffect(() => {
    let isWanted = true;
    void galleryScenario(file).then((scenario) => {
      if (isWanted && scenario !== null) setPicture(thumbnail(scenario, PAGE_COLOURS));
    });
    return () => void (isWanted = false);
  }, [file]);
  return <span className={styles["thumbnail"]}>{picture !== null && <SvgPicture picture={picture} />}</span>;
}

/** One scenario; of the one that is open also what to look at, and when. */
function Entry({ entry }: { readonly entry: GalleryEntry }) {
  const isOpen = useScenario((state) => state.scenario.name === entry.name);
  const lookAt = useScenario((state) => state.scenario.lookAt);
  const [opening, setOpening] = useState(false);
  const open = () => {
    setOpening(true);
    void openGallery(entry.file).finally(() => setOpening(false));
  };
  return (
    <li className={styles["entry"]} data-open={isOpen ? "" : undefined}>
      <button
        type="button"
        className={styles["open"]}
        aria-current={isOpen ? "true" : undefined}
        aria-busy={opening}
        onClick={open}
      >
        <Thumbnail file={entry.file} />
        <span className={styles["title"]}>
          <b>{entry.name}</b>
          {isOpen && <span className={styles["badge"]}>open</span>}
        </span>
        <span className={styles["description"]}>{entry.description}</span>
      </button>
      {isOpen && lookAt.length > 0 && (
        <ul className={styles["moments"]} aria-label="What to look at">
          {lookAt.map((each) => (
            <li key={`${each.atMs} ${each.text}`}>
              <button type="button" className={styles["moment"]} onClick={() => seek(each.atMs * US_PER_MS)}>
                <span className={styles["time"]}>{momentText(each.atMs * US_PER_MS)}</span>
                <span>{each.text}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}
