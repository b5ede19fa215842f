import { Dialog } from "#ui/Dialog.tsx";
import type { Shortcut } from "./shortcuts.ts";
import styles from "./ShortcutsDialog.module.css";

interface Props {
  readonly list: readonly Shortcut[];
  readonly open: boolean;
  readonly onClose: () => void;
}

/** Keys that belong to one control and work while it has the focus. */
const ELSEWHERE = [
  { keys: ["←", "→"], label: "On the timeline: one second, ten with Shift" },
  { keys: ["PgUp", "PgDn", "Home", "End"], label: "On the timeline: a tenth of the run, start, end" },
];

/** All keys on one page. */
export function ShortcutsDialog({ list, open, onClose }: Props) {
  const sections = [...new Set(list.map(({ section }) => section))];
  return (
    <Dialog title="Keyboard shortcuts" open={open} onClose={onClose}>
      <div className={styles["sections"]}>
        {sections.map((section) => (
          <section key={section}>
            <h3 className={styles["title"]}>{section}</h3>
            <dl className={styles["list"]}>
              {list
                .filter((shortcut) => shortcut.section === section)
                .map(({ keys, label }) => (
                  <Row key={label} keys={keys} label={label} />
                ))}
              {section === "Playback" &&
                ELSEWHERE.map(({ keys, label }) => <Row key={label} keys={keys} label={label} />)}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}

function Row({ keys, label }: { readonly keys: readonly string[]; readonly label: string }) {
  return (
    <div className={styles["row"]}>
      <dt>{label}</dt>
      <dd className={styles["keys"]}>
        {keys.map((each) => (
          <kbd key={each} className={styles["key"]}>
            {each}
          </kbd>
        ))}
      </dd>
    </div>
  );
}
