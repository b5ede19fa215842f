import {
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
  type CSSProperties,
  type KeyboardEvent,
  type ReactNode,
} from "react";
import styles from "./VirtualGrid.module.css";
import { boxHeight, revealing, rowForKey, scrollFor, topOf, visibleRows, type Rows } from "./virtual-rows.ts";

interface Props {
  readonly label: string;
  readonly columns: readonly string[];
  /** What stands in the head of a column in place of its title, which is its name then. */
  readonly heads?: Readonly<Record<number, ReactNode>>;
  /** Grid tracks of the columns, and of those that stay where there is little room. */
  readonly tracks: string;
  readonly narrowTracks: string;
  /** Columns that go where there is little room. */
  readonly narrowHides: readonly number[];
  readonly count: number;
  /** The chosen row, -1 for none. */
  readonly activeAt: number;
  /** Id prefix of the rows in the page. */
  readonly idPrefix: string;
  /** Cells of a row, one for each column; null while the row is not known. */
  readonly cellsOf: (at: number) => readonly ReactNode[] | null;
  /** More about a row: data attributes for its look. */
  readonly lookOf?: (at: number) => Readonly<Record<`data-${string}`, string | boolean>>;
  readonly onVisible: (from: number, to: number) => void;
  readonly onChoose: (at: number) => void;
  /** Enter, or a click. */
  readonly onOpen: (at: number) => void;
  readonly onPoint: (at: number | null) => void;
  /** Stays at the end while rows are added. */
  readonly follows: boolean;
  readonly onFollow: (follows: boolean) => void;
}

const ROW_PX = 28;
const COARSE_ROW_PX = 44;
/** Height of the head, as the style sheet has it. */
const HEAD_PX = 24;

/** A table of very many rows (ARIA grid): only what is visible is in the page. One Tab stop; arrows choose, Enter opens. */
export function VirtualGrid(props: Props) {
  const { label, columns, count, activeAt, idPrefix, follows, onFollow, onVisible } = props;
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 0 });
  const rowHeight = useRowHeight();
  const rows = { count, rowHeight, height: view.height };
  const { from, to } = visibleRows(rows, view.top);
  useMeasured(box, setView);
  useEffect(() => onVisible(from, to), [onVisible, from, to]);
  useScrolled(box, rows, follows, activeAt);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter" && activeAt >= 0) props.onOpen(activeAt);
    else {
      const otherwise = Math.max(0, Math.min(count, to - 6) - 1);
      const target = rowForKey(event.key, activeAt, otherwise, rows);
      if (target === null) return;
      onFollow(false);
      props.onChoose(target);
    }
    event.preventDefault();
    event.stopPropagation();
  };
  const isActiveShown = activeAt >= from && activeAt < to;
  return (
    <div
      ref={box}
      className={styles["grid"]}
      role="grid"
      aria-label={label}
      aria-rowcount={count + 1}
      aria-colcount={columns.length}
      tabIndex={0}
      {...(isActiveShown ? { "aria-activedescendant": `${idPrefix}-${activeAt}` } : {})}
      onKeyDown={onKeyDown}
      onPointerLeave={() => props.onPoint(null)}
      onBlur={() => props.onPoint(null)}
      onScroll={(event) => setView(viewOf(event.currentTarget))}
      onWheel={() => onFollow(false)}
      onTouchMove={() => onFollow(false)}
      onPointerDown={(event) => event.target === event.currentTarget && onFollow(false)}
    >
      <Head {...props} />
      <div role="rowgroup" className={styles["all"]} style={{ height: `${boxHeight(rows)}px` }}>
        {Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i).map((at) => (
          <Row
            key={at}
            {...props}
            at={at}
            top={topOf(rows, view.top, at)}
            rowHeight={rowHeight}
            isActive={at === activeAt}
          />
        ))}
      </div>
    </div>
  );
}

/** The tracks as variables: the style sheet chooses by the room that there is. */
function tracksOf({ tracks, narrowTracks }: Props): CSSProperties {
  return { "--tracks": tracks, "--narrow-tracks": narrowTracks } as CSSProperties;
}

function Head(props: Props) {
  return (
    <div role="rowgroup" className={styles["head"]}>
      <div role="row" aria-rowindex={1} className={styles["row"]} style={tracksOf(props)}>
        {props.columns.map((title, column) => (
          <span
            key={title}
            role="columnheader"
            data-secondary={props.narrowHides.includes(column)}
            {...(props.heads?.[column] === undefined ? {} : { "aria-label": title })}
          >
            {props.heads?.[column] ?? title}
          </span>
        ))}
      </div>
    </div>
  );
}

/** What is visible of the rows: the head keeps its place over them. */
function viewOf(element: HTMLElement): { top: number; height: number } {
  return { top: element.scrollTop, height: Math.max(0, element.clientHeight - HEAD_PX) };
}

interface RowProps extends Props {
  readonly at: number;
  readonly top: number;
  readonly rowHeight: number;
  readonly isActive: boolean;
}

function Row(props: RowProps) {
  const { at, top, rowHeight, isActive, idPrefix, columns, narrowHides, cellsOf, lookOf, onOpen, onPoint } =
    props;
  const cells = cellsOf(at);
  return (
    <div
      id={`${idPrefix}-${at}`}
      role="row"
      aria-rowindex={at + 2}
      aria-selected={isActive}
      className={styles["row"]}
      style={{ ...tracksOf(props), transform: `translateY(${top}px)`, height: `${rowHeight}px` }}
      {...lookOf?.(at)}
      onClick={() => onOpen(at)}
      onPointerEnter={() => onPoint(at)}
    >
      {(cells ?? columns.map(() => "…")).map((cell, column) => (
        // A row's cells stand in the order of the columns, always.
        // oxlint-disable-next-line react/no-array-index-key
        <span
          key={column}
          role="gridcell"
          className={styles["cell"]}
          data-secondary={narrowHides.includes(column)}
        >
          {cell}
        </span>
      ))}
    </div>
  );
}

/** Scrolls to the end while that is followed, and to another row once it is chosen. */
function useScrolled(
  box: React.RefObject<HTMLDivElement | null>,
  { count, rowHeight, height }: Rows,
  follows: boolean,
  activeAt: number,
): void {
  useLayoutEffect(() => {
    if (follows && box.current !== null)
      box.current.scrollTop = scrollFor({ count, rowHeight, height }, count * rowHeight);
  }, [box, follows, count, rowHeight, height]);
  useEffect(() => {
    const element = box.current;
    if (element === null || activeAt < 0) return;
    const target = revealing({ count, rowHeight, height }, element.scrollTop, activeAt);
    if (target !== null) element.scrollTop = target;
    // Only when another row is chosen: a person may scroll away from it.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [activeAt]);
}

function useRowHeight(): number {
  const [coarse] = useState(() => matchMedia("(pointer: coarse)"));
  const [isCoarse, setCoarse] = useState(coarse.matches);
  useEffect(() => {
    const change = () => setCoarse(coarse.matches);
    coarse.addEventListener("change", change);
    return () => coarse.removeEventListener("change", change);
  }, [coarse]);
  return isCoarse ? COARSE_ROW_PX : ROW_PX;
}

function useMeasured(
  box: React.RefObject<HTMLDivElement | null>,
  setView: (view: { top: number; height: number }) => void,
): void {
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const measure = () => setView(viewOf(element));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [box, setView]);
}
