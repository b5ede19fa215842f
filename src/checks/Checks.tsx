import { useEffect, useMemo, useState } from "react";
import { addChecks, checksOf, setStopAtViolation, usualChecks } from "#session/checks.ts";
import { chooseCheck, useChosen } from "#session/chosen.ts";
import { latestFrame, onFrame } from "#session/frames.ts";
import { useScenario } from "#session/scenario-store.ts";
import type { Frame } from "#sim/frame.ts";
import { Button } from "#ui/Button.tsx";
import { AddCheck } from "./AddCheck.tsx";
import { CheckDetail } from "./CheckDetail.tsx";
import { CheckList } from "./CheckList.tsx";
import styles from "./Checks.module.css";

/** The list is drawn anew at most this often while the run goes on. */
const EVERY_MS = 200;

/** The newest frame, some times a second. */
function useFrame(): Frame | null {
  const [frame, setFrame] = useState<Frame | null>(latestFrame);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const end = onFrame(() => {
      timer ??= setTimeout(() => {
        timer = undefined;
        setFrame(latestFrame());
      }, EVERY_MS);
    });
    return () => {
      end();
      clearTimeout(timer);
    };
  }, []);
  return frame;
}

/** What must hold in the run, as a person demanded it: a lamp for each, what was found, and how it came about. */
export function Checks() {
  const scenario = useScenario((state) => state.scenario);
  const frame = useFrame();
  const chosen = useChosen((state) => state.check);
  const checks = useMemo(() => checksOf(scenario, frame), [scenario, frame]);
  const check = checks.find(({ invariant }) => invariant.id === chosen) ?? checks[0];
  if (check === undefined) return <Empty onAdded={chooseCheck} />;
  return (
    <div className={styles["checks"]}>
      <div className={styles["side"]}>
        <div className={styles["tools"]}>
          <AddCheck onAdded={chooseCheck} />
          <label className={styles["stop"]}>
            <input
              type="checkbox"
              checked={scenario.settings["stopAtViolation"] === true}
              onChange={(event) => setStopAtViolation(event.target.checked)}
            />
            Stop at the first violation
          </label>
        </div>
        <CheckList checks={checks} chosen={check.invariant.id} onChoose={chooseCheck} />
      </div>
      <CheckDetail key={check.invariant.id} check={check} />
    </div>
  );
}

/** Says what checks are for, and offers those that suit the drawing. */
function Empty({ onAdded }: { readonly onAdded: (id: string) => void }) {
  const scenario = useScenario((state) => state.scenario);
  const usual = useMemo(() => usualChecks(scenario), [scenario]);
  return (
    <div className={styles["empty"]}>
      <p>
        Say what must hold, and every run of this drawing is judged by it: here with a lamp, on the command
        line with an exit code. Nothing is demanded yet.
      </p>
      {usual.length === 0 ? (
        <p>Draw a service that reads a topic first: what it does can then be judged.</p>
      ) : (
        <>
          <div className={styles["deeds"]}>
            <Button look="primary" onClick={() => onAdded(addChecks(usual))}>
              Add the usual {usual.length === 1 ? "one" : usual.length}
            </Button>
            <AddCheck onAdded={onAdded} />
          </div>
          <ul className={styles["usual"]} aria-label="Usual for this drawing">
            {usual.map((each) => (
              <li key={`${each.kind} ${each.target}`}>
                <Button look="quiet" onClick={() => onAdded(addChecks([each]))}>
                  + {each.name}
                </Button>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
