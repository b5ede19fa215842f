import { useMemo, useState } from "react";
import { lineAndColumn } from "#schema/text-range.ts";
import type { MatrixEntry } from "#session/schema-analysis.ts";
import { openSchemas } from "#session/schemas-store.ts";
import { Button } from "#ui/Button.tsx";
import { FATES, registrySays } from "./fates.ts";
import styles from "./Matrix.module.css";
import { MatrixGrid, type CellPlace } from "./MatrixGrid.tsx";
import { Modes } from "./Modes.tsx";
import { Opinions } from "./Opinions.tsx";
import type { PanelProps } from "./panels.ts";
import { flushTyping } from "./typing.ts";
import { useAnswer } from "./use-answer.ts";
import { useMatrix } from "./use-matrix.ts";

/** More versions are shown in portions of this many. */
const PORTION = 24;

/** The panel: every version against every other, the verdict of each mode, and what other registries would say. */
export function Matrix({ scenario, subject, version, input, ask }: PanelProps) {
  const count = input.versions.length;
  const [wantedEnd, setEnd] = useState<number | null>(null);
  const to = Math.min(count, wantedEnd ?? count);
  const shown = { from: Math.max(1, to - PORTION + 1), to };
  const [wanted, choose] = useState<CellPlace | null>(null);
  const matrix = useMatrix(ask, input, shown);
  const question = useMemo(() => ({ subject: input, version }), [input, version]);
  const verdicts = useAnswer(ask, "verdicts", question);
  const isThere = wanted !== null && Math.max(wanted.reader, wanted.writer) <= to;
  const isShown = isThere && Math.min(wanted.reader, wanted.writer) >= shown.from;
  const chosen = isShown ? wanted : { reader: to, writer: Math.max(shown.from, to - 1) };
  const entry = matrix.rows.get(chosen.reader)?.find(({ writer }) => writer === chosen.writer);
  const open = ({ at }: MatrixEntry) => {
    if (at === null) return;
    flushTyping();
    openSchemas({ subjectId: subject.id, version: at.version, at: at.range });
  };
  return (
    <div className={styles["panel"]}>
      <Modes scenario={scenario} subject={subject} version={version} verdicts={verdicts} />
      {count > PORTION && (
        <p className={styles["portion"]}>
          <span>
            v{shown.from} to v{shown.to} of {count} versions
          </span>
          <Button
            look="quiet"
            disabled={shown.from === 1}
            onClick={() => setEnd(Math.max(PORTION, to - PORTION))}
          >
            Older
          </Button>
          <Button look="quiet" disabled={to === count} onClick={() => setEnd(Math.min(count, to + PORTION))}>
            Newer
          </Button>
        </p>
      )}
      <MatrixGrid
        shown={shown}
        matrix={matrix}
        version={version}
        chosen={chosen}
        onChoose={choose}
        onOpen={open}
      />
      {matrix.failure !== "" && (
        <p role="alert" className={styles["failure"]}>
          Rows are missing: {matrix.failure} The next change tries again.
        </p>
      )}
      <Detail entry={entry} textOf={(at) => input.versions[at - 1]?.text ?? ""} onOpen={open} />
      <Legend />
      <Opinions verdicts={verdicts} version={version} scenario={scenario} subject={subject} />
    </div>
  );
}

interface DetailProps {
  readonly entry: MatrixEntry | undefined;
  readonly textOf: (version: number) => string;
  readonly onOpen: (entry: MatrixEntry) => void;
}

/** What the chosen cell means, and the way to its reason. */
function Detail({ entry, textOf, onOpen }: DetailProps) {
  if (entry === undefined) return <p className={styles["detail"]}>Comparing …</p>;
  const { at, fate, says } = entry;
  return (
    <div className={styles["detail"]} data-fate={fate}>
      <p role="status">
        {/[.!?]$/.test(says) ? says : `${says}.`} {registrySays(entry)}
      </p>
      {at !== null && (
        <Button look="quiet" onClick={() => onOpen(entry)}>
          v{at.version}, line {lineAndColumn(textOf(at.version), at.range.start).line}
        </Button>
      )}
    </div>
  );
}

function Legend() {
  return (
    <ul className={styles["legend"]} aria-label="What the signs mean">
      {(["same", "differs", "by-payload", "never"] as const).map((fate) => (
        <li key={fate}>
          <span className={styles["sign"]} data-fate={fate} aria-hidden="true">
            {FATES[fate].sign}
          </span>
          {FATES[fate].title}
        </li>
      ))}
    </ul>
  );
}
