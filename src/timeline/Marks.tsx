import { useRef, type KeyboardEvent } from "react";
import type { Micros } from "#base/units.ts";
import { seek, usePlayback } from "#session/playback-store.ts";
import { explainRow } from "#session/explain-row.ts";
import { pointerOf } from "#session/pointing.ts";
import { pointAt, pointAway, usePointing } from "#session/pointing-store.ts";
import { useScenario } from "#session/scenario-store.ts";
import { focusFact } from "#session/selection-store.ts";
import { storyRows } from "#session/story.ts";
import { toldStory } from "#session/telling.ts";
import { useView } from "#session/view-store.ts";
import { clockText } from "#ui/quantities.ts";
import { later } from "#ui/later.tsx";
import { rove } from "#ui/roving.ts";
import { Tooltip } from "#ui/Tooltip.tsx";
import { DifferenceMark } from "./DifferenceMark.tsx";
import { MARKS, markText } from "./marks.ts";
import type { Cluster } from "./timeline-layout.ts";
import styles from "./Timeline.module.css";
import { useMarks } from "./use-marks.ts";

/** Loaded where something is demanded of the run. */
const ViolationMarks = later(() => import("./ViolationMarks.tsx").then((module) => module.ViolationMarks));

/** What happened, as shapes over the track; a click goes there. One Tab stop, arrows walk from mark to mark. */
export function Marks({ width, durationUs }: { readonly width: number; readonly durationUs: Micros }) {
  const marks = useMarks(width, durationUs);
  const hasChecks = useScenario(({ scenario }) => scenario.invariants.length > 0);
  const group = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    const buttons = [...(group.current?.querySelectorAll("button") ?? [])];
    const from = buttons.indexOf(document.activeElement as HTMLButtonElement);
    const next =
      event.key.length === 1
        ? null
        : rove(
            buttons.map(() => ""),
            from,
            event.key,
            "horizontal",
          );
    if (next === null) return;
    event.preventDefault();
    event.stopPropagation();
    buttons[next]?.focus();
  };
  return (
    <div
      ref={group}
      className={styles["marks"]}
      role="group"
      aria-label="What happened"
      onKeyDown={onKeyDown}
      onPointerLeave={() => pointAway("timeline")}
      onBlur={() => pointAway("timeline")}
    >
      <Hair durationUs={durationUs} />
      {marks.map((mark, index) => (
        <Mark key={mark.x} mark={mark} isTabStop={index === 0} />
      ))}
      {hasChecks && <ViolationMarks marks={marks} width={width} durationUs={durationUs} />}
      <DifferenceMark marks={marks} width={width} durationUs={durationUs} />
    </div>
  );
}

/** A thin line at the moment that another view points at. */
function Hair({ durationUs }: { readonly durationUs: Micros }) {
  const timeUs = usePointing(({ at }) => (at === null || at.from === "timeline" ? null : at.timeUs));
  if (timeUs === null || durationUs <= 0) return null;
  const left = `${Math.min(1, timeUs / durationUs) * 100}%`;
  return <span className={styles["hair"]} style={{ left }} aria-hidden="true" data-testid="timeline-hair" />;
}

/** Points at where and when a mark happened. */
function point(mark: Cluster): void {
  const { layout } = usePlayback.getState();
  const from = toldStory()[mark.parts[0]?.first ?? -1]?.from ?? -1;
  const row = storyRows()[from];
  if (row !== undefined && layout !== null) pointAt(pointerOf(row, layout, "timeline", null, from));
}

/** What a mark stands for: its sentence, or what the cluster holds. */
function wordsOf(mark: Cluster): string {
  const part = mark.parts[0];
  if (mark.count > 1 || part === undefined)
    return mark.parts.map(({ kind, count }) => markText(kind, count)).join(", ");
  return toldStory()[part.first]?.text ?? markText(part.kind, 1);
}

function Mark({ mark, isTabStop }: { readonly mark: Cluster; readonly isTabStop: boolean }) {
  const words = wordsOf(mark);
  const look = MARKS[mark.kind];
  return (
    <span className={styles["place"]} style={{ left: `${mark.x}px` }}>
      <Tooltip text={`${clockText(mark.timeUs)}  ${words}`} side="above">
        <button
          type="button"
          className={styles["mark"]}
          data-kind={mark.kind}
          tabIndex={isTabStop ? 0 : -1}
          aria-label={`${clockText(mark.timeUs)}: ${words}`}
          onClick={() => goTo(mark)}
          onPointerEnter={() => point(mark)}
          onFocus={() => point(mark)}
        >
          <svg
            width={14}
            height={14}
            viewBox="0 0 16 16"
            aria-hidden="true"
            className={look.filled ? styles["filled"] : styles["drawn"]}
          >
            <path d={look.shape} />
          </svg>
          {mark.count > 1 && <span className={styles["count"]}>{mark.count > 99 ? "99+" : mark.count}</span>}
        </button>
      </Tooltip>
    </span>
  );
}

function goTo(mark: Cluster): void {
  seek(mark.timeUs);
  const part = mark.parts[0];
  if (part === undefined) return;
  const row = toldStory()[part.first]?.from ?? null;
  focusFact(row);
  if (row !== null && useView.getState().drawerOpen) void explainRow(row);
}
