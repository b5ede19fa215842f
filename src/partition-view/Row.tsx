import type { ReactNode } from "react";
import styles from "./PartitionView.module.css";

interface Props {
  readonly label: string;
  /** Said quietly beside the label. */
  readonly note?: string;
  readonly children: ReactNode;
}

/** A row: its name at the left, its track beside it. */
export function Row({ label, note, children }: Props) {
  return (
    <div className={styles["row"]}>
      <span className={styles["label"]}>
        <bdi>{label}</bdi>
        {note !== undefined && (
          <span className={styles["note"]} title={note}>
            {note}
          </span>
        )}
      </span>
      <div className={styles["track"]} data-track="">
        {children}
      </div>
    </div>
  );
}
