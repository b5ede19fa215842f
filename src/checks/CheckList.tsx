import { useRef, type KeyboardEvent } from "react";
import { deleteCheck, type Check } from "#session/checks.ts";
import { seek } from "#session/playback-store.ts";
import { clockText } from "#ui/quantities.ts";
import { rove } from "#ui/roving.ts";
import styles from "./CheckList.module.css";
import { LAMPS } from "./lamps.ts";

interface Props {
  readonly checks: readonly Check[];
  /** Id of the invariant that is shown beside. */
  readonly chosen: string;
  readonly onChoose: (id: string) => void;
}

/** The checks with their lamps. Arrows choose, Enter goes to the first violation, Delete deletes. */
export function CheckList({ checks, chosen, onChoose }: Props) {
  const list = useRef<HTMLUListElement>(null);
  const choose = (at: number) => {
    const next = checks[at];
    if (next === undefined) return;
    onChoose(next.invariant.id);
    list.current?.querySelectorAll<HTMLElement>("button")[at]?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const at = checks.findIndex(({ invariant }) => invariant.id === chosen);
    if (event.key === "Delete" || event.key === "Backspace") {
      event.preventDefault();
      event.stopPropagation();
      choose(at === checks.length - 1 ? at - 1 : at + 1);
      deleteCheck(chosen);
      return;
    }
    const to = rove(
      checks.map(({ name }) => name),
      at,
      event.key,
      "vertical",
    );
    if (to === null) return;
    event.preventDefault();
    event.stopPropagation();
    choose(to);
  };
  return (
    <ul ref={list} className={styles["list"]} aria-label="Checks" onKeyDown={onKeyDown}>
      {checks.map(({ invariant, name, lamp, violation }) => {
        const { sign, says } = LAMPS[lamp];
        return (
          <li key={invariant.id}>
            <button
              type="button"
              className={styles["row"]}
              data-lamp={lamp}
              aria-current={invariant.id === chosen}
              tabIndex={invariant.id === chosen ? 0 : -1}
              onClick={() => onChoose(invariant.id)}
              onDoubleClick={() => {
                if (violation !== null) seek(violation.atUs);
              }}
              onKeyDown={(event) => {
                if (event.key !== "Enter" || invariant.id !== chosen || violation === null) return;
                event.preventDefault();
                seek(violation.atUs);
              }}
            >
              <svg className={styles["lamp"]} viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
                <circle cx="8" cy="8" r="7" />
                <path d={sign} />
              </svg>
              <bdi className={styles["name"]}>{name}</bdi>
              <span className={styles["state"]}>
                {says}
                {violation === null ? "" : ` ${clockText(violation.atUs)}`}
              </span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
