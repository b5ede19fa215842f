import { useCompare } from "#session/compare-store.ts";
import { seek } from "#session/playback-store.ts";
import { setDrawerTab, useView } from "#session/view-store.ts";
import type { Micros } from "#base/units.ts";
import { clockText } from "#ui/quantities.ts";
import { Tooltip } from "#ui/Tooltip.tsx";
import { freePlace, type Cluster } from "./timeline-layout.ts";
import styles from "./Timeline.module.css";

interface Props {
  readonly marks: readonly Cluster[];
  readonly width: number;
  readonly durationUs: Micros;
}

/** Where two compared designs part: a thin line at the moment, and a mark beside whatever else happened there. */
export function DifferenceMark({ marks, width, durationUs }: Props) {
  const difference = useCompare(({ search }) => (search.is === "found" ? search.difference : null));
  if (difference === null || durationUs <= 0 || width <= 0) return null;
  const x = Math.min(1, difference.atUs / durationUs) * width;
  const words = `A and B part. A: ${difference.a.says} B: ${difference.b.says}`;
  return (
    <>
      <span className={styles["parting"]} style={{ left: `${x}px` }} aria-hidden="true" />
      <span className={styles["place"]} style={{ left: `${freePlace(marks, x, width)}px` }}>
        <Tooltip text={`${clockText(difference.atUs)}  ${words}`} side="above">
          <button
            type="button"
            className={styles["mark"]}
            data-kind="difference"
            tabIndex={marks.length === 0 ? 0 : -1}
            aria-label={`${clockText(difference.atUs)}: ${words}`}
            onClick={() => {
              seek(difference.atUs);
              if (useView.getState().drawerOpen) setDrawerTab("compare");
            }}
          >
            <svg width={14} height={14} viewBox="0 0 16 16" aria-hidden="true" className={styles["drawn"]}>
              <path d="M2.5 8h4 M6.5 8l6-4.5 M6.5 8l6 4.5" />
            </svg>
          </button>
        </Tooltip>
      </span>
    </>
  );
}
