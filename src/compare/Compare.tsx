import { useCompare } from "#session/compare-store.ts";
import styles from "./Compare.module.css";
import { Figures } from "./Figures.tsx";
import { SmallCharts } from "./SmallCharts.tsx";
import { Start } from "./Start.tsx";
import { Story } from "./Story.tsx";

/** Two designs on the same seed, side by side: where they part, what differs, and what comes of it at the playhead. */
export function Compare() {
  const isComparing = useCompare((state) => state.a !== null);
  if (!isComparing) return <Start />;
  return (
    <div className={styles["compare"]}>
      <Story />
      <Figures />
      <SmallCharts />
    </div>
  );
}
