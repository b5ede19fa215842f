import { useId, useRef, type KeyboardEvent } from "react";
import { runCommand } from "#session/command-registry.ts";
import { useScenario } from "#session/scenario-store.ts";
import { setLeftTab } from "#session/view-store.ts";
import { Button } from "#ui/Button.tsx";
import { Icon } from "#ui/icons.tsx";
import { Grid } from "./Grid.tsx";
import styles from "./Outline.module.css";
import { setFilter, setGrouping, useOutline } from "./outline-store.ts";
import type { Grouping } from "./rows.ts";
import { useFollowSelection, useRows } from "./use-rows.ts";

/** The system as a tree with live state, lag and rates: everything that can be done on the canvas can be done here. */
export function Outline() {
  const isEmpty = useScenario(
    ({ scenario }) => scenario.nodes.length + scenario.notes.length + scenario.frames.length === 0,
  );
  return <div className={styles["outline"]}>{isEmpty ? <Nothing /> : <Tree />}</div>;
}

function Tree() {
  const rows = useRows();
  const filter = useOutline((state) => state.filter);
  const grid = useRef<HTMLDivElement>(null);
  useFollowSelection(rows);
  const enterGrid = () => grid.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
  return (
    <>
      <Head onLeave={enterGrid} count={filter === "" ? null : rows.filter(isFind(filter)).length} />
      {rows.length === 0 ? (
        <p className={styles["none"]}>
          Nothing here has “<bdi>{filter}</bdi>” in its name.
        </p>
      ) : (
        <Grid rows={rows} box={grid} />
      )}
    </>
  );
}

/** Whether a row was found itself, rather than shown for what it holds. */
function isFind(filter: string): (row: { readonly label: string; readonly kind: string }) => boolean {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  return ({ label, kind }) => words.every((word) => `${label} ${kind}`.toLowerCase().includes(word));
}

interface HeadProps {
  readonly onLeave: () => void;
  /** How many were found; null while nothing is looked for. */
  readonly count: number | null;
}

/** The field to filter by, and how the rows are ordered. */
function Head({ onLeave, count }: HeadProps) {
  const id = useId();
  const { filter, grouping } = useOutline();
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown" || event.key === "Enter") onLeave();
    else if (event.key === "Escape" && filter !== "") setFilter("");
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className={styles["head"]}>
      <span className={styles["search"]}>
        <Icon name="search" size={14} />
        <input
          type="search"
          aria-label="Find in the outline"
          placeholder="Find"
          autoComplete="off"
          spellCheck={false}
          value={filter}
          {...(count === null ? {} : { "aria-describedby": `${id}-count` })}
          onChange={(event) => setFilter(event.target.value)}
          onKeyDown={onKeyDown}
        />
        {count !== null && (
          <span id={`${id}-count`} role="status" className={styles["count"]}>
            {count} found
          </span>
        )}
      </span>
      <select
        aria-label="Order of the outline"
        value={grouping}
        onChange={(event) => setGrouping(event.target.value as Grouping)}
      >
        <option value="kind">By kind</option>
        <option value="flow">Along the flow</option>
      </select>
    </div>
  );
}

const FIRST_STEPS = [
  { command: "add.producer", label: "Add a producer" },
  { command: "add.topic", label: "Add a topic" },
  { command: "add.consumer", label: "Add a consumer" },
] as const;

/** What an empty outline says, with the first steps as buttons. */
function Nothing() {
  return (
    <section className={styles["empty"]} aria-label="Empty outline">
      <h2>Nothing is drawn yet</h2>
      <p>
        A producer publishes to a topic, a consumer reads it. Each is wired to the one before. <kbd>N</kbd>{" "}
        adds by name, from anywhere.
      </p>
      {FIRST_STEPS.map(({ command, label }, index) => (
        <Button key={command} look={index === 0 ? "primary" : "plain"} onClick={() => runCommand(command)}>
          {label}
        </Button>
      ))}
      <Button look="quiet" onClick={() => setLeftTab("gallery")}>
        or open one from the gallery
      </Button>
    </section>
  );
}
