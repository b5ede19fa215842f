import { useRef, useState, type KeyboardEvent } from "react";
import { COMPATIBILITY_MODES, type CompatibilityMode } from "#schema/modes.ts";
import { modeOf, registryOf } from "#session/schema-registry.ts";
import { Icon } from "#ui/icons.tsx";
import { rove } from "#ui/roving.ts";
import styles from "./Matrix.module.css";
import type { PanelProps } from "./panels.ts";
import type { Answer } from "./use-answer.ts";

interface Props extends Pick<PanelProps, "scenario" | "subject" | "version"> {
  readonly verdicts: Answer<"verdicts">;
}

/** The seven modes as chips, each with its verdict on the version that is shown; one of them in words below. */
export function Modes({ scenario, subject, version, verdicts }: Props) {
  const list = useRef<HTMLDivElement>(null);
  const registry = registryOf(scenario);
  const inForce = modeOf(registry, subject).mode;
  const [wanted, choose] = useState<CompatibilityMode | null>(null);
  const nameOf = (mode: CompatibilityMode): string =>
    registry.profile.modes.find((each) => each.mode === mode)?.name ?? mode;
  const { answer, failure } = verdicts;
  if (failure !== "") return <p role="alert">The modes could not be judged: {failure}</p>;
  if (answer === null) return <p className={styles["muted"]}>Comparing …</p>;
  const { modes } = answer;
  if (modes === null)
    return <p className={styles["muted"]}>v{version} is ill-formed: no mode can judge it.</p>;
  const chosen = modes.find(({ mode }) => mode === (wanted ?? inForce)) ?? modes[0];
  const onKeyDown = (event: KeyboardEvent) => {
    const from = COMPATIBILITY_MODES.indexOf(chosen?.mode ?? "NONE");
    const to = event.key.length === 1 ? null : rove(COMPATIBILITY_MODES, from, event.key, "horizontal");
    const mode = to === null ? undefined : COMPATIBILITY_MODES[to];
    if (to === null || mode === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    choose(mode);
    list.current?.querySelectorAll("button")[to]?.focus();
  };
  return (
    <div className={styles["modes"]} data-pending={verdicts.isPending ? "" : undefined}>
      <div
        ref={list}
        role="toolbar"
        aria-label={`Modes and what they say of v${version}`}
        className={styles["chips"]}
        onKeyDown={onKeyDown}
      >
        {modes.map(({ mode, compatible }) => (
          <button
            key={mode}
            type="button"
            className={styles["chip"]}
            data-tone={compatible ? "ok" : "bad"}
            aria-pressed={mode === chosen?.mode}
            tabIndex={mode === chosen?.mode ? 0 : -1}
            onClick={() => choose(mode)}
          >
            <Icon name={compatible ? "check" : "close"} size={12} />
            {nameOf(mode)}
            <span className="visually-hidden">{compatible ? " passes" : " fails"}</span>
            {mode === inForce && <span className={styles["force"]}>in force</span>}
          </button>
        ))}
      </div>
      {chosen !== undefined && (
        <p role="status" className={styles["says"]}>
          v{version} {chosen.says.replace(chosen.mode, nameOf(chosen.mode))}
          {chosen.compatible && "."}
        </p>
      )}
    </div>
  );
}
