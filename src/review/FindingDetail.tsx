import { cancelProof, mend, showMe, useReview, type Proving } from "#session/reviewing.ts";
import type { FindingSight } from "#session/findings.ts";
import { useScenario } from "#session/scenario-store.ts";
import { select } from "#session/selection-store.ts";
import { Button } from "#ui/Button.tsx";
import styles from "./FindingDetail.module.css";

/** One finding: what is found, why it matters, its fix, and a run that shows the harm. */
export function FindingDetail({ finding }: { readonly finding: FindingSight }) {
  const { key, title, why, says, tryThis, fix, noShow, nodeId } = finding;
  const proving = useReview((state) => state.proving);
  const scenario = useScenario((state) => state.scenario);
  const proven = useReview((state) => state.proven);
  const isProving = proving?.key === key;
  const name = scenario.nodes.find((node) => node.id === nodeId)?.name ?? "";
  const own = proven?.finding.key === key && proven.of === scenario ? proven.proof : null;
  return (
    <section className={styles["detail"]} aria-label={`Finding: ${title}`}>
      <h2 className={styles["title"]}>{title}</h2>
      <p>
        <bdi>{says}</bdi>
      </p>
      <p className={styles["why"]}>{why}</p>
      <p>
        <bdi>{tryThis}</bdi>
      </p>
      <div className={styles["deeds"]}>
        {noShow === null && (
          <Button look="primary" disabled={isProving} onClick={() => void showMe(finding)}>
            Show me
          </Button>
        )}
        {fix !== null && (
          <Button onClick={() => void mend(finding)}>
            <bdi>{fix}</bdi>
          </Button>
        )}
        <Button look="quiet" onClick={() => select([nodeId])}>
          Select <bdi>{name}</bdi>
        </Button>
      </div>
      {noShow !== null && <p className={styles["why"]}>No run can show this. {noShow}</p>}
      {isProving && proving !== null && <Progress proving={proving} />}
      {own?.is === "not-shown" && <p className={styles["why"]}>Not shown. {own.says}</p>}
      {own?.is === "shown" && own.harm.shown !== null && (
        <p className={styles["why"]}>
          Shown: <bdi>{own.harm.shown.says}</bdi>{" "}
          {own.mended !== null && own.mended.shown === null && "With the fix it does not come about."}
        </p>
      )}
    </section>
  );
}

function Progress({ proving }: { readonly proving: Proving }) {
  return (
    <div className={styles["progress"]}>
      <span>{proving.step[0]?.toUpperCase() + proving.step.slice(1)} …</span>
      <progress aria-label={proving.step} value={proving.share} max={1} />
      <Button look="quiet" onClick={cancelProof}>
        Stop
      </Button>
    </div>
  );
}
