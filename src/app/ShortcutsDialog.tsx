import { COMMAND_SECTIONS, titleOf, useCommands } from "#session/command-registry.ts";
import { Dialog } from "#ui/Dialog.tsx";
import styles from "./ShortcutsDialog.module.css";

interface Props {
  readonly open: boolean;
  readonly onClose: () => void;
}

/** Keys that belong to one control and work while it has the focus. */
const ELSEWHERE = [
  { keys: ["←", "→"], label: "On the timeline: one second, ten with Shift" },
  { keys: ["PgUp", "PgDn", "Home", "End"], label: "On the timeline: a tenth of the run, start, end" },
];

/** All keys on one page. */
export function ShortcutsDialog({ open, onClose }: Props) {
  const commands = useCommands((state) => state.commands);
  const keyed = commands.filter(({ keys }) => keys !== undefined && keys.length > 0);
  const sections = COMMAND_SECTIONS.filter((each) => keyed.some(({ section }) => section === each));
  return (
    <Dialog title="Keyboard shortcuts" open={open} onClose={onClose}>
      <div className={styles["sections"]}>
        {sections.map((section) => (
          <section key={section}>
            <h3 className={styles["title"]}>{section}</h3>
            <dl className={styles["list"]}>
              {keyed
                .filter((command) => command.section === section)
                .map((command) => (
                  <Row key={command.id} keys={command.keys ?? []} label={titleOf(command)} />
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
