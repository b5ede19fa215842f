import { useMemo } from "react";
import type { Micros } from "#base/units.ts";
import { checksOf, type Check } from "#session/checks.ts";
import { showCheck } from "#session/chosen.ts";
import { latestFrame, useFrameValue } from "#session/frames.ts";
import { seek } from "#session/playback-store.ts";
import { useScenario } from "#session/scenario-store.ts";
import { clockText } from "#ui/quantities.ts";
import { Tooltip } from "#ui/Tooltip.tsx";
import { freePlace, MARK_WIDTH_PX, type Cluster } from "./timeline-layout.ts";
import styles from "./Timeline.module.css";

/** Looked at this often at most, in Hz. */
const LIVE_HZ = 4;

interface Props {
  readonly marks: readonly Cluster[];
  readonly width: number;
  readonly durationUs: Micros;
}

/** Checks whose first violations would lie over each other on the timeline. */
interface Violations {
  readonly atUs: Micros;
  readonly checks: readonly Check[];
}

/** Where something that a person demands was violated first; a click goes there and opens the check. */
export function ViolationMarks({ marks, width, durationUs }: Props) {
  const scenario = useScenario((state) => state.scenario);
  // A frame may come after the playhead has stopped: what is marked follows the frames.
  const times = useFrameValue((frame) => firstTimes(checksOf(scenario, frame)), LIVE_HZ);
  const found = useMemo(() => {
    void times;
    return gathered(checksOf(scenario, latestFrame()), width, durationUs);
  }, [scenario, times, width, durationUs]);
  if (durationUs <= 0 || width <= 0) return null;
  const taken = [...marks];
  return found.map(({ atUs, checks }) => {
    const x = freePlace(taken, (Math.min(durationUs, atUs) / durationUs) * width, width);
    taken.push({ kind: "wrong", x, timeUs: atUs, count: checks.length, parts: [] });
    const words = `Violated: ${checks.map(({ name }) => name).join("; ")}`;
    return (
      <span key={checks[0]?.invariant.id} className={styles["place"]} style={{ left: `${x}px` }}>
        <Tooltip text={`${clockText(atUs)}  ${words}`} side="above">
          <button
            type="button"
            className={styles["mark"]}
            data-kind="violation"
            tabIndex={taken.length === 1 ? 0 : -1}
            aria-label={`${clockText(atUs)}: ${words}`}
            onClick={() => {
              seek(atUs);
              showCheck(checks[0]!.invariant.id);
            }}
          >
            <svg width={14} height={14} viewBox="0 0 16 16" aria-hidden="true" className={styles["drawn"]}>
              <path d="M4 14.5v-12 M4 3h8.5l-2 3 2 3H4" />
            </svg>
            {checks.length > 1 && <span className={styles["count"]}>{checks.length}</span>}
          </button>
        </Tooltip>
      </span>
    );
  });
}

/** When each check was violated first, to be compared. */
function firstTimes(checks: readonly Check[]): string {
  return checks.map(({ violation }) => violation?.atUs ?? "").join();
}

/** The first violations in order, those together that are nearer than a mark is wide. */
function gathered(checks: readonly Check[], width: number, durationUs: Micros): readonly Violations[] {
  const violated = checks
    .filter(({ violation }) => violation !== null)
    .toSorted((a, b) => a.violation!.atUs - b.violation!.atUs);
  const nearUs = width <= 0 ? 0 : (MARK_WIDTH_PX / width) * durationUs;
  const found: Violations[] = [];
  for (const check of violated) {
    const last = found.at(-1);
    const { atUs } = check.violation!;
    if (last !== undefined && atUs - last.atUs < nearUs)
      found[found.length - 1] = { ...last, checks: [...last.checks, check] };
    else found.push({ atUs, checks: [check] });
  }
  return found;
}
