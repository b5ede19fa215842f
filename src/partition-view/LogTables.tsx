import { brokerName, type Layout } from "#sim/layout.ts";
import type { PartitionDetail } from "#sim/partition-detail.ts";
import { bytesText, countText } from "#ui/quantities.ts";
import styles from "./PartitionView.module.css";
import { leaderText, marksOf, replicaWords, writerText, type PartitionSight } from "./sight.ts";

/** So many rows of each table are in the page, the newest. */
const ROWS_MAX = 100;

interface Props {
  readonly layout: Layout;
  readonly sight: PartitionSight;
  readonly detail: PartitionDetail;
}

/** The same log to read. */
export function LogTables({ layout, sight, detail }: Props) {
  return (
    <div
      className={styles["tables"]}
      tabIndex={0}
      role="region"
      aria-label={`${sight.topic} ${sight.number} as tables`}
    >
      <WhereAll sight={sight} />
      <WhatAll layout={layout} detail={detail} />
    </div>
  );
}

/** How far everybody has come. */
function WhereAll({ sight }: Pick<Props, "sight">) {
  const share = sight.readers.some(({ isShare }) => isShare);
  return (
    <>
      <Table
        caption={`${sight.topic} ${sight.number}`}
        heads={["Mark", "Offset"]}
        rows={[
          ...marksOf(sight).map(({ offset, names }) => [names.join(" = "), countText(offset)]),
          ["leader", leaderText(sight)],
          [
            "in sync",
            `${sight.inSync} of ${sight.replicas.length}${sight.isUnderMinimum ? ", too few" : ""}`,
          ],
          ["size", bytesText(sight.bytes)],
        ]}
      />
      <Table
        caption="Read by"
        heads={["Group", share ? "Begins" : "Committed", share ? "Ends" : "Position", "Lag", "Owner"]}
        rows={sight.readers.map(({ name, committed, position, lag, owner }) => [
          name,
          committed === null ? "none" : countText(committed),
          position === null ? "none" : countText(position),
          lag === null ? "unknown" : countText(lag),
          owner ?? "unowned",
        ])}
      />
      <Table
        caption="Replicas"
        heads={["Broker", "State", "Log end"]}
        rows={sight.replicas.map((replica) => [
          brokerName(replica.broker),
          replicaWords(replica),
          countText(replica.logEnd),
        ])}
      />
    </>
  );
}

/** What the log holds. */
function WhatAll({ layout, detail }: Omit<Props, "sight">) {
  return (
    <>
      <Table
        caption="Segments, the newest first"
        heads={["From", "To before", "Size", "State"]}
        rows={detail.segments
          .slice(-ROWS_MAX)
          .toReversed()
          .map(({ base, end, bytes, isActive }) => [
            countText(base),
            countText(end),
            bytesText(bytes),
            isActive ? "active" : "closed",
          ])}
      />
      <Headers detail={detail} />
      <Table
        caption="Transactions in sight, the newest first"
        heads={["Of", "From", "To", "Is"]}
        rows={detail.transactions
          .slice(-ROWS_MAX)
          .toReversed()
          .map((each) => [writerText(layout, each), countText(each.first), countText(each.last), each.is])}
      />
      <Table
        caption="Leader epochs, the newest first"
        heads={["Epoch", "From"]}
        rows={detail.epochs
          .slice(-ROWS_MAX)
          .toReversed()
          .map(({ epoch, from }) => [countText(epoch), countText(from)])}
      />
    </>
  );
}

/** What dead letters, and messages that are tried again, carry of their past. */
function Headers({ detail }: Pick<Props, "detail">) {
  const copies = detail.records.filter(({ headers }) => headers !== undefined).slice(-ROWS_MAX);
  const names = [...new Set(copies.flatMap(({ headers = [] }) => headers.map(({ name }) => name)))];
  return (
    <Table
      caption="Headers in sight, the newest first"
      heads={["Offset", "Key", ...names]}
      rows={copies
        .toReversed()
        .map(({ offset, key, headers = [] }) => [
          countText(offset),
          key ?? "none",
          ...names.map((name) => headers.find((header) => header.name === name)?.value ?? ""),
        ])}
    />
  );
}

interface TableProps {
  readonly caption: string;
  readonly heads: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** A table of texts; nothing where it has no row. */
function Table({ caption, heads, rows }: TableProps) {
  if (rows.length === 0) return null;
  return (
    <table className={styles["table"]}>
      <caption>{caption}</caption>
      <thead>
        <tr>
          {heads.map((head) => (
            <th key={head} scope="col">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((cells) => (
          <tr key={cells.join("\0")}>
            {cells.map((cell, column) =>
              column === 0 ? (
                <th key={heads[column]} scope="row">
                  <bdi>{cell}</bdi>
                </th>
              ) : (
                <td key={heads[column]}>
                  <bdi>{cell}</bdi>
                </td>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
