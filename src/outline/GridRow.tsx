import { memo, useEffect, useLayoutEffect, useRef, type KeyboardEvent, type MouseEvent } from "react";
import { renameNode } from "#session/commands.ts";
import { usePointing } from "#session/pointing-store.ts";
import { useSelection } from "#session/selection-store.ts";
import { Glyph } from "#ui/Glyph.tsx";
import { Icon } from "#ui/icons.tsx";
import { adopt, choose, isPointedAt, isSelected, pointAtRow } from "./acting.ts";
import { spokenCells, type Cells } from "./live.ts";
import styles from "./Outline.module.css";
import { setCurrent, setRenaming, turn, useOutline } from "./outline-store.ts";
import type { Row } from "./rows.ts";
import { useCells } from "./use-rows.ts";

interface Props {
  readonly row: Row;
  /** From 0, among all rows that are shown. */
  readonly index: number;
  /** Where it stands, in px. */
  readonly top: number;
  readonly isCurrent: boolean;
  readonly onMenu: (x: number, y: number) => void;
}

/** One row: its name in the tree, and what the run says of it. */
export const GridRow = memo(
  PlainRow,
  (before, after) =>
    before.row === after.row &&
    before.index === after.index &&
    before.top === after.top &&
    before.isCurrent === after.isCurrent,
);

function PlainRow({ row, index, top, isCurrent, onMenu }: Props) {
  const selected = useSelection(({ nodes, wire }) => isSelected(row.target, nodes, wire));
  const pointedAt = usePointing(({ at }) => isPointedAt(row.target, at));
  const isRenaming = useOutline((state) => state.renaming === row.key);
  const element = useRef<HTMLDivElement>(null);
  const onClick = (event: MouseEvent) => {
    setCurrent(row.key);
    element.current?.focus({ preventScroll: true });
    if (event.ctrlKey || event.metaKey) adopt(row.target, true);
    else choose(row);
  };
  return (
    <div
      ref={element}
      role="row"
      aria-rowindex={index + 2}
      aria-level={row.level}
      aria-posinset={row.position}
      aria-setsize={row.setSize}
      {...(row.open === null ? {} : { "aria-expanded": row.open })}
      aria-selected={selected}
      tabIndex={isCurrent ? 0 : -1}
      className={styles["row"]}
      data-is={row.target.is}
      data-pointed={pointedAt ? "" : undefined}
      style={{ top }}
      onFocus={(event) => {
        if (event.target !== element.current) return;
        setCurrent(row.key);
        pointAtRow(row.target);
      }}
      onMouseEnter={() => pointAtRow(row.target)}
      onClick={onClick}
      onContextMenu={(event) => {
        event.preventDefault();
        onMenu(event.clientX, event.clientY);
      }}
    >
      <span role="gridcell" className={styles["name"]} style={{ paddingInlineStart: (row.level - 1) * 12 }}>
        <Twisty row={row} />
        {row.glyph !== "" && (
          <span className={styles["glyph"]}>
            <Glyph d={row.glyph} size={14} />
          </span>
        )}
        {isRenaming ? <NameField row={row} onDone={() => element.current?.focus()} /> : <Name row={row} />}
      </span>
      <LiveCells row={row} />
    </div>
  );
}

/** Opens and closes by pointer; keys do it by the arrows. */
function Twisty({ row }: { readonly row: Row }) {
  if (row.open === null) return <span className={styles["twisty"]} />;
  return (
    <span
      className={styles["twisty"]}
      aria-hidden="true"
      onClick={(event) => {
        event.stopPropagation();
        setCurrent(row.key);
        turn(row.key);
      }}
    >
      <Icon name={row.open ? "chevronDown" : "chevronRight"} size={12} />
    </span>
  );
}

function Name({ row }: { readonly row: Row }) {
  return (
    <span className={styles["label"]} title={row.label}>
      <bdi aria-hidden={row.short === undefined ? undefined : "true"}>{row.short ?? row.label}</bdi>
      {row.short !== undefined && <span className="visually-hidden">{row.label}</span>}
      {row.kind !== "" && (
        <span className={row.target.is === "heading" ? styles["badge"] : "visually-hidden"}>
          {row.target.is === "heading" ? row.kind : `, ${row.kind}`}
        </span>
      )}
    </span>
  );
}

/** The name as a field: Enter and leaving it keep what was written, Escape what was. */
function NameField({ row, onDone }: { readonly row: Row; readonly onDone: () => void }) {
  const field = useRef<HTMLInputElement>(null);
  const isDone = useRef(false);
  useLayoutEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, []);
  useEffect(() => () => void (isDone.current = true), []);
  const end = (keeps: boolean, byKey: boolean) => {
    if (isDone.current) return;
    isDone.current = true;
    const written = field.current?.value ?? "";
    if (keeps && row.target.is === "node" && written.trim() !== row.label) renameNode(row.target.id, written);
    setRenaming(null);
    if (byKey) onDone();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (event.key === "Enter" && !event.nativeEvent.isComposing) end(true, true);
    else if (event.key === "Escape") end(false, true);
    else return;
    event.preventDefault();
  };
  return (
    <input
      ref={field}
      className={styles["field"]}
      aria-label={`New name of ${row.label}`}
      defaultValue={row.label}
      spellCheck={false}
      onKeyDown={onKeyDown}
      onBlur={() => end(true, false)}
      onClick={(event) => event.stopPropagation()}
    />
  );
}

function LiveCells({ row }: { readonly row: Row }) {
  const cells = useCells(row.target);
  if (row.target.is === "heading") return <Cell3 cells={null} />;
  return <Cell3 cells={cells} />;
}

function Cell3({ cells }: { readonly cells: Cells | null }) {
  const spoken = cells === null ? null : spokenCells(cells);
  return (
    <>
      <span role="gridcell" className={styles["state"]} data-tone={cells?.tone} title={cells?.state}>
        {cells?.state}
      </span>
      <span role="gridcell" className={styles["lag"]} data-step={cells?.step}>
        <span aria-hidden="true">{cells?.lag}</span>
        <span className="visually-hidden">{spoken?.lag}</span>
      </span>
      <span role="gridcell" className={styles["rate"]}>
        <span aria-hidden="true">{cells?.rate.replace("/s", "")}</span>
        <span className="visually-hidden">{spoken?.rate}</span>
      </span>
    </>
  );
}
