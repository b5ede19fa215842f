import type { Scenario, ScenarioNode } from "#scenario/document.ts";
import type { InstanceRow } from "#session/live-rows.ts";
import { useMemo, useState } from "react";
import styles from "./ConsumerCode.module.css";
import { consumerCode } from "./consumer-code.ts";

interface Props {
  readonly scenario: Scenario;
  readonly node: ScenarioNode;
  readonly rows: readonly InstanceRow[];
}

/** The service as a program: the line that an instance is at is lit. */
export function ConsumerCode({ scenario, node, rows }: Props) {
  const [number, setNumber] = useState(1);
  const lines = useMemo(() => consumerCode(scenario, node), [scenario, node]);
  const row = rows.find((each) => each.number === number) ?? rows[0];
  if (lines === null || row === undefined) return null;
  const at = row.health === "up" || row.health === "stopping" ? row.activity : null;
  const active = at === null ? -1 : lines.findIndex((line) => line.at.includes(at));
  return (
    <>
      {rows.length > 1 && (
        <label className={styles["which"]}>
          Instance{" "}
          <select value={row.number} onChange={(event) => setNumber(Number(event.target.value))}>
            {rows.map((each) => (
              <option key={each.subject} value={each.number}>
                {each.number}
              </option>
            ))}
          </select>
        </label>
      )}
      <pre className={styles["code"]} tabIndex={0} aria-label={`${node.name} as a program`}>
        {lines.map((line, index) => (
          <code
            // Lines never move within one program.
            // oxlint-disable-next-line react/no-array-index-key
            key={index}
            className={styles["line"]}
            {...(index === active ? { "data-active": "", "aria-current": "step" as const } : {})}
          >
            {line.text}
          </code>
        ))}
      </pre>
      <p className={styles["state"]}>
        {node.name}-{row.number}: {row.state}
      </p>
    </>
  );
}
