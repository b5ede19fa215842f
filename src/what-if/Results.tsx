import { useState } from "react";
import type { Scenario } from "#scenario/document.ts";
import { takeOver, useSweep, type SweepState } from "#session/sweeping.ts";
import { MEASURES_SHOWN, measures, type MeasureId } from "#sweep/measures.ts";
import type { SweepPlan } from "#sweep/plan.ts";
import { judgedBy } from "#sweep/sizing.ts";
import { amountText } from "#sim/words.ts";
import { valueNow } from "#sweep/knob.ts";
import { isStale } from "#sweep/stale.ts";
import { answerLines, knobTitle } from "#sweep/words.ts";
import { Button } from "#ui/Button.tsx";
import { Icon } from "#ui/icons.tsx";
import { columnsOf, seriesOf, type BandSeries, type Column } from "./bands.ts";
import { BandsChart, bandText } from "./BandsChart.tsx";
import { BandsTable } from "./BandsTable.tsx";
import styles from "./WhatIf.module.css";

interface Props {
  readonly scenario: Scenario;
}

/** What came of the last sweep, or of the one under way. */
export function Results({ scenario }: Props) {
  const sweep = useSweep();
  const { plan, status, failure } = sweep;
  if (plan === null)
    return (
      <p className={styles["empty"]}>
        Choose a setting and its values: the scenario is run with each of them and many seeds, and what comes
        out stands here. The drawing stays as it is.
      </p>
    );
  return (
    <section className={styles["results"]} aria-label="What came out" aria-busy={status === "running"}>
      {status === "failed" && <p className={styles["failure"]}>The runs have failed: {failure}</p>}
      {isStale(plan, scenario) && (
        <p className={styles["stale"]}>
          <Icon name="warning" /> The drawing was edited since. These are the results of the drawing as it
          was: run it again for those of today.
        </p>
      )}
      <Refused sweep={sweep} />
      <Bands sweep={sweep} plan={plan} scenario={scenario} />
    </section>
  );
}

function Status({ sweep }: { readonly sweep: SweepState }) {
  const { status, done, most, plan } = sweep;
  if (status === "running")
    return (
      <p className={styles["status"]}>
        <progress max={most} value={done} aria-label="Runs done" /> {done} of{" "}
        {sweep.question === null ? "" : "at most "}
        {most} runs
      </p>
    );
  const stopped = [...sweep.results.values()].filter(
    (each) => each.is === "run" && each.outcome === "limit",
  ).length;
  const ran = amountText(sweep.results.size, "run");
  const load = plan === null || plan.load === 1 ? "" : `, ${plan.load} times the load`;
  const limited = stopped === 0 ? "" : `; ${stopped} were stopped at a limit`;
  return (
    <p className={styles["status"]}>
      {status === "ended" ? `Stopped after ${sweep.results.size} of ${most} runs` : ran},{" "}
      {amountText(plan?.seeds.length ?? 0, "seed")}
      {load}
      {limited}
    </p>
  );
}

/** Combinations that cannot run: the first one's reason. */
function Refused({ sweep: { results } }: { readonly sweep: SweepState }) {
  const refused = [...results.values()].flatMap((each) => (each.is === "refused" ? [each] : []));
  const [problem] = refused[0]?.problems ?? [];
  if (problem === undefined) return null;
  return (
    <p className={styles["failure"]}>
      {refused.length} of the runs cannot be: {problem.says} {problem.tryThis}
    </p>
  );
}

interface BandsProps extends Props {
  readonly sweep: SweepState;
  readonly plan: SweepPlan;
}

function Bands({ sweep, plan, scenario }: BandsProps) {
  const { results, question, sized, status } = sweep;
  const [wanted, setWanted] = useState<MeasureId | null>(null);
  const [chosenColumn, setChosen] = useState<number | null>(null);
  const [asTable, setAsTable] = useState(false);
  const asked = question === null ? null : judgedBy(question.measure);
  const measure = wanted ?? asked ?? "latencyP99";
  const columns = columnsOf(plan);
  const series = seriesOf(plan, results, measure);
  const chosen = Math.min(columns.length - 1, chosenColumn ?? sized?.answer.first ?? 0);
  return (
    <>
      {sized !== null && question !== null && status === "done" && (
        <div className={styles["answer"]}>
          {answerLines(plan, question, sized).map((line) => (
            <p key={line}>{line}</p>
          ))}
        </div>
      )}
      <div className={styles["tools"]}>
        <MeasureChoice measure={measure} asked={asked} onChange={setWanted} />
        <Status sweep={sweep} />
        <Legend series={series} />
        <Button look="quiet" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
          <Icon name="table" /> Table
        </Button>
      </div>
      {asTable ? (
        <BandsTable
          measure={measure}
          title={knobTitle(plan.scenario, plan.axes[0]!.knob)}
          columns={columns}
          series={series}
        />
      ) : (
        <BandsChart
          measure={measure}
          columns={columns}
          series={series}
          below={question !== null && measure === asked ? question.below : null}
          chosen={chosen}
          onChoose={setChosen}
        />
      )}
      <Chosen {...{ measure, series, columns, chosen, plan, scenario }} />
    </>
  );
}

interface MeasureProps {
  readonly measure: MeasureId;
  /** What the question is about; null: there is none. */
  readonly asked: MeasureId | null;
  readonly onChange: (measure: MeasureId) => void;
}

/** Which measure is drawn. */
function MeasureChoice({ measure, asked, onChange }: MeasureProps) {
  const shown =
    asked === null || MEASURES_SHOWN.includes(asked) ? MEASURES_SHOWN : [asked, ...MEASURES_SHOWN];
  return (
    <label>
      <span className="visually-hidden">Measure</span>
      <select
        className={styles["select"]}
        value={measure}
        onChange={(event) => onChange(event.target.value as MeasureId)}
      >
        {shown.map((id) => (
          <option key={id} value={id}>
            {measures[id].title}
          </option>
        ))}
      </select>
    </label>
  );
}

function Legend({ series }: { readonly series: readonly BandSeries[] }) {
  if (series.length === 1)
    return <span className={styles["muted"]}>Median over the seeds, band p5 to p95</span>;
  return (
    <ul className={styles["legend"]} aria-label="Second setting">
      {series.map(({ name }, index) => (
        <li key={name}>
          <span
            className={styles["swatch"]}
            style={{ background: `var(--key-${index % 12})` }}
            aria-hidden="true"
          />
          {name}
        </li>
      ))}
    </ul>
  );
}

interface ChosenProps extends Props {
  readonly measure: MeasureId;
  readonly series: readonly BandSeries[];
  readonly columns: readonly Column[];
  readonly chosen: number;
  readonly plan: SweepPlan;
}

/** The chosen value in words, and the way into the drawing. */
function Chosen({ measure, series, columns, chosen, plan, scenario }: ChosenProps) {
  const column = columns[chosen];
  if (column === undefined) return null;
  const { knob } = plan.axes[0]!;
  const isDrawn = valueNow(scenario, knob) === column.value;
  return (
    <p className={styles["chosen"]}>
      <span>
        <b>{column.text}</b>: {measures[measure].title.toLowerCase()}{" "}
        {series.map((each) => bandText(measure, each, chosen)).join("; ")}
      </span>
      <Button disabled={isDrawn} onClick={() => takeOver(knob, column.value)}>
        {isDrawn ? "As drawn" : `Use ${column.text} in the drawing`}
      </Button>
    </p>
  );
}
