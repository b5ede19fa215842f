import type { KeyboardEvent, MouseEvent } from "react";
import { followMessage } from "#session/journey.ts";
import { lookAtOffset, showFrom, usePartition } from "#session/partition.ts";
import { setDrawerTab } from "#session/view-store.ts";
import type { Layout } from "#sim/layout.ts";
import type { PartitionDetail } from "#sim/partition-detail.ts";
import { Button } from "#ui/Button.tsx";
import { Icon } from "#ui/icons.tsx";
import { countText } from "#ui/quantities.ts";
import { Epochs, Records, Segments, Transactions } from "./LogRows.tsx";
import styles from "./PartitionView.module.css";
import { Readers, Replicas } from "./PeopleRows.tsx";
import { Row } from "./Row.tsx";
import { offsetForKey, offsetTicks, offsetUnder, percentOf, scaleFor, type Scale } from "./scale.ts";
import {
  leaderText,
  MARK_SHORT,
  markLines,
  marksOf,
  offsetText,
  type LogMark,
  type PartitionSight,
} from "./sight.ts";

interface Props {
  readonly layout: Layout;
  readonly sight: PartitionSight;
  readonly detail: PartitionDetail;
}

/** The log from left to right by offset: what it holds, how far everybody has come, and who keeps it. Arrows walk over offsets. */
export function LogChart({ layout, sight, detail }: Props) {
  const { span, from, offset } = usePartition();
  const scale = scaleFor(sight, span, from);
  const go = (target: number | null) => {
    if (target !== null) lookAtOffset(target);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== event.currentTarget) return;
    if (event.key === "Enter") follow(detail, offset);
    else if (event.key === "Escape" && offset !== null) lookAtOffset(null);
    else {
      const at = offset ?? detail.logEnd;
      const target = offsetForKey(event.key, at, { ...detail, span });
      if (target === null) return;
      go(target);
    }
    event.preventDefault();
    event.stopPropagation();
  };
  const said =
    offset === null ? "no offset chosen" : `offset ${offset}, ${offsetText(layout, detail, offset)}`;
  return (
    <>
      <div
        className={styles["chart"]}
        role="slider"
        tabIndex={0}
        aria-label={`Offsets of ${sight.topic} ${sight.number}`}
        aria-orientation="horizontal"
        aria-valuemin={detail.logStart}
        aria-valuemax={Math.max(detail.logStart, detail.logEnd - 1)}
        aria-valuenow={offset ?? Math.max(detail.logStart, detail.logEnd - 1)}
        aria-valuetext={said}
        onKeyDown={onKeyDown}
        onClick={(event) => go(offsetAt(event, scale))}
        onDoubleClick={(event) => follow(detail, offsetAt(event, scale))}
      >
        <Axis scale={scale} sight={sight} />
        <Row label="records">
          <Records detail={detail} scale={scale} />
        </Row>
        <Row label={segmentsText(detail)}>
          <Segments detail={detail} scale={scale} />
        </Row>
        <Epochs detail={detail} scale={scale} />
        <Transactions layout={layout} detail={detail} scale={scale} />
        <Readers sight={sight} scale={scale} />
        <Replicas sight={sight} scale={scale} />
        <Cursor scale={scale} offset={offset} />
      </div>
      <Foot layout={layout} sight={sight} detail={detail} isFollowing={from === null} />
    </>
  );
}

function segmentsText({ segmentCount }: PartitionDetail): string {
  return segmentCount === 1 ? "1 segment" : `${countText(segmentCount)} segments`;
}

/** The offset under the pointer, null beside the tracks. */
function offsetAt(event: MouseEvent<HTMLElement>, scale: Scale): number | null {
  const track = event.currentTarget.querySelector("[data-track]")?.getBoundingClientRect();
  if (track === undefined || event.clientX < track.left || event.clientX > track.right) return null;
  return offsetUnder((event.clientX - track.left) / track.width, scale);
}

