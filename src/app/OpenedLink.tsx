import { pause, play, seek, usePlayback } from "#session/playback-store.ts";
import { dismissOpenedLink, useSharing } from "#session/sharing-store.ts";
import { Button } from "#ui/Button.tsx";
import { IconButton } from "#ui/IconButton.tsx";
import { Icon } from "#ui/icons.tsx";
import { momentText } from "#ui/quantities.ts";
import styles from "./OpenedLink.module.css";
import strip from "./Strip.module.css";

/** Over a document that came by a link: what the sender said, the moment, and the way on from there or back to it. */
export function OpenedLink() {
  const opened = useSharing((state) => state.opened);
  if (opened === null) return null;
  const { note, atUs } = opened;
  return (
    <section className={strip["strip"]} aria-label="Shared with you">
      <p className={styles["text"]} tabIndex={note.length > 300 ? 0 : undefined}>
        <span className={styles["from"]}>Shared with you{note === "" ? "" : ": "}</span>
        {note !== "" && <bdi className={styles["note"]}>{note}</bdi>}
        {atUs !== null && <span className={styles["moment"]}> · at {momentText(atUs)}</span>}
      </p>
      {atUs !== null && <Onward atUs={atUs} />}
      <IconButton label="Dismiss" onClick={dismissOpenedLink}>
        <Icon name="close" size={14} />
      </IconButton>
    </section>
  );
}

/** Plays from the moment; away from it, goes back there. */
function Onward({ atUs }: { readonly atUs: number }) {
  const isThere = usePlayback((state) => !state.playing && state.playheadUs === atUs);
  const back = () => {
    pause();
    seek(atUs);
  };
  return (
    <Button onClick={isThere ? play : back}>
      <Icon name={isThere ? "play" : "restart"} size={14} />
      {isThere ? "Play" : `Back to ${momentText(atUs)}`}
    </Button>
  );
}
