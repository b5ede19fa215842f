import type { KeyboardEvent } from "react";
import { seek } from "#session/playback-store.ts";
import { focusFact, select } from "#session/selection-store.ts";
import { showSetting } from "#session/show-setting.ts";
import { setDrawerTab } from "#session/view-store.ts";
import { settingText, type Anomaly, type Link, type SettingAt } from "#sim/anomaly.ts";
import { Button } from "#ui/Button.tsx";
import { Icon } from "#ui/icons.tsx";
import { IconButton } from "#ui/IconButton.tsx";
import { clockText, countText } from "#ui/quantities.ts";
import styles from "./Explanation.module.css";

interface Props {
  readonly anomaly: Anomaly;
  /** Of its kind. */
  readonly title: string;
  readonly onClose: () => void;
}

/** One anomaly: what led to it, each link with its moment, the setting that decided it, and what would have prevented it. */
export function Explanation({ anomaly, title, onClose }: Props) {
  const { chain, setting, prevention, count } = anomaly;
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    onClose();
  };
  return (
    <section className={styles["panel"]} aria-label={`Why: ${title}`} onKeyDown={onKeyDown}>
      <header className={styles["head"]}>
        <h2 className={styles["title"]}>
          {title}
          {count > 1 && <span className={styles["faint"]}> × {countText(count)}</span>}
        </h2>
        <Button look="quiet" onClick={() => showInLog(anomaly)}>
          In the log
        </Button>
        {anomaly.nodeId !== null && (
          <Button look="quiet" onClick={() => select([anomaly.nodeId!])}>
            On the canvas
          </Button>
        )}
        <IconButton label="Close the explanation" keys="Esc" onClick={onClose}>
          <Icon name="close" />
        </IconButton>
      </header>
      <div className={styles["body"]}>
        <ol className={styles["chain"]} aria-label="How it came about">
          {chain.map((link) => (
            <Step key={link.says} link={link} />
          ))}
        </ol>
        <dl className={styles["facts"]}>
          {setting !== null && (
            <div>
              <dt>Decided by</dt>
              <dd>
                <code>{settingText(setting)}</code>
                <ShowSetting setting={setting} />
              </dd>
            </div>
          )}
          {prevention.says !== "" && (
            <div>
              <dt>Would have prevented it</dt>
              <dd>
                <bdi>{prevention.says}</bdi>
                {prevention.setting !== null && !isSame(prevention.setting, setting) && (
                  <ShowSetting setting={prevention.setting} />
                )}
              </dd>
            </div>
          )}
        </dl>
      </div>
    </section>
  );
}

/** Goes to the moment, and to the row of the log that tells it. */
function showInLog({ row, atUs }: Anomaly): void {
  seek(atUs);
  focusFact(row);
  setDrawerTab("log");
}

function isSame(one: SettingAt, other: SettingAt | null): boolean {
  return one.nodeId === other?.nodeId && one.field === other.field;
}

/** A link of the chain; one that has a moment goes there. */
function Step({ link }: { readonly link: Link }) {
  const { atUs, says } = link;
  return (
    <li className={styles["step"]}>
      {atUs === null ? (
        <span className={styles["time"]} />
      ) : (
        <button
          type="button"
          className={styles["time"]}
          title="Go to this moment"
          aria-label={`Go to ${clockText(atUs)}`}
          onClick={() => seek(atUs)}
        >
          {clockText(atUs)}
        </button>
      )}
      <bdi>{says}</bdi>
    </li>
  );
}

function ShowSetting({ setting }: { readonly setting: SettingAt }) {
  return (
    <Button
      look="quiet"
      className={styles["show"] ?? ""}
      aria-label={`Show ${setting.name} of ${setting.of} in the inspector`}
      onClick={() => showSetting(setting.nodeId, setting.field)}
    >
      Show in <bdi>{setting.of}</bdi>
    </Button>
  );
}
