/** Starts the session: the worker first, since its code loads while React does, then the first scenario. */
import { itemIds } from "#scenario/item-ids.ts";
import { admitText, asset } from "./files.ts";
import { useDocument } from "./document-store.ts";
import { FIRST_SCENARIO } from "./gallery.ts";
import { beginBoot, endBoot, lastDocument, leaveUnkept, lostRunUs } from "./keeping/boot-guard.ts";
import { setPlayer, startOver, usePlayback } from "./playback-store.ts";
import { Player } from "./player.ts";
import { currentDocumentId, currentScenario, startWithScenario, useScenario } from "./scenario-store.ts";
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
  const lostUs = lostRunUs();
  const first = await openFirst();
  if (first === "safe") return;
  if (first !== "link") startOver({ playing: first === "gallery" && lostUs === null });
  if (lostUs !== null) {
    // Perhaps because of the run, so it does not play again by itself.
    tell(`The last run stopped at ${(lostUs / 1_000_000).toFixed(1)} s when the page did; it is paused now.`);
  }
  keepFromNowOn(first);
}

/** What is on screen. A link has been started by what opened it; `safe`: nothing, since the boots before failed. */
type First = "link" | "kept" | "gallery" | "empty" | "safe";

/**
 * The link in the address, else the document that was open last, else the gallery's first scenario; an empty canvas
 * where none of them can be had. Storage is not touched before something moves, unless something was kept before.
 */
async function openFirst(): Promise<First> {
  if (location.hash.startsWith("#s=")) {
    const { openLinkFromAddress } = await import("./sharing.ts");
    if (await openLinkFromAddress()) return "link";
  }
  if (lastDocument() !== null) {
    if (beginBoot()) {
      useDocument.setState({ readOnly: "safe" });
      return "safe";
    }
    watchBoot();
    try {
      const { openLast } = await import("./autosave.ts");
      if (await openLast()) return "kept";
    } catch {
      tell(
        "What opens kept scenarios could not be loaded; yours are safe. Reload the page to try again.",
        "error",
      );
    }
  }
  return openGalleryFirst();
}

/** Counts the boot as good once the editor stands and the run has answered, or where the person goes before that. */
function watchBoot(): void {
  let isAnswered = false;
  const isStanding = () => document.getElementById("canvas") !== null;
  const good = () => {
    if (!isStanding()) return;
    endBoot();
    end();
    removeEventListener("pagehide", leave);
  };
  const leave = () => {
    // Before anything was rendered it was the person's hurry.
    if (isStanding() || document.getElementById("root")?.childElementCount === 0) endBoot();
  };
  const end = usePlayback.subscribe(({ status }) => {
    if (status === "loading" || isAnswered) return;
    isAnswered = true;
    // What breaks the page does so when it is rendered.
    setTimeout(good, 500);
  });
  addEventListener("pagehide", leave);
}

/** Loads what keeps documents: with the first edit, or once something has moved and there is time. */
function keepFromNowOn(first: First): void {
  let isAsked = false;
  const leave = () => {
    const id = currentDocumentId();
    if (id !== null) leaveUnkept(id, currentScenario());
  };
  addEventListener("pagehide", leave);
  const load = (afterMs: number) => {
    if (isAsked) return;
    isAsked = afterMs === 0;
    endMotion();
    if (afterMs > 0) return void setTimeout(() => load(0), afterMs);
    endEdits();
    void import("./autosave.ts").then(async (autosave) => {
      removeEventListener("pagehide", leave);
      if (first === "gallery") await autosave.keepWhatIsThere();
      else autosave.startKeeping();
    });
  };
  const endEdits = useScenario.subscribe(() => load(0));
  const endMotion = usePlayback.subscribe(({ firstMotion, status }) => {
    if (firstMotion || status === "refused") load(AFTER_MOTION_MS);
  });
  // Somebody was quicker than all of this.
  if (currentDocumentId() !== null) load(0);
}

/** What moves first is not held up by what keeps it. */
const AFTER_MOTION_MS = 300;

/** The gallery's first scenario, or an empty canvas. */
async function openGalleryFirst(): Promise<First> {
  try {
    const [result] = await Promise.all([
      asset(`gallery/${FIRST_SCENARIO}`).then((text) => admitText(text)),
      // Fetched side by side with the scenario that needs it.
      import("#scenario/admit.ts"),
    ]);
    // Whoever was quicker than the network has begun a document of their own.
    if (useScenario.getState().revision > 0) return "empty";
    if (result.ok) {
      startWithScenario(result.value);
      return "gallery";
    }
    tell(`${FIRST_SCENARIO}: ${result.problems[0]?.says ?? "not a scenario"}`, "error");
  } catch {
    tell("The first scenario could not be loaded; here is an empty canvas.", "error");
  }
  return "empty";
}
