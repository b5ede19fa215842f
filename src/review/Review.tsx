import { useEffect, useState } from "react";
import { reviewNow, showOf, useReview } from "#session/reviewing.ts";
import { useScenario } from "#session/scenario-store.ts";
import { FindingDetail } from "./FindingDetail.tsx";
import { FindingList } from "./FindingList.tsx";
import styles from "./Review.module.css";
import { ShowPanel } from "./ShowPanel.tsx";

/** The production checklist held against the open drawing: what is found, why, its fix, and a run that proves it. */
export function Review() {
  const scenario = useScenario((state) => state.scenario);
  const proven = useReview((state) => state.proven);
  const which = showOf(scenario, proven);
  useEffect(() => {
    if (which === null) void reviewNow();
  }, [scenario, which]);
  if (which !== null && proven !== null) return <ShowPanel proven={proven} which={which} />;
  return <Findings />;
}

function Findings() {
  const reviewed = useReview((state) => state.reviewed);
  const problem = useReview((state) => state.problem);
  const isEmpty = useScenario((state) => state.scenario.nodes.length === 0);
  const [chosen, setChosen] = useState<string | null>(null);
  if (problem !== null) return <p className={styles["empty"]}>{problem}</p>;
  if (reviewed === null) return <p className={styles["empty"]}>Looking at the drawing …</p>;
  const { findings, asked } = reviewed;
  if (isEmpty) return <p className={styles["empty"]}>Nothing is drawn yet: there is nothing to review.</p>;
  if (findings.length === 0) return <NothingFound asked={asked} />;
  const finding = findings.find(({ key }) => key === chosen) ?? findings[0]!;
  return (
    <div className={styles["review"]}>
      <FindingList findings={findings} chosen={finding.key} onChoose={setChosen} />
      <FindingDetail key={finding.key} finding={finding} />
    </div>
  );
}

function NothingFound({ asked }: { readonly asked: readonly string[] }) {
  return (
    <div className={styles["empty"]}>
      <p>
        Nothing found. The checklist asked for {asked.length} things in this drawing and found none of them:
      </p>
      <ul className={styles["asked"]}>
        {asked.map((title) => (
          <li key={title}>{title}</li>
        ))}
      </ul>
      <p>It is told from the drawing alone. What a run does, the tab Explained tells.</p>
    </div>
  );
}
