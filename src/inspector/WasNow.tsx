import { useEffect } from "react";
import { US_PER_SECOND } from "#base/units.ts";
import { usePlayback } from "#session/playback-store.ts";
import { useScenario } from "#session/scenario-store.ts";
import { Icon } from "#ui/icons.tsx";
import { IconButton } from "#ui/IconButton.tsx";
import { durationText, momentText } from "#ui/quantities.ts";
import { interventionText } from "#session/breaking.ts";
import styles from "./Inspector.module.css";
import { useLive } from "./use-live.ts";
import { changesBetween, measuresOf } from "./was-now.ts";
import { dismissWasNow, useWasNow, watchInterventions } from "./was-now-store.ts";

/** What the newest intervention has changed so far. */
export function WasNow() {
  useEffect(watchInterventions, []);
  const shown = useWasNow((state) => state.shown);
  const scenario = useScenario((state) => state.scenario);
  const seconds = usePlayback((state) =>
    shown === null ? 0 : Math.round((state.playheadUs - shown.atUs) / US_PER_SECOND),
  );
  const now = useLive((layout, frame) =>
    shown === null ? null : measuresOf(layout, frame, shown.intervention.target),
  );
  if (shown === null || now === null || seconds < 0) return null;
  const text = interventionText(scenario, shown.intervention);
  const changes = changesBetween(shown.was, now);
  return (
    <section className={styles["was-now"]} aria-label="Was and now">
      <div className={styles["title-row"]}>
        <h3>
          {text.what} · {text.whom}
          <span className={styles["muted"]}>
            {" "}
            at {momentText(shown.atUs)}, {seconds <= 0 ? "just now" : `${durationText(seconds * 1_000)} ago`}
          </span>
        </h3>
        <IconButton label="Close the comparison" onClick={dismissWasNow}>
          <Icon name="close" size={14} />
        </IconButton>
      </div>
      {changes.length === 0 ? (
        <p className={styles["muted"]}>Nothing has changed yet.</p>
      ) : (
        <table className={styles["table"]}>
          <thead>
            <tr>
              <th scope="col">What</th>
              <th scope="col" className={styles["figure"]}>
                Was → now
              </th>
            </tr>
          </thead>
          <tbody>
            {changes.map((change) => (
              <tr key={change.id} className={styles["glow"]}>
                <th scope="row">{change.label}</th>
                <td className={styles["change"]}>
                  {change.was} → <b data-bad={change.worse ? "" : undefined}>{change.now}</b>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
