import { lastUntil } from "#base/search.ts";
import { useMemo, useState } from "react";
import "uplot/dist/uPlot.min.css";
import { usePlayback } from "#session/playback-store.ts";
import { sampleColumn, sampleTimes, useSamples } from "#session/samples.ts";
import type { Layout } from "#sim/layout.ts";
import { Button } from "#ui/Button.tsx";
import { Icon } from "#ui/icons.tsx";
import { Menu } from "#ui/Menu.tsx";
import { clockText, durationText } from "#ui/quantities.ts";
import { useAtMost } from "#ui/use-at-most.ts";
import styles from "./Charts.module.css";
import { Plot } from "./Plot.tsx";
import {
  highest,
  lagLines,
  latencyLines,
  siText,
  spanS,
  throughputLines,
  type GroupChoice,
  type Line,
} from "./series.ts";

/** Charts are drawn anew at most this often. */
const EVERY_MS = 125;
const ALL: GroupChoice = -1;

interface Chart {
  readonly title: string;
  readonly unit: string;
  readonly lines: readonly Line[];
  readonly format: (value: number) => string;
}

const latencyText = (ms: number): string => durationText(ms);

function chartsOf(
  layout: Layout,
  samples: { times: ArrayLike<number>; column: typeof sampleColumn },
  chosen: GroupChoice,
): readonly Chart[] {
  const name = layout.groups[chosen]?.name;
  return [
    {
      title: name === undefined ? "Lag" : `Lag of ${name}`,
      unit: "messages",
      lines: lagLines(layout, samples, chosen),
      format: siText,
    },
    {
      title: "Throughput",
      unit: "messages per s",
      lines: throughputLines(layout, samples, chosen),
      format: siText,
    },
    {
      title: name === undefined ? "End-to-end latency, p95" : `End-to-end latency of ${name}`,
      unit: "produced to processed",
      lines: latencyLines(layout, samples, chosen),
      format: latencyText,
    },
  ];
}

/** Lag, throughput and latency over simulated time, as lines or as a table. */
export function Charts() {
  const version = useAtMost(useSamples, (state) => state.version, EVERY_MS);
  const layout = usePlayback((state) => state.layout);
  const headUs = useAtMost(usePlayback, (state) => state.headUs, EVERY_MS);
  const durationUs = usePlayback((state) => state.durationUs);
  const [chosenId, setChosenId] = useState<string | null>(null);
  const [asTable, setAsTable] = useState(false);
  const chosen = layout?.groups.findIndex(({ nodeId }) => nodeId === chosenId) ?? ALL;
  const { times, charts } = useMemo(() => {
    void version;
    const taken = sampleTimes();
    return {
      times: taken,
      charts: layout === null ? [] : chartsOf(layout, { times: taken, column: sampleColumn }, chosen),
    };
  }, [version, layout, chosen]);

  if (layout === null || layout.groups.length + layout.topics.length === 0) {
    return (
      <p className={styles["empty"]}>
        Lag, throughput and latency are drawn here once a topic and a consumer group run.
      </p>
    );
  }
  return (
    <div className={styles["charts"]}>
      <Tools layout={layout} chosen={chosen} choose={setChosenId} asTable={asTable} setAsTable={setAsTable} />
      {asTable ? (
        <NumberTable charts={charts} times={times} />
      ) : (
        <div className={styles["plots"]}>
          {charts.map((chart, index) => (
            <Plot
              key={["lag", "throughput", "latency"][index]}
              {...chart}
              times={times}
              spanS={spanS(headUs, durationUs)}
            />
          ))}
        </div>
      )}
    </div>
  );
}

interface ToolsProps {
  readonly layout: Layout;
  readonly chosen: GroupChoice;
  readonly choose: (nodeId: string | null) => void;
  readonly asTable: boolean;
  readonly setAsTable: (asTable: boolean) => void;
}

function Tools({ layout, chosen, choose, asTable, setAsTable }: ToolsProps) {
  return (
    <div className={styles["tools"]}>
      <Menu
        label="Which group"
        look="quiet"
        align="end"
        side="above"
        items={[
          { id: "all", label: "All groups", checked: chosen === ALL, onSelect: () => choose(null) },
          ...layout.groups.map(({ nodeId, name }, index) => ({
            id: nodeId,
            label: name,
            hint: "by partition",
            checked: index === chosen,
            onSelect: () => choose(nodeId),
          })),
        ]}
      >
        {layout.groups[chosen]?.name ?? "All groups"}
      </Menu>
      <Button look="quiet" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
        <Icon name="table" /> Table
      </Button>
    </div>
  );
}

/** The same numbers to read: at the playhead, and the highest of the run so far. */
function NumberTable({
  charts,
  times,
}: {
  readonly charts: readonly Chart[];
  readonly times: ArrayLike<number>;
}) {
  const playheadUs = usePlayback((state) => state.playheadUs);
  const sample = lastUntil(times, playheadUs);
  return (
    <div className={styles["tables"]}>
      {charts.map(({ title, unit, lines, format }) => (
        <table key={title} className={styles["table"]}>
          <caption>
            {title} <span className={styles["unit"]}>{unit}</span>
          </caption>
          <thead>
            <tr>
              <th scope="col">Of</th>
              <th scope="col">At {clockText(times[sample] ?? 0)}</th>
              <th scope="col">Highest</th>
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <tr key={line.id}>
                <th scope="row">{line.label}</th>
                <td>{cell(line.values[sample] ?? null, format)}</td>
                <td>{cell(highest(line.values), format)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ))}
    </div>
  );
}

function cell(value: number | null, format: (value: number) => string): string {
  return value === null ? "unknown" : format(value);
}
