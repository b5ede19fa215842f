import { useFrameValue } from "#session/frames.ts";
import { useScenario } from "#session/scenario-store.ts";
import { countText } from "#ui/quantities.ts";
import styles from "./Inspector.module.css";

/**
 * What identifies the run at this moment: the same scenario and seed give the same trace hash everywhere, in the app and
 * on the command line.
 */
export function RunFigures() {
  const seed = useScenario((state) => state.scenario.seed);
  const messages = useFrameValue((frame) => frame.messages, 2);
  const calls = useFrameValue((frame) => frame.calls, 2);
  const hash = useFrameValue((frame) => frame.traceHash, 2);
  return (
    <details className={styles["section"]}>
      <summary>Run in figures</summary>
      <dl className={styles["figures"]}>
        <div>
          <dt>Seed</dt>
          <dd>{seed}</dd>
        </div>
        <div>
          <dt>Messages</dt>
          <dd>{countText(messages ?? 0)}</dd>
        </div>
        <div data-wide>
          <dt>Scheduled calls</dt>
          <dd>{countText(calls ?? 0)}</dd>
        </div>
        <div data-wide>
          <dt id="trace-hash">Trace hash</dt>
          <dd aria-labelledby="trace-hash" className={styles["hash"]}>
            {hash ?? "–"}
          </dd>
        </div>
      </dl>
    </details>
  );
}
