import { useEffect, useRef, type KeyboardEvent } from "react";
import { rove } from "./roving.ts";
import styles from "./Tabs.module.css";

interface Props<Id extends string> {
  readonly label: string;
  readonly tabs: readonly { readonly id: Id; readonly label: string }[];
  readonly current: Id;
  readonly onChange: (id: Id) => void;
  /** The panels' ids are `${idPrefix}-${tab id}-panel`, the tabs' are `${idPrefix}-${tab id}-tab`. */
  readonly idPrefix: string;
}

/** A row of tabs (ARIA pattern with automatic activation): one Tab stop, arrows choose. */
export function Tabs<Id extends string>({ label, tabs, current, onChange, idPrefix }: Props<Id>) {
  const list = useRef<HTMLDivElement>(null);
  // Where not all tabs fit, the row scrolls.
  useEffect(() => {
    list.current
      ?.querySelector('[aria-selected="true"]')
      ?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [current]);
  const onKeyDown = (event: KeyboardEvent) => {
    const names = tabs.map((tab) => tab.label);
    const at = rove(
      names,
      tabs.findIndex((tab) => tab.id === current),
      event.key,
      "horizontal",
    );
    const tab = at === null || event.key.length === 1 ? undefined : tabs[at];
    if (tab === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    onChange(tab.id);
    list.current?.querySelector<HTMLElement>(`#${idPrefix}-${tab.id}-tab`)?.focus();
  };
  return (
    <div ref={list} role="tablist" aria-label={label} className={styles["list"]} onKeyDown={onKeyDown}>
      {tabs.map((tab) => (
        <button
          key={tab.id}
          type="button"
          role="tab"
          id={`${idPrefix}-${tab.id}-tab`}
          aria-controls={`${idPrefix}-${tab.id}-panel`}
          aria-selected={tab.id === current}
          tabIndex={tab.id === current ? 0 : -1}
          className={styles["tab"]}
          onClick={() => onChange(tab.id)}
        >
          {tab.label}
        </button>
      ))}
    </div>
  );
}
