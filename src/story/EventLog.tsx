import { countUntil } from "#base/search.ts";
import { useMemo, useRef, useState, type KeyboardEvent } from "react";
import { seek, usePlayback } from "#session/playback-store.ts";
import { isPointedAt, pointerOf } from "#session/pointing.ts";
import { pointAt, pointAway, usePointing, type Pointer } from "#session/pointing-store.ts";
import { focusFact, useSelection } from "#session/selection-store.ts";
import { storyRows, useStory } from "#session/story.ts";
import { toldStory, type ToldEntry } from "#session/telling.ts";
import { markerOf } from "#sim/markers.ts";
import { Button } from "#ui/Button.tsx";
import { DomainIcon } from "#ui/domain-icons.tsx";
import { Icon } from "#ui/icons.tsx";
import { Menu } from "#ui/Menu.tsx";
import { SearchField } from "#ui/SearchField.tsx";
import { clockText, countText } from "#ui/quantities.ts";
import { useAtMost } from "#ui/use-at-most.ts";
import styles from "./EventLog.module.css";
import { FACT_SIGNS } from "./fact-signs.ts";
import { LOG_KINDS, rowForKey, suiting, windowOf, type LogKind } from "./log-rows.ts";
import { useScrolling } from "./use-scrolling.ts";

/** The log is drawn anew at most this often. */
const EVERY_MS = 150;

/** What happened, in sentences that name cause and setting; newest at the bottom, a click goes to the moment. */
export function EventLog() {
  const [kind, setKind] = useState<LogKind>("all");
  const [words, setWords] = useState("");
  const version = useAtMost(useStory, (state) => state.version, EVERY_MS);
  const left = useAtMost(useStory, (state) => state.left, EVERY_MS);
  const layout = usePlayback((state) => state.layout);
  const { entries, shown } = useMemo(() => {
    void version;
    const told = layout === null ? [] : toldStory();
    return { entries: told, shown: suiting(told, kind, words) };
  }, [version, layout, kind, words]);
  const count = shown?.length ?? entries.length;
  const entryAt = (position: number): ToldEntry | undefined =>
    entries[shown === null ? position : (shown[position] ?? -1)];
  return (
    <div className={styles["log"]}>
      <div className={styles["tools"]}>
        <SearchField
          label="Find in the log"
          value={words}
          onChange={(event) => setWords(event.target.value)}
        />
        <Menu
          label="Show"
          look="quiet"
          align="end"
          side="above"
          items={LOG_KINDS.map(({ id, label }) => ({
            id,
            label,
            checked: id === kind,
            onSelect: () => setKind(id),
          }))}
        >
          {LOG_KINDS.find(({ id }) => id === kind)?.label}
        </Menu>
      </div>
      {count === 0 ? (
        <p className={styles["empty"]}>
          {entries.length === 0
            ? "Nothing to tell yet. What happens to groups, instances and messages is told here."
            : "Nothing in the log suits."}
        </p>
      ) : (
        <Rows count={count} entryAt={entryAt} />
      )}
      {left > 0 && (
        <p className={styles["left"]}>{countText(left)} later facts are not listed: the log is full.</p>
      )}
    </div>
  );
}

interface RowsProps {
  readonly count: number;
  readonly entryAt: (position: number) => ToldEntry | undefined;
}

