import { checksOf, explainCheck, goOnAfterViolation } from "#session/checks.ts";
import { latestFrame } from "#session/frames.ts";
import { useScenario } from "#session/scenario-store.ts";
import { Button } from "#ui/Button.tsx";
import { clockText } from "#ui/quantities.ts";
import { Banner } from "./Banner.tsx";
import styles from "./Banner.module.css";

/** The run has stopped at the first violation of what was demanded of it: of what, how that is explained, and on. */
export function StoppedBanner({ violated }: { readonly violated: string }) {
  const scenario = useScenario((state) => state.scenario);
  const check = checksOf(scenario, latestFrame()).find(({ invariant }) => invariant.id === violated);
  if (check === undefined) return null;
  const { name, says, violation } = check;
  return (
    <Banner kind="warn" title="Stopped at the first violation" says={name}>
      <p>
        <b>{name}</b> does not hold{violation === null ? "" : ` since ${clockText(violation.atUs)}`}. {says}
      </p>
      <div className={styles["actions"]}>
        <Button look="primary" onClick={() => explainCheck(check)}>
          Explain
        </Button>
        <Button onClick={goOnAfterViolation}>Go on</Button>
      </div>
    </Banner>
  );
}
