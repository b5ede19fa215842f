import { useEffect, useMemo, useState } from "react";
import { useFrameValue } from "#session/frames.ts";
import { followSelection, observedPartition, observePartition, useObserved } from "#session/observing.ts";
import { showPartition, showSpan, usePartition, watchPartition } from "#session/partition.ts";
import { usePlayback } from "#session/playback-store.ts";
import { partitionOf, type Layout } from "#sim/layout.ts";
import { Button } from "#ui/Button.tsx";
import { Icon } from "#ui/icons.tsx";
import { Menu } from "#ui/Menu.tsx";
import { countText } from "#ui/quantities.ts";
import { LogChart } from "./LogChart.tsx";
import { LogTables } from "./LogTables.tsx";
import styles from "./PartitionView.module.css";
import { sightOf, type PartitionSight } from "./sight.ts";

/** Figures change this often at most. */
const LIVE_HZ = 5;
const SPANS = [Infinity, 10_000, 1_000, 250, 60] as const;

/** The drawer's tab "Partition": one partition's log, how far everybody has come in it, and who keeps it. */
export function PartitionView() {
  const layout = usePlayback((state) => state.layout);
  const observed = useObserved();
  const [asTable, setAsTable] = useState(false);
  useEffect(followSelection, []);
  useEffect(watchPartition, []);
  const partition = layout === null ? -1 : observedPartition(layout, observed);
  useEffect(() => showPartition(partition), [partition]);
  const sight = useSight(layout, partition);
  const detail = usePartition((state) => (state.partition === partition ? state.detail : null));
  if (layout === null || partition < 0)
    return <p className={styles["empty"]}>The log of a partition is drawn here once there is a topic.</p>;
  return (
    <div className={styles["partitionView"]}>
      <div className={styles["tools"]}>
        <TopicMenu layout={layout} partition={partition} />
        <PartitionChoice layout={layout} partition={partition} />
        <SpanMenu disabled={asTable} />
        <Button look="quiet" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
          <Icon name="table" /> Table
        </Button>
      </div>
      {sight !== null &&
        detail !== null &&
        (asTable ? (
          <LogTables layout={layout} sight={sight} detail={detail} />
        ) : (
          <LogChart layout={layout} sight={sight} detail={detail} />
        ))}
    </div>
  );
}

/** Compared by its JSON, so that what stays the same is not drawn again. */
function useSight(layout: Layout | null, partition: number): PartitionSight | null {
  const json = useFrameValue(
    (frame) => (layout === null ? null : JSON.stringify(sightOf(layout, frame, partition))),
    LIVE_HZ,
  );
  return useMemo(() => (json === null ? null : (JSON.parse(json) as PartitionSight | null)), [json]);
}

interface Chosen {
  readonly layout: Layout;
  readonly partition: number;
}

function TopicMenu({ layout, partition }: Chosen) {
  const { topic } = partitionOf(layout, partition);
  return (
    <Menu
      label="Which topic"
      look="quiet"
      align="end"
      side="above"
      items={layout.topics.map(({ nodeId, name }) => ({
        id: nodeId,
        label: name,
        checked: nodeId === topic.nodeId,
        onSelect: () => observePartition(nodeId, 0),
      }))}
    >
      {topic.name}
    </Menu>
  );
}

/** There may be a thousand: a field of the browser's own finds them by typing. */
function PartitionChoice({ layout, partition }: Chosen) {
  const { topic, number } = partitionOf(layout, partition);
  return (
    <select
      className={styles["choice"]}
      aria-label="Which partition"
      value={number}
      onChange={(event) => observePartition(topic.nodeId, Number(event.target.value))}
    >
      {Array.from({ length: topic.partitions }, (_, each) => (
        <option key={each} value={each}>
          {`Partition ${each}`}
        </option>
      ))}
    </select>
  );
}

function SpanMenu({ disabled }: { readonly disabled: boolean }) {
  const span = usePartition((state) => state.span);
  return (
    <Menu
      label="How many offsets"
      look="quiet"
      align="end"
      side="above"
      disabled={disabled}
      items={SPANS.map((each) => ({
        id: String(each),
        label: spanWords(each),
        checked: each === span,
        onSelect: () => showSpan(each),
      }))}
    >
      {spanWords(span)}
    </Menu>
  );
}

function spanWords(span: number): string {
  return span === Infinity ? "Whole log" : `${countText(span)} offsets`;
}
