/** From a row of the story to what explains it. */
import { showAnomaly } from "./chosen.ts";
import { setDrawerTab } from "./view-store.ts";

/** Opens the entry of Explained that a row of the story belongs to, or the log where there is nothing to explain. */
export async function explainRow(row: number): Promise<void> {
  const { explained } = await import("./explaining.ts");
  const anomaly = explained()?.ofRow(row) ?? -1;
  if (anomaly < 0) setDrawerTab("log");
  else showAnomaly(anomaly);
}
