import { useEffect, useRef } from "react";
import { latestFrame, onFrame, playheadUs } from "#session/frames.ts";
import { restart, setSpeed, step, toggle, usePlayback } from "#session/playback-store.ts";
import { IconButton } from "#ui/IconButton.tsx";
import { Icon } from "#ui/icons.tsx";
import { Menu } from "#ui/Menu.tsx";
import { clockText } from "#ui/quantities.ts";
import { NEXT_MESSAGE, SPEEDS, speedText, STEP_CHOICES } from "./step-choices.ts";
import styles from "./Transport.module.css";

/** Restart, play, step, clock and speed. */
export function Transport() {
  const playing = usePlayback((state) => state.playing);
  const speed = usePlayback((state) => state.speed);
  const ended = usePlayback((state) => state.ended);
  const unable = usePlayback((state) => state.status === "refused" || state.layout === null);
  const playLabel = playing ? "Pause" : ended ? "Play again from the start" : "Play";
  return (
    <div className={styles["transport"]} role="group" aria-label="Playback">
      <IconButton label="Restart" keys="R" disabled={unable} onClick={restart}>
        <Icon name="restart" />
      </IconButton>
      <IconButton
        label={playLabel}
        keys="Space"
        look="primary"
        className={styles["play"] ?? ""}
        disabled={unable}
        onClick={toggle}
      >
        <Icon name={playing ? "pause" : "play"} />
      </IconButton>
      <IconButton
        label="Step to the next message"
        keys="."
        disabled={unable}
        onClick={() => step(NEXT_MESSAGE)}
      >
        <Icon name="stepMessage" />
      </IconButton>
      <Menu
        label="Go on to the next …"
        titled
        side="above"
        look="quiet"
        iconOnly
        disabled={unable}
        items={STEP_CHOICES.map(({ id, label, facts }) => ({ id, label, onSelect: () => step(facts) }))}
      >
        <Icon name="stepFact" />
      </Menu>
      <Clock />
      <Menu
        label={`Speed: ${speed === Number.POSITIVE_INFINITY ? "as fast as it goes" : speedText(speed)}`}
        side="above"
        look="quiet"
        items={SPEEDS.map((each) => ({
          id: String(each),
          label: each === Number.POSITIVE_INFINITY ? "As fast as it goes" : speedText(each),
          checked: each === speed,
          onSelect: () => setSpeed(each),
        }))}
      >
        <span className={styles["speed"]}>{speedText(speed)}</span>
      </Menu>
    </div>
  );
}

/** The simulated moment on screen; written straight into the page, since it changes with every frame. */
function Clock() {
  const text = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const show = () => {
      if (text.current !== null) text.current.textContent = clockText(latestFrame()?.atUs ?? playheadUs());
    };
    show();
    return onFrame(show);
  }, []);
  return (
    <span className={styles["clock"]} role="timer" aria-label="Simulated time" aria-live="off">
      <span ref={text}>0:00.000</span>
    </span>
  );
}
