import { useEffect, useRef, type KeyboardEvent } from "react";
import { followBack, followMessage, followNone, useJourney } from "#session/journey.ts";
import { seek, usePlayback } from "#session/playback-store.ts";
import { pointerOf } from "#session/pointing.ts";
import { pointAt, pointAway, usePointing } from "#session/pointing-store.ts";
import type { ToldStep } from "#sim/journey-words.ts";
import type { MessageInfo } from "#sim/message-info.ts";
import type { Layout } from "#sim/layout.ts";
import { Button } from "#ui/Button.tsx";
import { IconButton } from "#ui/IconButton.tsx";
import { Icon } from "#ui/icons.tsx";
import { clockText, countText, durationText, euroText } from "#ui/quantities.ts";
import { KeyChip } from "./KeyChip.tsx";
import styles from "./JourneyPanel.module.css";

/** One message from its making to its end, as a story: what, when, why, and what it caused. */
export function JourneyPanel({ layout, onClose }: { readonly layout: Layout; readonly onClose: () => void }) {
  const { message, journey, parent, steps, state, trail } = useJourney();
  const panel = useRef<HTMLElement>(null);
  useEffect(() => panel.current?.focus(), [message]);
  useEffect(() => () => pointAway("messages"), []);
  const close = () => {
    followNone();
    onClose();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") close();
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") walk(panel.current, event.key);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  if (message === null) return null;
  const info = journey?.info;
  return (
    <section
      ref={panel}
      className={styles["panel"]}
      aria-label={`Journey of message ${countText(message)}`}
      tabIndex={-1}
      onKeyDown={onKeyDown}
    >
      <header className={styles["head"]}>
        {trail.length > 0 && (
          <IconButton label={`Back to message ${countText(trail.at(-1) ?? 0)}`} onClick={followBack}>
            <Icon name="chevronLeft" />
          </IconButton>
        )}
        <h2 className={styles["title"]}>
          {info !== undefined && <KeyChip name={info.key} ordinal={keyOrdinal(info.key)} />}
          <span>Message {countText(message)}</span>
          {info !== undefined && <span className={styles["faint"]}>{euroText(info.amountCents)}</span>}
        </h2>
        {parent !== null && (
          <Button look="quiet" onClick={() => followMessage(parent.message, message)}>
            Caused by {countText(parent.message)}
          </Button>
        )}
        <IconButton label="Close the journey" keys="Esc" onClick={close}>
          <Icon name="close" />
        </IconButton>
      </header>
      {info?.headers !== undefined && <Headers headers={info.headers} />}
      {state === "read" ? (
        <Steps steps={steps} layout={layout} message={message} />
      ) : (
        <p className={styles["empty"]}>
          {state === "reading"
            ? "Reading what happened to it …"
            : "At this moment the message is not made yet. Go forward to see its journey."}
        </p>
      )}
    </section>
  );
}

/** What a dead letter, or a message that is tried again, carries of its past. */
function Headers({ headers }: { readonly headers: NonNullable<MessageInfo["headers"]> }) {
  return (
    <dl className={styles["headers"]} aria-label="Headers">
      {headers.map(({ name, value }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            <bdi>{value}</bdi>
          </dd>
        </div>
      ))}
    </dl>
  );
}

interface StepsProps {
  readonly steps: readonly ToldStep[];
  readonly layout: Layout;
  readonly message: number;
}

function Steps({ steps, layout, message }: StepsProps) {
  const wholeUs = Math.max(1, steps.at(-1)?.sinceMadeUs ?? 1);
  const groups = new Set(steps.map(({ step }) => step.group).filter((group) => group >= 0));
  return (
    <ol
      className={styles["steps"]}
      aria-label="What happened to it"
      onPointerLeave={() => pointAway("messages")}
    >
      {steps.map((told) => (
        <Step
          key={`${told.step.row} ${told.step.timeUs} ${told.step.fact}`}
          told={told}
          layout={layout}
          message={message}
          wholeUs={wholeUs}
          namesGroup={groups.size > 1}
        />
      ))}
    </ol>
  );
}

interface StepProps {
  readonly told: ToldStep;
  readonly layout: Layout;
  readonly message: number;
  readonly wholeUs: number;
  readonly namesGroup: boolean;
}

function Step({ told, layout, message, wholeUs, namesGroup }: StepProps) {
  const { step, text, setting, tone, sinceBeforeUs, sinceMadeUs, child } = told;
  const isLit = usePointing(
    ({ at }) => at !== null && at.from !== "messages" && at.timeUs === step.timeUs && at.message === message,
  );
  const isNow = usePlayback((state) => state.playheadUs === step.timeUs);
  const point = () => pointAt(pointerOf(step, layout, "messages", message));
  const left = ((sinceMadeUs - sinceBeforeUs) / wholeUs) * 100;
  const width = (sinceBeforeUs / wholeUs) * 100;
  const group = namesGroup && step.group >= 0 ? layout.groups[step.group]?.name : undefined;
  return (
    <li
      className={styles["step"]}
      data-tone={tone}
      data-lit={isLit}
      data-fact={step.fact}
      onPointerEnter={point}
    >
      <button
        type="button"
        className={styles["go"]}
        aria-current={isNow ? "time" : undefined}
        title={`Go to ${clockText(step.timeUs)}`}
        onFocus={point}
        onBlur={() => pointAway("messages")}
        onClick={() => seek(step.timeUs)}
      >
        <span className={styles["time"]}>{clockText(step.timeUs)}</span>
        <span className={styles["since"]}>
          {sinceBeforeUs === 0 ? "" : `+${durationText(Math.round(sinceBeforeUs / 100) / 10)}`}
        </span>
        <span className={styles["axis"]} aria-hidden="true">
          <span style={{ left: `${left}%`, width: `${width}%` }} />
        </span>
        <span className={styles["text"]}>
          {group !== undefined && (
            <span className={styles["faint"]}>
              <bdi>{group}</bdi>{" "}
            </span>
          )}
          <bdi>{text}</bdi>
          {setting !== null && <code className={styles["setting"]}>{setting}</code>}
        </span>
        <span className="visually-hidden">Go to this moment.</span>
      </button>
      {child >= 0 && (
        <Button look="quiet" className={styles["child"] ?? ""} onClick={() => followMessage(child, message)}>
          Follow {countText(child)} <Icon name="chevronRight" size={14} />
        </Button>
      )}
    </li>
  );
}

/** The number in a key's text, which gives it its colour; -1 for no key. */
function keyOrdinal(key: string | null): number {
  return key === null ? -1 : Number(key.slice(key.lastIndexOf("-") + 1));
}

/** Moves the focus to the next or the former step. */
function walk(panel: HTMLElement | null, key: "ArrowDown" | "ArrowUp"): void {
  const steps = [...(panel?.querySelectorAll<HTMLElement>("li > button:first-child") ?? [])];
  const at = steps.findIndex((step) => step.parentElement?.contains(document.activeElement));
  const next = at < 0 ? 0 : at + (key === "ArrowDown" ? 1 : -1);
  steps[Math.max(0, Math.min(steps.length - 1, next))]?.focus();
}
