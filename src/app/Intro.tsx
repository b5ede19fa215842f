import { useEffect, useState } from "react";
import { intervene } from "#session/commands.ts";
import { useFrameValue } from "#session/frames.ts";
import { usePlayback } from "#session/playback-store.ts";
import { useScenario } from "#session/scenario-store.ts";
import { useSelection } from "#session/selection-store.ts";
import { useSharing } from "#session/sharing-store.ts";
import { useStory } from "#session/story.ts";
import { toldStory } from "#session/telling.ts";
import { faults } from "#sim/faults/index.ts";
import { INSTANCES_MAX, instanceName } from "#sim/layout.ts";
import { Button } from "#ui/Button.tsx";
import { Glyph } from "#ui/Glyph.tsx";
import { IconButton } from "#ui/IconButton.tsx";
import { Icon } from "#ui/icons.tsx";
import { useAtMost } from "#ui/use-at-most.ts";
import { firstSentence, worthBreaking } from "./breakable.ts";
import styles from "./Intro.module.css";
import strip from "./Strip.module.css";

/** `line`: what is happening, and the button; `broken`: what the crash means; `gone`: the person has begun. */
type Stage = "line" | "broken" | "gone";

/** One line over the first view that says what is happening, and one button that breaks it. Goes with the first edit or selection. */
export function Intro() {
  const [stage, setStage] = useState<Stage>("line");
  const scenario = useScenario((state) => state.scenario);
  const layout = usePlayback((state) => state.layout);
  const ready = usePlayback((state) => state.status === "ready");
  // Whoever sent the scenario says what to look at.
  const isShared = useSharing((state) => state.opened !== null);
  const subject = useFrameValue((frame) => (layout === null ? -1 : worthBreaking(layout, frame)), 4) ?? -1;
  useEffect(() => {
    const begun = () => setStage((now) => (now === "line" ? "gone" : now));
    const endEdits = useScenario.subscribe((state) => state.canUndo && begun());
    const endSelection = useSelection.subscribe(
      (state) => (state.nodes.size > 0 || state.wire !== null) && begun(),
    );
    return () => {
      endEdits();
      endSelection();
    };
  }, []);

  if (stage === "gone" || layout === null || isShared) return null;
  if (stage === "broken") return <Aftermath onClose={() => setStage("gone")} />;
  const sentence = firstSentence(scenario);
  if (!ready || sentence === "") return null;
  const breakIt = () => {
    const service = layout.services[Math.floor(subject / INSTANCES_MAX)];
    if (service === undefined) return;
    setStage("broken");
    intervene("crash", service.nodeId, { instance: (subject % INSTANCES_MAX) + 1 });
  };
  return (
    <div className={`${strip["strip"]} ${styles["intro"]}`} role="region" aria-label="What is happening">
      <p className={styles["text"]}>{sentence}</p>
      {subject >= 0 && (
        <Button look="primary" onClick={breakIt}>
          <Glyph d={faults["crash"]?.glyph ?? ""} size={14} />
          Crash {instanceName(layout, subject)}
        </Button>
      )}
      <IconButton label="Dismiss" onClick={() => setStage("gone")}>
        <Icon name="close" size={14} />
      </IconButton>
    </div>
  );
}

const TOLD_AFTER_A_CRASH = new Set(["crashed", "rebalanceStarted", "assigned", "stable", "duplicated"]);

/** After the button: the newest sentence about what it set off, until it is dismissed. */
function Aftermath({ onClose }: { readonly onClose: () => void }) {
  const version = useAtMost(useStory, (state) => state.version, 250);
  const playheadUs = usePlayback((state) => state.playheadUs);
  void version;
  const told = toldStory();
  const crash = told.findLastIndex((entry) => entry.fact === "crashed");
  const after = crash < 0 ? [] : told.slice(crash).filter((entry) => entry.timeUs <= playheadUs);
  const newest = after.findLast((entry) => TOLD_AFTER_A_CRASH.has(entry.fact));
  if (newest === undefined) return null;
  return (
    <div className={`${strip["strip"]} ${styles["intro"]}`} role="region" aria-label="What is happening">
      <p className={styles["text"]}>{newest.text}</p>
      <IconButton label="Dismiss" onClick={onClose}>
        <Icon name="close" size={14} />
      </IconButton>
    </div>
  );
}
