import { useId, useState } from "react";
import type { Scenario, ScenarioNode } from "#scenario/document.ts";
import { NAME_LENGTH_MAX } from "#scenario/edits.ts";
import { deleteSelection, renameNode } from "#session/commands.ts";
import { kinds } from "#sim/kinds/index.ts";
import { Glyph } from "#ui/Glyph.tsx";
import { Icon } from "#ui/icons.tsx";
import { IconButton } from "#ui/IconButton.tsx";
import styles from "./Inspector.module.css";
import { nameProblem } from "./names.ts";

/** Name, kind and the bin of the selected node. The name is changed in place; one that will not do stays and says why. */
export function NodeHeader({ scenario, node }: { readonly scenario: Scenario; readonly node: ScenarioNode }) {
  const id = useId();
  // What was typed and is not applied; null while the node's own name stands there.
  const [draft, setDraft] = useState<string | null>(null);
  const [wrong, setWrong] = useState<string | null>(null);
  const text = draft ?? node.name;
  const kind = Object.hasOwn(kinds, node.kind) ? kinds[node.kind] : undefined;
  const apply = () => {
    const problem = nameProblem(scenario, node.id, text);
    setWrong(problem);
    if (problem !== null) return;
    setDraft(null);
    if (text.trim() !== node.name) renameNode(node.id, text.trim());
  };
  return (
    <header className={styles["header"]}>
      <h2 className="visually-hidden">{node.name}</h2>
      <span className={styles["kind-glyph"]}>{kind !== undefined && <Glyph d={kind.glyph} size={18} />}</span>
      <div className={styles["naming"]}>
        <label htmlFor={id} className={styles["kind"]}>
          {kind?.title ?? node.kind}
        </label>
        <input
          id={id}
          className={styles["name"]}
          data-settled={draft === null ? "" : undefined}
          value={text}
          maxLength={NAME_LENGTH_MAX}
          spellCheck={false}
          autoComplete="off"
          aria-label={`Name of this ${kind?.title.toLowerCase() ?? "thing"}`}
          aria-invalid={wrong === null ? undefined : true}
          aria-describedby={wrong === null ? undefined : `${id}-wrong`}
          onChange={(event) => {
            setDraft(event.target.value);
            if (wrong !== null) setWrong(nameProblem(scenario, node.id, event.target.value));
          }}
          onBlur={apply}
          onKeyDown={(event) => {
            if (event.key === "Enter") apply();
            if (event.key !== "Escape" || draft === null) return;
            event.stopPropagation();
            setDraft(null);
            setWrong(null);
          }}
        />
      </div>
      <IconButton label={`Delete ${node.name}`} keys="Delete" onClick={() => deleteSelection()}>
        <Icon name="trash" />
      </IconButton>
      {wrong !== null && (
        <p id={`${id}-wrong`} role="alert" className={styles["wrong"]}>
          {wrong}
        </p>
      )}
    </header>
  );
}
