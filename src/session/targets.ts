/** Where the connection that is being drawn may not end. */
import { wireTargets } from "#sim/wiring.ts";
import { currentScenario } from "./scenario-store.ts";
import { useConnecting } from "./selection-store.ts";

/** Keeps `illegal` of the connection true from now on; the answer ends it. */
export function watchTargets(): () => void {
  return useConnecting.subscribe(({ from }, before) => {
    if (from === null || from === before.from) return;
    const scenario = currentScenario();
    const legal = new Set(wireTargets(scenario, from));
    const illegal = scenario.nodes.map(({ id }) => id).filter((id) => id !== from && !legal.has(id));
    useConnecting.setState({ illegal: new Set(illegal) });
  });
}
