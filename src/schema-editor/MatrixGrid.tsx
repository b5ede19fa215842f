import { useRef, type KeyboardEvent } from "react";
import type { MatrixEntry } from "#session/schema-analysis.ts";
import { FATES } from "./fates.ts";
import styles from "./Matrix.module.css";
import type { MatrixState, Window } from "./use-matrix.ts";

/** A cell; versions from 1. */
export interface CellPlace {
  readonly reader: number;
  readonly writer: number;
}

interface Props {
  readonly shown: Window;
  readonly matrix: MatrixState;
  /** The version whose text is shown. */
  readonly version: number;
  readonly chosen: CellPlace;
  readonly onChoose: (place: CellPlace) => void;
  readonly onOpen: (entry: MatrixEntry) => void;
}

/** So many columns leave room for a word in each cell. */
const WORDS_MAX = 5;

/** Readers down, writers across, the newest first; one Tab stop, arrows move, Enter or a click opens the reason. */
export function MatrixGrid({ shown, matrix, version, chosen, onChoose, onOpen }: Props) {
  const grid = useRef<HTMLDivElement>(null);
  const numbers = Array.from({ length: shown.to - shown.from + 1 }, (_, index) => shown.to - index);
  const onKeyDown = (event: KeyboardEvent) => {
    const place = moved(event.key, event.ctrlKey, chosen, shown);
    if (place === null) return;
    event.preventDefault();
    event.stopPropagation();
    onChoose(place);
    grid.current?.querySelector<HTMLElement>(`[data-at="${place.reader}-${place.writer}"]`)?.focus();
  };
  return (
    <div className={styles["scroll"]}>
      <div
        ref={grid}
        role="grid"
        aria-label="Readers and writers"
        aria-busy={matrix.isPending}
        className={styles["grid"]}
        data-words={numbers.length <= WORDS_MAX ? "" : undefined}
        onKeyDown={onKeyDown}
      >
        <Heads numbers={numbers} version={version} />
        {numbers.map((reader) => (
          <div key={reader} role="row" className={styles["row"]}>
            <span
              role="rowheader"
              className={styles["name"]}
              data-shown={reader === version ? "" : undefined}
            >
              v{reader}
            </span>
            {numbers.map((writer) => (
              <Cell
                key={writer}
                place={{ reader, writer }}
                entry={matrix.rows.get(reader)?.find((each) => each.writer === writer)}
                isChosen={reader === chosen.reader && writer === chosen.writer}
                onChoose={onChoose}
                onOpen={onOpen}
              />
            ))}
          </div>
        ))}
      </div>
    </div>
  );
}

/** The writers. */
function Heads({ numbers, version }: Pick<Props, "version"> & { readonly numbers: readonly number[] }) {
  return (
    <div role="row" className={styles["row"]}>
      <span role="columnheader" className={styles["corner"]}>
        reader ↓ writer →
      </span>
      {numbers.map((writer) => (
        <span
          key={writer}
          role="columnheader"
          className={styles["column"]}
          data-shown={writer === version ? "" : undefined}
        >
          v{writer}
        </span>
      ))}
    </div>
  );
}

interface CellProps extends Pick<Props, "onChoose" | "onOpen"> {
  readonly place: CellPlace;
  readonly entry: MatrixEntry | undefined;
  readonly isChosen: boolean;
}

function Cell({ place, entry, isChosen, onChoose, onOpen }: CellProps) {
  const look = entry === undefined ? undefined : FATES[entry.fate];
  const name = `v${place.reader} reading v${place.writer}: ${look?.title ?? "not known yet"}`;
  const choose = () => {
    onChoose(place);
    if (entry !== undefined) onOpen(entry);
  };
  return (
    <span role="gridcell" className={styles["cell"]} aria-selected={isChosen}>
      <button
        type="button"
        className={styles["mark"]}
        data-at={`${place.reader}-${place.writer}`}
        data-fate={entry?.fate}
        data-self={place.reader === place.writer ? "" : undefined}
        aria-label={name}
        title={name}
        tabIndex={isChosen ? 0 : -1}
        onFocus={() => onChoose(place)}
        onClick={choose}
      >
        <span aria-hidden="true">{look?.sign ?? "·"}</span>
        <span aria-hidden="true" className={styles["word"]}>
          {look?.word ?? ""}
        </span>
      </button>
    </span>
  );
}

/** Where a key leads to; the newest version stands at the top and at the left. null: nowhere. */
function moved(key: string, isFar: boolean, { reader, writer }: CellPlace, shown: Window): CellPlace | null {
  const within = (number: number): number => Math.max(shown.from, Math.min(shown.to, number));
  switch (key) {
    case "ArrowUp":
      return { reader: within(reader + 1), writer };
    case "ArrowDown":
      return { reader: within(reader - 1), writer };
    case "ArrowLeft":
      return { reader, writer: within(writer + 1) };
    case "ArrowRight":
      return { reader, writer: within(writer - 1) };
    case "Home":
      return { reader: isFar ? shown.to : reader, writer: shown.to };
    case "End":
      return { reader: isFar ? shown.from : reader, writer: shown.from };
    default:
      return null;
  }
}
