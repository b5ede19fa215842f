import { Timeline } from "./Timeline.tsx";
import { Transport } from "./Transport.tsx";
import styles from "./TransportBar.module.css";

/** Playback and timeline, always in sight. */
export function TransportBar() {
  return (
    <div className={styles["bar"]}>
      <Transport />
      <Timeline />
    </div>
  );
}
