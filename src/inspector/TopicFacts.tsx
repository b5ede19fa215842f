import { countText, euroText } from "#ui/quantities.ts";
import { Figures, MoreRows, PairTable, ROWS_MAX } from "./Figures.tsx";
import styles from "./Inspector.module.css";
import { topicFacts, type PartitionRow } from "#session/live-rows.ts";
import { useLive } from "./use-live.ts";

interface Props {
  readonly nodeId: string;
  readonly name: string;
  /** From how many messages on a dead letter queue rings; missing for topics. */
  readonly alertDepth?: number;
}

/** A topic's logs and its readers; of a dead letter queue first how deep it is. */
export function TopicFacts({ nodeId, name, alertDepth }: Props) {
  const facts = useLive((layout, frame) =>
    topicFacts(
      layout,
      frame,
      layout.topics.findIndex((topic) => topic.nodeId === nodeId),
    ),
  );
  if (facts === null) return null;
  const rings = alertDepth !== undefined && facts.held >= alertDepth;
  return (
    <>
      <section className={styles["section"]} aria-label="Now">
        <h3>Now</h3>
        {alertDepth !== undefined && (
          <p className={styles["depth"]} data-bad={rings ? "" : undefined}>
            <b>{countText(facts.held)}</b> {facts.held === 1 ? "dead letter" : "dead letters"}
            <span>
              {rings ? "rings" : "quiet"} (from {countText(alertDepth)})
            </span>
          </p>
        )}
        <Figures
          list={[
            { label: "Appended", value: countText(facts.appended) },
            { label: "Held", value: countText(facts.held) },
            { label: "Amount", value: euroText(facts.amountCents), wide: true },
          ]}
        />
        <PartitionTable rows={facts.partitions} name={name} />
      </section>
      {facts.readers.map((reader) => (
        <section key={reader.name} className={styles["section"]} aria-label={`Read by ${reader.name}`}>
          <h3>
            <span className={styles["muted"]}>read by</span> {reader.name}
          </h3>
          <PairTable rows={reader.rows} label={`How far ${reader.name} has read`} />
        </section>
      ))}
    </>
  );
}

/** Where each partition's log begins and ends. */
function PartitionTable({ rows, name }: { readonly rows: readonly PartitionRow[]; readonly name: string }) {
  return (
    <>
      <table className={styles["table"]} aria-label={`Partitions of ${name}`}>
        <thead>
          <tr>
            <th scope="col">Partition</th>
            <th
              scope="col"
              className={styles["figure"]}
              title="Log start offset: the oldest message that is still there"
            >
              Log start
            </th>
            <th
              scope="col"
              className={styles["figure"]}
              title="High watermark: what readers may see ends here"
            >
              High watermark
            </th>
            <th scope="col" className={styles["figure"]} title="Log end offset: where the next message goes">
              Log end
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, ROWS_MAX).map((row) => (
            <tr key={row.number}>
              <th scope="row">{row.number}</th>
              <td className={styles["figure"]}>{countText(row.logStart)}</td>
              <td className={styles["figure"]}>{countText(row.highWatermark)}</td>
              <td className={styles["figure"]}>{countText(row.logEnd)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <MoreRows count={rows.length} />
    </>
  );
}
