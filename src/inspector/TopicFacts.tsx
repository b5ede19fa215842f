import { Fragment } from "react";
import { observePartition } from "#session/observing.ts";
import { setDrawerTab } from "#session/view-store.ts";
import { countText, euroText } from "#ui/quantities.ts";
import { Figures, MoreRows, PairTable, ROWS_MAX, type Figure } from "./Figures.tsx";
import styles from "./Inspector.module.css";
import { topicFacts, type PartitionRow, type TopicFacts as Facts } from "#session/live-rows.ts";
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
  const rings = alertDepth !== undefined && facts.waiting >= alertDepth;
  return (
    <>
      <section className={styles["section"]} aria-label="Now">
        <h3>Now</h3>
        {alertDepth !== undefined && (
          <p className={styles["depth"]} data-bad={rings ? "" : undefined}>
            <b>{countText(facts.waiting)}</b> {facts.waiting === 1 ? "dead letter" : "dead letters"}
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
            ...replication(facts),
          ]}
        />
        <PartitionTable
          rows={facts.partitions}
          name={name}
          nodeId={nodeId}
          replicationFactor={facts.replicationFactor}
        />
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

/** What is wrong with the replicas; nothing where each partition has only one. */
function replication({ replicationFactor, offline, underReplicated }: Facts): readonly Figure[] {
  if (replicationFactor < 2) return [];
  return [
    { label: "Offline", value: countText(offline), bad: offline > 0 },
    { label: "Under-replicated", value: countText(underReplicated), bad: underReplicated > 0 },
  ];
}

interface TableProps {
  readonly rows: readonly PartitionRow[];
  readonly name: string;
  readonly nodeId: string;
  readonly replicationFactor: number;
}

/** Where each partition's log begins and ends and, of replicated ones, who leads it. */
function PartitionTable({ rows, name, nodeId, replicationFactor }: TableProps) {
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
            <Fragment key={row.number}>
              <tr {...(replicationFactor > 1 ? { "data-joined": "" } : {})}>
                <th scope="row">
                  <LogLink nodeId={nodeId} number={row.number} />
                </th>
                <td className={styles["figure"]}>{countText(row.logStart)}</td>
                <td className={styles["figure"]}>{countText(row.highWatermark)}</td>
                <td className={styles["figure"]}>{countText(row.logEnd)}</td>
              </tr>
              {replicationFactor > 1 && <LeaderRow row={row} replicationFactor={replicationFactor} />}
            </Fragment>
          ))}
        </tbody>
      </table>
      <MoreRows count={rows.length} />
    </>
  );
}

function LeaderRow({
  row,
  replicationFactor,
}: {
  readonly row: PartitionRow;
  readonly replicationFactor: number;
}) {
  const { leader, leaderEpoch, inSync, isUnderMinimum } = row;
  const lead = leader === null ? "no leader" : `${leader} leads`;
  return (
    <tr>
      <td
        colSpan={4}
        className={styles["owner"]}
        data-bad={leader === null || inSync < replicationFactor ? "" : undefined}
      >
        {lead}, epoch {countText(leaderEpoch)} · {countText(inSync)} of {countText(replicationFactor)} in sync
        {isUnderMinimum ? " · acks=all is refused" : ""}
      </td>
    </tr>
  );
}

/** Opens the partition's log in the drawer. */
function LogLink({ nodeId, number }: { readonly nodeId: string; readonly number: number }) {
  return (
    <button
      type="button"
      className={styles["logLink"]}
      aria-label={`Log of partition ${number}`}
      title="Show its log"
      onClick={() => {
        observePartition(nodeId, number);
        setDrawerTab("partition");
      }}
    >
      {number}
    </button>
  );
}
