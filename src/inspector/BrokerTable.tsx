import type { BrokerRow } from "#session/broker-rows.ts";
import { countText } from "#ui/quantities.ts";
import styles from "./Inspector.module.css";
import { StateMark } from "./InstanceTable.tsx";

/** The brokers of the cluster: how each is, what it leads and what it keeps. */
export function BrokerTable({ rows }: { readonly rows: readonly BrokerRow[] }) {
  return (
    <table className={styles["table"]} aria-label="Brokers">
      <thead>
        <tr>
          <th scope="col">Broker</th>
          <th scope="col" className={styles["figure"]}>
            Leads
          </th>
          <th scope="col" className={styles["figure"]}>
            Replicas
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.number}>
            <th scope="row">
              <span className={styles["state"]} data-tone={row.tone}>
                <StateMark tone={row.tone} />
                <span className={styles["number"]}>{row.number}</span>
                {row.state}
              </span>
            </th>
            <td className={styles["figure"]}>{countText(row.leads)}</td>
            <td className={styles["figure"]}>{countText(row.replicas)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
