/** Starts the session: the worker first, since its code loads while React does, then the first scenario. */
import { itemIds } from "#scenario/items.ts";
import { admitText, asset } from "./files.ts";
import { FIRST_SCENARIO } from "./gallery.ts";
import { setPlayer, startOver } from "./playback-store.ts";
import { Player } from "./player.ts";
import { currentScenario, startWithScenario, useScenario } from "./scenario-store.ts";
import { keepSelected } from "./selection-store.ts";
import { tell } from "./toasts.ts";
import { createClient } from "./worker/client.ts";
import { spawnWorker } from "./worker/spawn.ts";

let booted = false;

/** Call once, before React renders. Ends when the first scenario is on its way; a second call does nothing. */
export async function boot(): Promise<void> {
  if (booted) return;
  booted = true;
  const player = new Player({
    client: createClient(spawnWorker),
    scenario: currentScenario,
    now: () => performance.now(),
    requestFrame: (callback) => requestAnimationFrame(callback),
    after: (ms, callback) => {
      const timer = setTimeout(callback, ms);
      return () => clearTimeout(timer);
    },
  });
  setPlayer(player);
  useScenario.subscribe(({ scenario }) => {
    keepSelected(new Set(itemIds(scenario)), new Set(scenario.wires.map(({ id }) => id)));
    player.scenarioChanged();
  });
  const playing = await openFirst();
  startOver({ playing });
}

/** The gallery's first scenario; an empty canvas where it cannot be had. Tells whether there is something to play. */
async function openFirst(): Promise<boolean> {
  try {
    const [result] = await Promise.all([
      asset(`gallery/${FIRST_SCENARIO}`).then((text) => admitText(text)),
      // Fetched side by side with the scenario that needs it.
      import("#scenario/admit.ts"),
    ]);
    // Whoever was quicker than the network has begun a document of their own.
    if (useScenario.getState().revision > 0) return false;
    if (result.ok) {
      startWithScenario(result.value);
      return true;
    }
    tell(`${FIRST_SCENARIO}: ${result.problems[0]?.says ?? "not a scenario"}`, "error");
  } catch {
    tell("The first scenario could not be loaded; here is an empty canvas.", "error");
  }
  return false;
}
