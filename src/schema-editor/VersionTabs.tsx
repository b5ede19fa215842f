import { useEffect, useRef, type KeyboardEvent } from "react";
import type { SchemaSubject } from "#scenario/document.ts";
import { useAnalysis, type Standing } from "#session/schema-analysis.ts";
import { createVersion, deleteVersion } from "#session/schema-edits.ts";
import { showSubject } from "#session/schemas-store.ts";
import { Button } from "#ui/Button.tsx";
import { Icon } from "#ui/icons.tsx";
import { IconButton } from "#ui/IconButton.tsx";
import { rove } from "#ui/roving.ts";
import { flushTyping } from "./typing.ts";
import styles from "./VersionTabs.module.css";

interface Props {
  readonly subject: SchemaSubject;
  /** From 1; 0 where there is none. */
  readonly version: number;
}

const WORDS: Readonly<Record<Standing, string>> = {
  fine: "",
  breaks: "breaks",
  "ill-formed": "ill-formed",
  unknown: "",
};

/** The versions of a subject, oldest first; each says how it stands to those before it. */
export function VersionTabs({ subject, version }: Props) {
  const list = useRef<HTMLDivElement>(null);
  const standings = useStandings(subject.id);
  useEffect(() => {
    list.current
      ?.querySelector('[aria-selected="true"]')
      ?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [version, subject.versions.length]);
  const show = (number: number) => {
    flushTyping();
    showSubject(subject.id, number);
  };
  const names = subject.versions.map((_, index) => `v${index + 1}`);
  const onKeyDown = (event: KeyboardEvent) => {
    const at = event.key.length === 1 ? null : rove(names, version - 1, event.key, "horizontal");
    if (at === null) return;
    event.preventDefault();
    event.stopPropagation();
    show(at + 1);
    list.current?.querySelectorAll<HTMLElement>('[role="tab"]')[at]?.focus();
  };
  const add = () => {
    flushTyping();
    createVersion(subject.id);
  };
  return (
    <div className={styles["row"]}>
      <div ref={list} role="tablist" aria-label="Versions" className={styles["list"]} onKeyDown={onKeyDown}>
        {names.map((name, index) => {
          const standing = standings[index] ?? "fine";
          return (
            <button
              key={name}
              type="button"
              role="tab"
              id={`schema-${name}-tab`}
              aria-controls={`schema-${name}-panel`}
              aria-selected={index + 1 === version}
              tabIndex={index + 1 === version ? 0 : -1}
              className={styles["tab"]}
              data-standing={standing}
              onClick={() => show(index + 1)}
            >
              {name}
              {WORDS[standing] !== "" && (
                <>
                  <Icon name={standing === "breaks" ? "warning" : "close"} size={12} />
                  <span className="visually-hidden"> {WORDS[standing]}</span>
                </>
              )}
            </button>
          );
        })}
      </div>
      <Button look="quiet" onClick={add}>
        <Icon name="plus" size={14} /> New version
      </Button>
      <span className={styles["spring"]} />
      {version > 0 && (
        <IconButton label={`Delete v${version}`} onClick={() => deleteVersion(subject.id, version)}>
          <Icon name="trash" />
        </IconButton>
      )}
    </div>
  );
}

const NONE: readonly Standing[] = [];

function useStandings(subjectId: string): readonly Standing[] {
  return useAnalysis(({ key, now, lastGood }) =>
    key.startsWith(`${subjectId}/`) ? ((now ?? lastGood)?.standings ?? NONE) : NONE,
  );
}