function Rows({ count, entryAt }: RowsProps) {
  const box = useRef<HTMLDivElement>(null);
  const playheadUs = usePlayback((state) => state.playheadUs);
  const focused = useSelection((state) => state.focusFact);
  const pointer = usePointing((state) => state.at);
  const told = countUntil(count, (position) => entryAt(position)?.timeUs ?? 0, playheadUs);
  const active = focused === null ? -1 : positionOf(focused, count, entryAt);
  const { view, setTop, rowHeight, follows, setFollows } = useScrolling(box, {
    count,
    told,
    active,
    focused,
  });
  const goTo = (position: number) => {
    const entry = entryAt(position);
    if (entry === undefined) return;
    focusFact(entry.from);
    seek(entry.timeUs);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const target = rowForKey(event.key, active < 0 ? told - 1 : active, count);
    if (event.key === "Enter" && active >= 0) goTo(active);
    else if (target === null) return;
    else {
      focusFact(entryAt(target)?.from ?? null);
      point(entryAt(target));
    }
    event.preventDefault();
    event.stopPropagation();
  };
  const rows = windowOf(count, view.top, view.height, rowHeight);
  const visible = Array.from({ length: Math.max(0, rows.to - rows.from) }, (_, at) => rows.from + at);
  const isActiveVisible = active >= rows.from && active < rows.to;
  return (
    <>
      <div
        ref={box}
        className={styles["rows"]}
        role="listbox"
        tabIndex={0}
        aria-label="Log of the run. Arrows choose, Enter goes to the moment."
        {...(isActiveVisible ? { "aria-activedescendant": `log-row-${active}` } : {})}
        onScroll={(event) => setTop(event.currentTarget.scrollTop)}
        onWheel={() => setFollows(false)}
        onTouchMove={() => setFollows(false)}
        onPointerDown={(event) => event.target === event.currentTarget && setFollows(false)}
        onKeyDown={onKeyDown}
        onPointerLeave={() => pointAway("log")}
        onBlur={() => pointAway("log")}
      >
        <div role="presentation" className={styles["all"]} style={{ height: `${count * rowHeight}px` }}>
          {visible.map((position) => (
            <Row
              key={position}
              entry={entryAt(position)}
              position={position}
              count={count}
              height={rowHeight}
              isLater={position >= told}
              isActive={position === active}
              isLit={isLit(entryAt(position), entryAt(position + 1), pointer)}
              goTo={goTo}
            />
          ))}
        </div>
      </div>
      {!follows && (
        <Button className={styles["follow"] ?? ""} onClick={() => setFollows(true)}>
          <Icon name="chevronDown" size={14} /> Follow the playhead
        </Button>
      )}
    </>
  );
}

/** The row that tells a story row, by binary search; -1 where the filter hides it. */
function positionOf(storyRow: number, count: number, entryAt: RowsProps["entryAt"]): number {
  const position = countUntil(count, (at) => entryAt(at)?.from ?? 0, storyRow) - 1;
  const entry = entryAt(position);
  return entry !== undefined && storyRow < entry.to ? position : -1;
}

/** Points at what a sentence tells: where it happened, and when. */
function point(entry: ToldEntry | undefined): void {
  const row = storyRows()[entry?.from ?? -1];
  const { layout } = usePlayback.getState();
  if (entry === undefined || row === undefined || layout === null) return pointAway("log");
  pointAt(pointerOf(row, layout, "log", null, entry.from));
}

/**
 * Whether what another view points at is told here: its row of the story, else what happened last before its moment,
 * else what happened at its card or wire.
 */
function isLit(entry: ToldEntry | undefined, next: ToldEntry | undefined, pointer: Pointer | null): boolean {
  if (entry === undefined || pointer === null || pointer.from === "log") return false;
  if (pointer.storyRow !== null) return entry.from <= pointer.storyRow && pointer.storyRow < entry.to;
  if (pointer.timeUs !== null)
    return entry.timeUs <= pointer.timeUs && (next?.timeUs ?? Infinity) > pointer.timeUs;
  const row = storyRows()[entry.from];
  const { layout } = usePlayback.getState();
  if (row === undefined || layout === null) return false;
  const { nodes, wires } = pointerOf(row, layout, "log");
  return isPointedAt(pointer, nodes, wires);
}

interface RowProps {
  readonly entry: ToldEntry | undefined;
  readonly position: number;
  readonly count: number;
  readonly height: number;
  readonly isLater: boolean;
  readonly isActive: boolean;
  readonly isLit: boolean;
  readonly goTo: (position: number) => void;
}

function Row({ entry, position, count, height, isLater, isActive, isLit, goTo }: RowProps) {
  if (entry === undefined) return null;
  return (
    <div
      id={`log-row-${position}`}
      role="option"
      aria-selected={isActive}
      aria-setsize={count}
      aria-posinset={position + 1}
      className={styles["row"]}
      data-later={isLater}
      data-lit={isLit}
      data-kind={markerOf(entry.fact) ?? "none"}
      data-lines={height > 30 ? 2 : 1}
      style={{ top: `${position * height}px`, height: `${height}px` }}
      title={entry.text}
      onClick={() => goTo(position)}
      onPointerEnter={() => point(entry)}
    >
      <span className={styles["time"]}>{clockText(entry.timeUs)}</span>
      <span className={styles["sign"]} aria-hidden="true">
        <DomainIcon name={FACT_SIGNS[entry.fact]} />
      </span>
      <span className={styles["text"]}>{entry.text}</span>
      {isLater && <span className="visually-hidden">(later than the playhead)</span>}
    </div>
  );
}
