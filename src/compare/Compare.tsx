import { useCompare } from "#session/compare-store.ts";
import styles from "./Compare.module.css";
import { Figures } from "./Figures.tsx";
import { SmallCharts } from "./SmallCharts.tsx";
import { Start } from "./Start.tsx";
import { Story } from "./Story.tsx";
import { useSides } from "./use-sides.ts";

/** Two designs on the same seed, side by side: where they part, what differs, and what comes of it at the playhead. */
export function Compare() {
  const isComparing = useCompare((state) => state.a !== null);
  if (!isComparing) return <Start />;
  return (
    <div className={styles["compare"]}>
      <Story />
      <Both />
    </div>
  );
}

/** What is read of both runs, read once for all that shows it. */
function Both() {
  const { a, b } = useSides();
  if (a === null || b === null) return <p className={styles["waiting"]}>A is on its way …</p>;
  return (
    <>
      <Figures a={a.measures} b={b.measures} />
      <SmallCharts a={a.series} b={b.series} />
    </>
  );
}
