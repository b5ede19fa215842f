import { useScenario } from "#session/scenario-store.ts";
import { useSelection } from "#session/selection-store.ts";
import { Form } from "./Form.tsx";
import { formFor, useForm } from "./form.ts";
import { Results } from "./Results.tsx";
import styles from "./WhatIf.module.css";

/** One setting, many values, many seeds: what comes out, how sure that is, and one click to take a value over. */
export function WhatIf() {
  const scenario = useScenario((state) => state.scenario);
  const stored = useForm((state) => state.form);
  const selectedId = useSelection(({ nodes }) => [...nodes][0] ?? null);
  const form = formFor(scenario, stored, selectedId);
  return (
    <div className={styles["what-if"]}>
      <Form scenario={scenario} form={form} />
      <Results scenario={scenario} />
    </div>
  );
}
