import { useCallback, useEffect, useMemo, useState } from "react";
import { listEarlier, useHappened, watchHappened } from "#session/happened.ts";
import { followMessage } from "#session/journey.ts";
import { seek } from "#session/playback-store.ts";
import { pointerOf } from "#session/pointing.ts";
import { pointAt, pointAway, usePointing } from "#session/pointing-store.ts";
import { currentScenario } from "#session/scenario-store.ts";
import type { Layout } from "#sim/layout.ts";
import { sentenceOf } from "#sim/sentences.ts";
import { startStory } from "#sim/story-context.ts";
import { messageOfRow } from "#sim/trace-window.ts";
import { Button } from "#ui/Button.tsx";
import { Icon } from "#ui/icons.tsx";
import { clockText, countText } from "#ui/quantities.ts";
import styles from "./TraceList.module.css";
import { VirtualGrid } from "./VirtualGrid.tsx";

const COLUMNS = ["At", "Row", "What happened", "Message"];
const TRACKS = "76px 84px 1fr 130px";

const NARROW_TRACKS = "64px 1fr 92px";
const NARROW_HIDES = [1];

/** Every fact of the trace up to the playhead, in words. A click goes to its moment. */
export function Happened({ layout }: { readonly layout: Layout }) {
  const { rows, hasEarlier, state } = useHappened();
  const [follows, setFollows] = useState(true);
  const [active, setActive] = useState<number | null>(null);
  const pointer = usePointing((each) => each.at);
  useEffect(watchHappened, []);
  useEffect(() => () => pointAway("messages"), []);
  const context = useMemo(() => startStory(layout, currentScenario()), [layout]);
  // Rows come and go at both ends: the chosen one is known by its number in the trace.
  const activeAt = active === null ? -1 : rows.findIndex(({ row }) => row === active);
  const cellsOf = useCallback(
    (at: number) => {
      const row = rows[at];
      if (row === undefined) return null;
      const message = messageOfRow(row);
      return [
        <span key="time" className={styles["number"]}>
          {clockText(row.timeUs)}
        </span>,
        <span key="row" className={`${styles["number"]} ${styles["faint"]}`}>
          {countText(row.row)}
        </span>,
        <bdi key="text" title={sentenceOf(row, layout, context)}>
          {sentenceOf(row, layout, context)}
        </bdi>,
        message < 0 ? null : (
          <button
            key="message"
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
        ),
      ];
    },
    [rows, layout, context],
  );
  const point = (at: number | null) => {
    const row = at === null ? undefined : rows[at];
    if (row === undefined) return pointAway("messages");
    const message = messageOfRow(row);
    pointAt(pointerOf(row, layout, "messages", message < 0 ? null : message));
  };
  const choose = (at: number) => {
    setActive(rows[at]?.row ?? null);
    point(at);
  };
  const open = (at: number) => {
    const row = rows[at];
    if (row === undefined) return;
    setFollows(false);
    setActive(row.row);
    const message = messageOfRow(row);
    if (message >= 0) followMessage(message);
    seek(row.timeUs);
  };
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
        activeAt={activeAt}
        idPrefix="happened-row"
        cellsOf={cellsOf}
        lookOf={(at) => ({
          "data-lit":
            pointer !== null &&
            pointer.from !== "messages" &&
            pointer.timeUs !== null &&
            pointer.timeUs === rows[at]?.timeUs,
        })}
        onVisible={nothing}
        onChoose={choose}
        onOpen={open}
        onPoint={point}
        follows={follows}
        onFollow={setFollows}
      />
      <div className={styles["below"]}>
        {hasEarlier && (
          <Button onClick={listEarlier}>
            <Icon name="chevronUp" size={14} /> {state === "reading" ? "Reading …" : "Earlier rows too"}
          </Button>
        )}
        {!follows && (
          <Button onClick={() => setFollows(true)}>
            <Icon name="chevronDown" size={14} /> Newest
          </Button>
        )}
      </div>
    </>
  );
}

function nothing(): void {
  // All rows are here.
}
