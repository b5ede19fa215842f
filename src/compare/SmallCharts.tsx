import { lastUntil } from "#base/search.ts";
import type { Micros } from "#base/units.ts";
import type { Series } from "#comparison/series.ts";
import { useCompare } from "#session/compare-store.ts";
import { usePlayback } from "#session/playback-store.ts";
import { countText, durationText } from "#ui/quantities.ts";
import styles from "./Compare.module.css";
import { linePath, mostOf } from "./lines.ts";

interface ChartKind {
  readonly title: string;
  readonly of: (series: Series) => readonly (number | null)[];
  readonly text: (value: number) => string;
}

const whole = (value: number): string => countText(Math.round(value));

const CHARTS: readonly ChartKind[] = [
  { title: "Lag", of: ({ lag }) => lag, text: whole },
  { title: "Latency p95", of: ({ p95Ms }) => p95Ms, text: (ms) => durationText(Math.round(ms)) },
  { title: "Processed per s", of: ({ perSecond }) => perSecond, text: whole },
  { title: "Duplicates", of: ({ duplicates }) => duplicates, text: whole },
  { title: "Lost", of: ({ lost }) => lost, text: whole },
  { title: "Instances up", of: ({ running }) => running, text: whole },
];

const WIDTH = 168;
const HEIGHT = 46;

/** Both runs over time, all groups together: A dashed, B whole, each with its letter; one scale for the two. */
export function SmallCharts({ a, b }: { readonly a: Series; readonly b: Series }) {
  const durationUs = usePlayback((state) => state.durationUs);
  const playheadUs = usePlayback((state) => state.playheadUs);
  const differsUs = useCompare(({ search }) => (search.is === "found" ? search.difference.atUs : null));
  return (
    <section className={styles["charts"]} aria-label="Both over time" tabIndex={0}>
      {CHARTS.map((kind) => (
        <SmallChart
          key={kind.title}
          kind={kind}
          a={a}
          b={b}
          untilUs={Math.max(1, durationUs)}
          atUs={playheadUs}
          differsUs={differsUs}
        />
      ))}
    </section>
  );
}

interface Props {
  readonly kind: ChartKind;
  readonly a: Series;
  readonly b: Series;
  readonly untilUs: Micros;
  readonly atUs: Micros;
  readonly differsUs: Micros | null;
}

function SmallChart({ kind: { title, of, text }, a, b, untilUs, atUs, differsUs }: Props) {
  const box = { width: WIDTH, height: HEIGHT, untilUs, most: mostOf([of(a), of(b)], 1) };
  const x = (us: Micros): number => Math.min(WIDTH, (us / untilUs) * WIDTH);
  const says = (letter: string, series: Series): string => {
    const value = of(series)[lastUntil(series.timesUs, atUs)] ?? null;
    return `${letter} ${value === null ? "–" : text(value)}`;
  };
  const [left, right] = [says("A", a), says("B", b)];
  return (
    <figure className={styles["chart"]}>
      <figcaption>
        {title} <span className={styles["muted"]}>to {text(box.most)}</span>
      </figcaption>
      <svg
        viewBox={`0 -3 ${WIDTH} ${HEIGHT + 5}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${title}: ${left}, ${right}`}
      >
        <line className={styles["ground"]} x1={0} x2={WIDTH} y1={HEIGHT} y2={HEIGHT} />
        {differsUs !== null && (
          <line className={styles["parting"]} x1={x(differsUs)} x2={x(differsUs)} y1={0} y2={HEIGHT} />
        )}
        <line className={styles["now"]} x1={x(atUs)} x2={x(atUs)} y1={0} y2={HEIGHT} />
        <path className={styles["line-b"]} d={linePath(b.timesUs, of(b), box)} />
        <path className={styles["line-a"]} d={linePath(a.timesUs, of(a), box)} />
      </svg>
      <div className={styles["ends"]} aria-hidden="true">
        <span data-of="A">{left}</span>
        <span data-of="B">{right}</span>
      </div>
    </figure>
  );
}
