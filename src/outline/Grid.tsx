import {
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type RefObject,
  type UIEvent,
} from "react";
import { pointAway } from "#session/pointing-store.ts";
import { useView } from "#session/view-store.ts";
import { ContextMenu } from "#ui/ContextMenu.tsx";
import { adopt, choose, mayDelete, menuOf } from "./acting.ts";
import { GridRow } from "./GridRow.tsx";
import styles from "./Outline.module.css";
import { setCurrent, setRenaming, turn, useOutline } from "./outline-store.ts";
import { rowAfter, type Row } from "./rows.ts";

/** Rows drawn above and below what is in sight. */
const SPARE = 6;
/** Height of a row in px where the style sheet says nothing. */
const ROW_PX = 30;

interface Props {
  readonly rows: readonly Row[];
  readonly box: RefObject<HTMLDivElement | null>;
}

interface MenuAt {
  readonly row: Row;
  readonly x: number;
  readonly y: number;
}

/** The rows as an ARIA tree grid: one Tab stop, arrows go about and open, only what is in sight is drawn. */
export function Grid({ rows, box }: Props) {
  const current = useOutline((state) => state.current);
  const [menu, setMenu] = useState<MenuAt | null>(null);
  const at = useCurrentIndex(rows, current);
  const { first, last, rowPx, pageRows, onScroll } = useSight(box, rows.length, at);
  useKeptFocus(box, rows, at);
  const focusRow = () => box.current?.querySelector<HTMLElement>('[role="row"][tabindex="0"]')?.focus();
  const openMenu = (row: Row, x: number, y: number) => {
    setCurrent(row.key);
    adopt(row.target);
    setMenu({ row, x, y });
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const row = rows[at];
    if (row === undefined || !(event.target as HTMLElement).matches('[role="row"]')) return;
    const isMenuKey = event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey);
    if (isMenuKey) {
      const place = (event.target as HTMLElement).getBoundingClientRect();
      openMenu(row, place.left + 32, place.bottom);
    } else if (!handleKey(event, rows, row, pageRows)) return;
    event.preventDefault();
    event.stopPropagation();
  };
  const shown = rows.slice(first, last).map((row, index) => ({ row, index: first + index }));
  const kept = rows[at];
  // The row that has the focus stays on the page wherever it is scrolled to.
  if (kept !== undefined && (at < first || at >= last)) shown.push({ row: kept, index: at });
  return (
    <>
      <div
        role="treegrid"
        aria-label="Outline"
        aria-rowcount={rows.length + 1}
        aria-multiselectable="true"
        className={styles["grid"]}
        onKeyDown={onKeyDown}
        onMouseLeave={() => pointAway("outline")}
        onBlur={() => pointAway("outline")}
      >
        <div role="row" aria-rowindex={1} className={styles["titles"]}>
          <span role="columnheader">Name</span>
          <span role="columnheader">State</span>
          <span role="columnheader">Lag</span>
          <span role="columnheader">per s</span>
        </div>
        <div ref={box} role="rowgroup" className={styles["rows"]} onScroll={onScroll}>
          <div role="presentation" className={styles["all"]} style={{ height: rows.length * rowPx }}>
            {shown.map(({ row, index }) => (
              <GridRow
                key={row.key}
                row={row}
                index={index}
                top={index * rowPx}
                isCurrent={index === at}
                onMenu={(x, y) => openMenu(row, x, y)}
              />
            ))}
          </div>
        </div>
      </div>
      {menu !== null && (
        <ContextMenu
          label={menu.row.label}
          at={menu}
          items={menuOf(menu.row)}
          onClose={(byKey) => {
            setMenu(null);
            if (byKey) focusRow();
          }}
        />
      )}
    </>
  );
}

/** Keys that do something to the selection: here they mean the row that has the focus. */
function meansSelection({ key, altKey, ctrlKey, metaKey }: KeyboardEvent): boolean {
  if (altKey) return key.startsWith("Arrow");
  if (ctrlKey || metaKey) return /^[cdx]$/i.test(key);
  return /^(?:[bcen]|F2|Delete|Backspace)$/i.test(key);
}

