import type { MomentKind } from "#sim/group-history.ts";
import styles from "./GroupView.module.css";
import { MARK_LOOK } from "./paint-lanes.ts";

/** What the fills and marks of the lanes stand for. */
export function Legend() {
  return (
    <ul className={styles["legend"]} aria-label="Legend">
      <li>
        <i data-state="owned" /> owns
      </li>
      <li>
        <i data-state="orphaned" /> crashed, not found out yet
      </li>
      <li>
        <i data-state="zombie" /> counted out without knowing
      </li>
      <li>
        <i data-state="rebalance" /> rebalance
      </li>
      {(Object.keys(MARK_LOOK) as MomentKind[]).map((kind) => {
        const look = MARK_LOOK[kind];
        return look === undefined || kind === "resume" ? null : (
          <li key={kind}>
            <svg width={10} height={10} viewBox="-1 -1 10 10" aria-hidden="true">
              <path d={look.d} fill="none" strokeWidth={1.75} stroke={`var(--${look.colour})`} />
            </svg>
            {kind === "start" ? "starts or goes on" : look.words}
          </li>
        );
      })}
    </ul>
  );
}
