import { useMemo, useState } from "react";
import type { ChangeNote, ChangePlace } from "#session/schema-analysis.ts";
import { openSchemas } from "#session/schemas-store.ts";
import { modeOf, registryOf } from "#session/schema-registry.ts";
import { ChangeLines } from "./ChangesLines.tsx";
import { ChangeNotes, ChangeTree } from "./ChangesTree.tsx";
import styles from "./Changes.module.css";
import type { PanelProps } from "./panels.ts";
import { flushTyping } from "./typing.ts";
import { useAnswer } from "./use-answer.ts";

interface Pair {
  readonly from: number;
  readonly to: number;
}

/** The panel: what two versions mean differently, part by part, beside the lines that differ. */
export function Changes({ scenario, subject, version, input, ask }: PanelProps) {
  const count = input.versions.length;
  const [chosen, choose] = useState<Pair | null>(null);
  const pair = pairOf(chosen, version, count);
  const { from, to } = pair;
  const question = useMemo(() => (from === to ? null : { subject: input, from, to }), [input, from, to]);
  const { answer, failure, isPending } = useAnswer(ask, "changes", question);
  if (count < 2)
    return <p className={styles["muted"]}>There is one version only: nothing to compare it with.</p>;
  const open = ({ version: at, range }: ChangePlace) => {
    flushTyping();
    // The pair stays the same although another of its versions is shown.
    choose(pair);
    openSchemas({ subjectId: subject.id, version: at, at: range });
  };
  const mode = modeOf(registryOf(scenario), subject);
  return (
    <div className={styles["panel"]} data-pending={isPending && from !== to ? "" : undefined}>
      <div className={styles["pair"]}>
        <VersionSelect
          label="From"
          value={from}
          count={count}
          onChange={(next) => choose({ from: next, to })}
        />
        <VersionSelect label="to" value={to} count={count} onChange={(next) => choose({ from, to: next })} />
      </div>
      {failure !== "" && (
        <p className={styles["failure"]} role="alert">
          {failure}
        </p>
      )}
      {from === to && <p className={styles["muted"]}>The same version twice. Choose two.</p>}
      {from !== to && answer === null && failure === "" && <p className={styles["muted"]}>Comparing …</p>}
      {from !== to && answer !== null && (
        <div className={styles["both"]}>
          <section aria-label="Changes of meaning">
            {answer.unreadable.length > 0 ? (
              <p>{answer.unreadable.join(" and ")} cannot be read: here are the lines alone.</p>
            ) : answer.changes.length === 0 && answer.others.length === 0 ? (
              <p>The two versions mean the same.</p>
            ) : (
              <>
                <ChangeTree changes={answer.changes} label="Changes" mode={mode.name} onOpen={open} />
                <Others notes={answer.others} mode={mode.name} onOpen={open} />
              </>
            )}
          </section>
          <ChangeLines lines={answer.lines} from={from} to={to} />
        </div>
      )}
    </div>
  );
}

/** The chosen pair as long as it is there and the shown version is one of it; else the version before and this one. */
function pairOf(chosen: Pair | null, version: number, count: number): Pair {
  const isFitting =
    chosen !== null &&
    Math.max(chosen.from, chosen.to) <= count &&
    (chosen.from === version || chosen.to === version || chosen.from === chosen.to);
  if (isFitting) return chosen;
  return version === 1 ? { from: 1, to: Math.min(2, count) } : { from: version - 1, to: version };
}

interface SelectProps {
  readonly label: string;
  readonly value: number;
  readonly count: number;
  readonly onChange: (version: number) => void;
}

function VersionSelect({ label, value, count, onChange }: SelectProps) {
  return (
    <label className={styles["select"]}>
      {label}
      <select value={value} onChange={(event) => onChange(Number(event.target.value))}>
        {Array.from({ length: count }, (_, index) => (
          <option key={index} value={index + 1}>
            v{index + 1}
          </option>
        ))}
      </select>
    </label>
  );
}

/** What no part could be made out for. */
function Others({
  notes,
  mode,
  onOpen,
}: {
  readonly notes: readonly ChangeNote[];
  readonly mode: string;
  readonly onOpen: (place: ChangePlace) => void;
}) {
  if (notes.length === 0) return null;
  return (
    <>
      <h3 className={styles["heading"]}>Of the schema as a whole</h3>
      <ChangeNotes notes={notes} mode={mode} onOpen={onOpen} />
    </>
  );
}
