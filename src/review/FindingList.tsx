import { useRef, type KeyboardEvent } from "react";
import { SEVERITIES } from "#checklist/rule.ts";
import type { FindingSight } from "#session/findings.ts";
import { useScenario } from "#session/scenario-store.ts";
import { select } from "#session/selection-store.ts";
import { Icon } from "#ui/icons.tsx";
import { rove } from "#ui/roving.ts";
import styles from "./FindingList.module.css";
import { SEVERITY_WORDS } from "./severities.ts";

interface Props {
  readonly findings: readonly FindingSight[];
  /** Key of the one that is shown beside. */
  readonly chosen: string;
  readonly onChoose: (key: string) => void;
}

/** The findings by severity. Arrows choose one; a click or Enter selects its node on the canvas, too. */
export function FindingList({ findings, chosen, onChoose }: Props) {
  const nodes = useScenario((state) => state.scenario.nodes);
  const list = useRef<HTMLDivElement>(null);
  const nameOf = (id: string): string => nodes.find((node) => node.id === id)?.name ?? "";
  const onKeyDown = (event: KeyboardEvent) => {
    const from = findings.findIndex(({ key }) => key === chosen);
    const to = rove(
      findings.map(({ title }) => title),
      from,
      event.key,
      "vertical",
    );
    const next = to === null ? undefined : findings[to];
    if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    onChoose(next.key);
    list.current?.querySelectorAll<HTMLElement>("button")[to ?? 0]?.focus();
  };
  return (
    <div className={styles["list"]} ref={list} role="group" aria-label="Findings" onKeyDown={onKeyDown}>
      {SEVERITIES.map((severity) => {
        const own = findings.filter((finding) => finding.severity === severity);
        const { title, one, icon } = SEVERITY_WORDS[severity];
        return own.length === 0 ? null : (
          <section key={severity} data-severity={severity}>
            <h2 className={styles["severity"]}>
              {title} <span className={styles["count"]}>{own.length}</span>
            </h2>
            <ul className={styles["rows"]}>
              {own.map((finding) => (
                <li key={finding.key}>
                  <button
                    type="button"
                    className={styles["row"]}
                    aria-current={finding.key === chosen}
                    tabIndex={finding.key === chosen ? 0 : -1}
                    onClick={() => {
                      onChoose(finding.key);
                      select([finding.nodeId]);
                    }}
                  >
                    <span className={styles["sign"]}>
                      <Icon name={icon} size={14} />
                      <span className="visually-hidden">{one}: </span>
                    </span>
                    <span className={styles["title"]}>{finding.title}</span>
                    <bdi className={styles["node"]}>{nameOf(finding.nodeId)}</bdi>
                  </button>
                </li>
              ))}
            </ul>
          </section>
        );
      })}
    </div>
  );
}
