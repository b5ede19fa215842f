import type { Scenario } from "#scenario/document.ts";
import { arrangeCommands } from "#session/arrange-commands.ts";
import { duplicateSelection } from "#session/clipboard.ts";
import { runCommand, titleOf } from "#session/command-registry.ts";
import { deleteSelection } from "#session/commands.ts";
import { addFrame } from "#session/notes.ts";
import { Button } from "#ui/Button.tsx";
import { Glyph } from "#ui/Glyph.tsx";
import { Icon } from "#ui/icons.tsx";
import { IconButton } from "#ui/IconButton.tsx";
import styles from "./Inspector.module.css";
import { ThingList } from "./ThingList.tsx";
import many from "./Many.module.css";

/** How the ways to arrange look: a line, and boxes that stand at it. */
const GLYPHS: Readonly<Record<string, string>> = {
  "arrange.align-left": "M4 3v18 M8 6h11v4H8z M8 14h7v4H8z",
  "arrange.align-centre": "M12 3v18 M6 6h12v4H6z M8 14h8v4H8z",
  "arrange.align-right": "M20 3v18 M5 6h11v4H5z M9 14h7v4H9z",
  "arrange.align-top": "M3 4h18 M6 8v11h4V8z M14 8v7h4V8z",
  "arrange.align-middle": "M3 12h18 M6 6v12h4V6z M14 8v8h4V8z",
  "arrange.align-bottom": "M3 20h18 M6 5v11h4V5z M14 9v7h4V9z",
  "arrange.distribute-horizontally": "M4 4v16 M20 4v16 M9.5 8h5v8h-5z",
  "arrange.distribute-vertically": "M4 4h16 M4 20h16 M8 9.5v5h8v-5z",
  "arrange.layout": "M3 9h5v6H3z M16 4h5v6h-5z M16 14h5v6h-5z M8 12h4 M12 7v10 M12 7h4 M12 17h4",
};

/** Several things: what they are, how to bring them in line, and what can be done to all. */
export function ManyPanel({
  scenario,
  ids,
}: {
  readonly scenario: Scenario;
  readonly ids: readonly string[];
}) {
  return (
    <div className={styles["panel"]}>
      <section className={styles["section"]}>
        <h2 className={styles["scenario-name"]}>{ids.length} selected</h2>
        <ThingList scenario={scenario} ids={ids} />
      </section>
      <section className={styles["section"]} aria-label="Arrange">
        <h3>Arrange</h3>
        <div className={many["tools"]} role="group" aria-label="Arrange">
          {arrangeCommands.map((command) => {
            const glyph = GLYPHS[command.id];
            const why = command.unavailable?.() ?? null;
            if (glyph === undefined) return null;
            return (
              <IconButton
                key={command.id}
                label={why === null ? titleOf(command) : `${titleOf(command)}. ${why}`}
                disabled={why !== null}
                onClick={() => runCommand(command)}
              >
                <Glyph d={glyph} />
              </IconButton>
            );
          })}
        </div>
        <div className={many["actions"]}>
          <Button onClick={() => addFrame()}>Frame around them</Button>
          <Button onClick={() => duplicateSelection()}>
            <Icon name="copy" size={14} /> Duplicate
          </Button>
          <Button look="danger" onClick={() => deleteSelection()}>
            <Icon name="trash" size={14} /> Delete all {ids.length}
          </Button>
        </div>
      </section>
    </div>
  );
}
