/** From a figure that is bad to its explanation. Loaded with what shows such figures. */
import { showAnomaly } from "./chosen.ts";
import { explained } from "./explaining.ts";
import { setDrawerTab } from "./view-store.ts";

/** Shows the newest explanation of a kind that is about a node, or the list where there is none of it. */
export function showWhy(kind: string, nodeId: string): void {
  const explainer = explained();
  for (let index = (explainer?.length ?? 0) - 1; index >= 0; index--) {
    if (explainer?.brief(index)?.kind.kind !== kind || explainer.at(index)?.nodeId !== nodeId) continue;
    showAnomaly(index);
    return;
  }
  setDrawerTab("explained");
}