/** Whether the key meant something in the tree; others go on to the commands, which mean the selection. */
function handleKey(event: KeyboardEvent, rows: readonly Row[], row: Row, pageRows: number): boolean {
  const { key, altKey, ctrlKey, metaKey, shiftKey } = event;
  if (key === "Enter" && (ctrlKey || metaKey)) {
    adopt(row.target, true);
    return true;
  }
  if (meansSelection(event)) {
    if (key === "Delete" || key === "Backspace") {
      if (!mayDelete(row.target)) return true;
    } else if (key === "F2" && row.target.is === "node") {
      setRenaming(row.key);
      return true;
    }
    adopt(row.target);
    return false;
  }
  if (altKey || ctrlKey || metaKey || shiftKey) return false;
  if (key === "Enter") choose(row);
  else if (key === "ArrowRight" && row.open === false) turn(row.key);
  else if (key === "ArrowLeft" && row.open === true) turn(row.key);
  else {
    const next = rowAfter(rows, row.key, key, pageRows);
    if (next === null) return key === "ArrowRight" || key === "ArrowLeft";
    setCurrent(next);
  }
  return true;
}

/** Where the current row is; when it has gone, the row that came into its place. */
function useCurrentIndex(rows: readonly Row[], current: string | null): number {
  const found = rows.findIndex((row) => row.key === current);
  const [before, setBefore] = useState(0);
  const at = found >= 0 ? found : Math.max(0, Math.min(before, rows.length - 1));
  if (at !== before) setBefore(at);
  return at;
}

/** Height of a row: the density's, or a finger's. */
function useRowPx(): number {
  const density = useView((state) => state.density);
  return useMemo(() => {
    void density;
    const row = getComputedStyle(document.documentElement).getPropertyValue("--row");
    return Number.parseFloat(row) || ROW_PX;
  }, [density]);
}

/** What of the rows is in sight, and scrolling to the current one when it changes. */
function useSight(box: RefObject<HTMLDivElement | null>, count: number, at: number) {
  const [scrollTop, setScrollTop] = useState(0);
  const [height, setHeight] = useState(600);
  const rowPx = useRowPx();
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => setHeight(element.clientHeight));
    observer.observe(element);
    return () => observer.disconnect();
  }, [box]);
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const [top, bottom] = [at * rowPx, (at + 1) * rowPx];
    if (top < element.scrollTop) element.scrollTo({ top });
    else if (bottom > element.scrollTop + element.clientHeight)
      element.scrollTo({ top: bottom - element.clientHeight });
  }, [box, at, rowPx]);
  return {
    first: Math.max(0, Math.floor(scrollTop / rowPx) - SPARE),
    last: Math.min(count, Math.ceil((scrollTop + height) / rowPx) + SPARE),
    rowPx,
    pageRows: Math.max(1, Math.floor(height / rowPx) - 1),
    onScroll: (event: UIEvent) => setScrollTop(event.currentTarget.scrollTop),
  };
}

/** The focus goes where the current row goes, and to its place when it has gone; who left the grid is left alone. */
function useKeptFocus(box: RefObject<HTMLDivElement | null>, rows: readonly Row[], at: number): void {
  const isInside = useRef(false);
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const enter = () => (isInside.current = true);
    const leave = (event: FocusEvent) => {
      // A row that is taken off the page leaves for nowhere: its place keeps the focus.
      if (event.relatedTarget instanceof Node && !element.contains(event.relatedTarget))
        isInside.current = false;
    };
    element.addEventListener("focusin", enter);
    element.addEventListener("focusout", leave);
    return () => {
      element.removeEventListener("focusin", enter);
      element.removeEventListener("focusout", leave);
    };
  }, [box]);
  const key = rows[at]?.key;
  useLayoutEffect(() => {
    const element = box.current;
    const { activeElement } = document;
    const isLost = activeElement === null || activeElement === document.body;
    if (element === null || !isInside.current || !(isLost || element.contains(activeElement))) return;
    if (activeElement instanceof HTMLInputElement) return;
    const row = element.querySelector<HTMLElement>('[role="row"][tabindex="0"]');
    if (row !== null && row !== activeElement) row.focus({ preventScroll: true });
  }, [box, key]);
}