/** Opens the journey of the record at an offset, where there is one. */
function follow(detail: PartitionDetail, offset: number | null): void {
  const message = messageAt(detail, offset);
  if (message < 0) return;
  followMessage(message);
  setDrawerTab("messages");
}

function messageAt(detail: PartitionDetail, offset: number | null): number {
  return offset === null ? -1 : (detail.records[offset - detail.from]?.message ?? -1);
}

/** What the name of a mark takes of the width, in percent. */
const NAME_PERCENT = 27;

function Axis({ scale, sight }: { readonly scale: Scale; readonly sight: PartitionSight }) {
  const marks = marksOf(sight)
    .map((mark) => ({ ...mark, at: percentOf(mark.offset, scale) }))
    .filter(({ at }) => at >= 0 && at <= 100);
  const lines = markLines(
    marks.map(({ at }) => at),
    NAME_PERCENT,
  );
  const height = 25 + 15 * (Math.max(0, ...lines) + 1);
  return (
    <div className={styles["axis"]} style={{ height }}>
      <span className={styles["label"]}>offsets</span>
      <div className={styles["track"]} data-track="">
        {offsetTicks(scale).map((offset) => (
          <span key={offset} className={styles["tick"]} style={{ left: `${percentOf(offset, scale)}%` }}>
            {countText(offset)}
          </span>
        ))}
        {marks.map(({ at, ...mark }, i) => (
          <Mark key={mark.names[0]} mark={mark} at={at} line={lines[i] ?? 0} />
        ))}
      </div>
    </div>
  );
}

/** Its name stands within the track, wherever it is itself. */
function Mark({ mark, at, line }: { readonly mark: LogMark; readonly at: number; readonly line: number }) {
  const { offset, names } = mark;
  return (
    <span className={styles["mark"]} data-mark={names[0]} style={{ left: `${at}%` }} title={names.join(", ")}>
      <i style={{ top: line * 15, transform: `translateX(-${at}%)` }}>
        <span className={styles["long"]}>{names.join(" = ")}</span>
        <span className={styles["short"]}>{names.map((name) => MARK_SHORT[name]).join(" = ")}</span>{" "}
        {countText(offset)}
      </i>
    </span>
  );
}

function Cursor({ scale, offset }: { readonly scale: Scale; readonly offset: number | null }) {
  if (offset === null) return null;
  const at = percentOf(offset, scale);
  if (at < 0 || at >= 100) return null;
  const width = percentOf(offset + 1, scale) - at;
  return (
    <div className={styles["over"]} aria-hidden="true">
      <div className={styles["cursor"]} style={{ left: `${at}%`, width: `max(2px, ${width}%)` }} />
    </div>
  );
}

interface FootProps extends Props {
  readonly isFollowing: boolean;
}

function Foot({ layout, sight, detail, isFollowing }: FootProps) {
  const offset = usePartition((state) => state.offset);
  const message = messageAt(detail, offset);
  return (
    <div className={styles["foot"]}>
      <span className={styles["says"]}>
        {offset === null ? (
          <>
            {leaderText(sight)}
            {sight.isUnderMinimum && <b className={styles["bad"]}> · under min.insync.replicas</b>}
            <span className={styles["quiet"]}> · click a place in the log, or walk with the arrows</span>
          </>
        ) : (
          <>
            <b>offset {countText(offset)}</b> <bdi>{offsetText(layout, detail, offset)}</bdi>
          </>
        )}
      </span>
      {message >= 0 && (
        <Button look="quiet" onClick={() => follow(detail, offset)}>
          Follow this message
        </Button>
      )}
      {!isFollowing && (
        <Button
          look="quiet"
          onClick={() => {
            lookAtOffset(null);
            showFrom(null);
          }}
        >
          <Icon name="chevronRight" size={14} /> Log end
        </Button>
      )}
    </div>
  );
}
