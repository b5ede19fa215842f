import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { US_PER_MS } from "#base/units.ts";
import { compareWithGallery } from "#session/compare-choices.ts";
import { openGallery } from "#session/opening.ts";
import { PAGE_COLOURS, thumbnail } from "#picture/thumbnail.ts";
import { gallery, galleryScenario, type GalleryEntry } from "#session/gallery.ts";
import { seek } from "#session/playback-store.ts";
import { useScenario } from "#session/scenario-store.ts";
import { setDrawerTab } from "#session/view-store.ts";
import { Button } from "#ui/Button.tsx";
import { SearchField } from "#ui/SearchField.tsx";
import { SvgPicture, type SvgData } from "#ui/SvgPicture.tsx";
import { momentText } from "#ui/quantities.ts";
import { grouped, twinOf, type Twin } from "./gallery-list.ts";
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
  return <List entries={listing.entries} />;
}

/** All scenarios in their groups, or those that some words are about. */
function List({ entries }: { readonly entries: readonly GalleryEntry[] }) {
  const [words, setWords] = useState("");
  const list = useRef<HTMLUListElement>(null);
  const groups = useMemo(() => grouped(entries, words), [entries, words]);
  const found = groups.reduce((sum, group) => sum + group.entries.length, 0);
  return (
    <div className={styles["gallery"]}>
      <div className={styles["find"]}>
        <SearchField
          label="Find in the gallery"
          value={words}
          onChange={(event) => setWords(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== "ArrowDown" && event.key !== "Enter") return;
            event.preventDefault();
            list.current?.querySelector("button")?.focus();
          }}
        />
        <p className="visually-hidden" role="status">
          {words === "" ? "" : `${found} of ${entries.length} scenarios`}
        </p>
      </div>
      {found === 0 && (
        <div className={styles["note"]}>
          <p>
            None of the {entries.length} scenarios is about “{words}”.
          </p>
          <Button onClick={() => setWords("")}>Show all</Button>
        </div>
      )}
      <ul ref={list} className={styles["groups"]} aria-label="Gallery">
        {groups.map(({ title, entries: own }) => (
          <li key={title}>
            <h2 className={styles["heading"]}>{title}</h2>
            <ul className={styles["entries"]} aria-label={title}>
              {own.map((entry) => (
                <Entry key={entry.file} entry={entry} twin={twinOf(entries, entry)} />
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </div>
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
function Entry({ entry, twin }: { readonly entry: GalleryEntry; readonly twin: Twin | null }) {
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
        {twin !== null && (
          <span className={styles["twin"]}>
            {twin.fails ? "Holds" : "Fails"}; its twin: {twin.entry.name}
          </span>
        )}
      </button>
      {isOpen && twin !== null && (
        <Button
          look="quiet"
          className={styles["compare"]}
          onClick={() => {
            setDrawerTab("compare");
            void compareWithGallery(twin.entry.file);
          }}
        >
          Compare with its twin
        </Button>
      )}
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
