/** What one view asks another to show: an entry of Explained, a check. Lasts as long as the tab. */
import { create } from "zustand";
import { setDrawerTab } from "./view-store.ts";

export interface Chosen {
  /** Index of an anomaly among those that were explained, or null. */
  readonly anomaly: number | null;
  /** Id of an invariant; "": the first of the list. */
  readonly check: string;
}

/** Hook and store. */
export const useChosen = create<Chosen>()(() => ({ anomaly: null, check: "" }));

/** Chooses an entry of Explained, or none. */
export function chooseAnomaly(anomaly: number | null): void {
  useChosen.setState({ anomaly });
}

/** Chooses an entry of Explained and opens the panel that lists them. */
export function showAnomaly(anomaly: number): void {
  chooseAnomaly(anomaly);
  setDrawerTab("explained");
}

/** Chooses a check. */
export function chooseCheck(check: string): void {
  useChosen.setState({ check });
}

/** Chooses a check and opens the panel that lists them. */
export function showCheck(check: string): void {
  chooseCheck(check);
  setDrawerTab("checks");
}
