import { useCallback, useEffect, useMemo, useState, type ReactNode } from "react";
import { listEarlier, useHappened, watchHappened } from "#session/happened.ts";
import { followMessage } from "#session/journey.ts";
import { seek } from "#session/playback-store.ts";
import { pointerOf } from "#session/pointing.ts";
import { pointAt, pointAway, usePointing, type Pointer } from "#session/pointing-store.ts";
import { currentScenario } from "#session/scenario-store.ts";
import type { Layout } from "#sim/layout.ts";
import { sentenceOf } from "#sim/sentences.ts";
import { startStory } from "#sim/story-context.ts";
import { messageOfRow, type WindowRow } from "#sim/trace-window.ts";
import { Button } from "#ui/Button.tsx";
import { Icon } from "#ui/icons.tsx";
import { clockText, countText } from "#ui/quantities.ts";
import styles from "./TraceList.module.css";
import { VirtualGrid } from "#ui/VirtualGrid.tsx";

const COLUMNS = ["At", "Row", "What happened", "Message"];
const TRACKS = "76px 84px 1fr 130px";

const NARROW_TRACKS = "64px 1fr 92px";
const NARROW_HIDES = [1];

/** Every fact of the trace up to the playhead, in words. A click goes to its moment. */
export function Happened({ layout }: { readonly layout: Layout }) {
  const { rows, state } = useHappened();
  const [follows, setFollows] = useState(true);
  const [active, setActive] = useState<number | null>(null);
  const pointer = usePointing((each) => each.at);
  useEffect(watchHappened, []);
  useEffect(() => () => pointAway("messages"), []);
  const cellsOf = useCells(rows, layout);
  if (rows.length === 0)
    return (
      <p className={styles["empty"]}>
        {state === "reading"
          ? "Reading the trace …"
          : "Nothing of this kind has happened up to the playhead."}
      </p>
    );
  return (
    <>
      <VirtualGrid
        label="What happened. Arrows choose, Enter goes to the moment."
        columns={COLUMNS}
        tracks={TRACKS}
        narrowTracks={NARROW_TRACKS}
        narrowHides={NARROW_HIDES}
        count={rows.length}
        // Rows come and go at both ends: the chosen one is known by its number in the trace.
        activeAt={active === null ? -1 : rows.findIndex(({ row }) => row === active)}
        idPrefix="happened-row"
        cellsOf={cellsOf}
        lookOf={(at) => ({ "data-lit": isLit(rows[at], pointer) })}
        onVisible={nothing}
        onChoose={(at) => {
          setActive(rows[at]?.row ?? null);
          point(rows[at], layout);
        }}
        onOpen={(at) => {
          setFollows(false);
          setActive(rows[at]?.row ?? null);
          goTo(rows[at]);
        }}
        onPoint={(at) => point(at === null ? undefined : rows[at], layout)}
        follows={follows}
        onFollow={setFollows}
      />
      <Below follows={follows} follow={() => setFollows(true)} />
    </>
  );
}

function Below({ follows, follow }: { readonly follows: boolean; readonly follow: () => void }) {
  const { hasEarlier, state } = useHappened();
  return (
    <div className={styles["below"]}>
      {hasEarlier && (
        <Button onClick={listEarlier}>
          <Icon name="chevronUp" size={14} /> {state === "reading" ? "Reading …" : "Earlier rows too"}
        </Button>
      )}
      {!follows && (
        <Button onClick={follow}>
          <Icon name="chevronDown" size={14} /> Newest
        </Button>
      )}
    </div>
  );
}

/** The cells of a row by its place. */
function useCells(rows: readonly WindowRow[], layout: Layout): (at: number) => readonly ReactNode[] | null {
  const context = useMemo(() => startStory(layout, currentScenario()), [layout]);
  return useCallback(
    (at: number) => {
      const row = rows[at];
      if (row === undefined) return null;
      const text = sentenceOf(row, layout, context);
      const message = messageOfRow(row);
      return [
        <span key="time" className={styles["number"]}>
          {clockText(row.timeUs)}
        </span>,
        <span key="row" className={`${styles["number"]} ${styles["faint"]}`}>
          {countText(row.row)}
        </span>,
        <bdi key="text" title={text}>
          {text}
        </bdi>,
        message < 0 ? null : <FollowLink key="message" message={message} />,
      ];
    },
    [rows, layout, context],
  );
}

/** By keyboard, Enter on the row does the same. */
function FollowLink({ message }: { readonly message: number }) {
  return (
    <button
      type="button"
      tabIndex={-1}
      className={styles["link"]}
      onClick={(event) => {
        event.stopPropagation();
        followMessage(message);
      }}
    >
      Follow {countText(message)}
    </button>
  );
}

/** Goes to a row's moment, and follows its message. */
function goTo(row: WindowRow | undefined): void {
  if (row === undefined) return;
  const message = messageOfRow(row);
  if (message >= 0) followMessage(message);
  seek(row.timeUs);
}

function point(row: WindowRow | undefined, layout: Layout): void {
  if (row === undefined) return pointAway("messages");
  const message = messageOfRow(row);
  pointAt(pointerOf(row, layout, "messages", message < 0 ? null : message));
}

function isLit(row: WindowRow | undefined, pointer: Pointer | null): boolean {
  if (row === undefined || pointer === null || pointer.from === "messages") return false;
  return pointer.timeUs !== null && pointer.timeUs === row.timeUs;
}

function nothing(): void {
  // All rows are here.
}
