import { useEffect, useState } from "react";
import { compareWithFile, compareWithGallery } from "#session/compare-choices.ts";
import { startComparing } from "#session/comparing.ts";
import { playheadUs } from "#session/frames.ts";
import { gallery, type GalleryEntry } from "#session/gallery.ts";
import { usePlayback } from "#session/playback-store.ts";
import { Button } from "#ui/Button.tsx";
import { Menu } from "#ui/Menu.tsx";
import { momentText } from "#ui/quantities.ts";
import styles from "./Compare.module.css";

/** What comparing is, and the ways to begin. */
export function Start() {
  const atUs = usePlayback((state) => state.playheadUs);
  const [entries, setEntries] = useState<readonly GalleryEntry[]>([]);
  useEffect(() => void gallery().then(setEntries), []);
  return (
    <div className={styles["start"]}>
      <p>
        Keep this design as <b>A</b> and go on editing it as <b>B</b>. Both run on the same seed and share one
        playhead, so what differs comes from the design and not from chance.
      </p>
      <div className={styles["actions"]}>
        <Button look="primary" onClick={() => void startComparing()}>
          Compare from the start
        </Button>
        {atUs > 0 && (
          <Button onClick={() => void startComparing({ forkUs: playheadUs() })}>
            Fork at {momentText(atUs)}
          </Button>
        )}
        <Menu
          label="Compare with"
          titled
          side="above"
          items={[
            { id: "file", label: "A file…", onSelect: compareWithFile },
            ...entries.map(({ file, name }, index) => ({
              id: file,
              label: name,
              ...(index === 0 ? { heading: "Gallery" } : {}),
              onSelect: () => void compareWithGallery(file),
            })),
          ]}
        >
          Compare with
        </Menu>
      </div>
      <p className={styles["muted"]}>
        After a fork, what you do to B (crash, scale, another rate) counts from the playhead on, and A goes on
        without it.
      </p>
    </div>
  );
}
