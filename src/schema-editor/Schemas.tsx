import { useEffect, useRef, type DragEvent, type KeyboardEvent } from "react";
import type { SchemaSubject } from "#scenario/document.ts";
import { subjectInput } from "#session/schema-registry.ts";
import { askSchemas, watchVersion } from "#session/schema-analysis.ts";
import { useScenario } from "#session/scenario-store.ts";
import { closeSchemas, showSchemaPanel, useSchemas } from "#session/schemas-store.ts";
import { Icon } from "#ui/icons.tsx";
import { IconButton } from "#ui/IconButton.tsx";
import { Tabs } from "#ui/Tabs.tsx";
import { Empty } from "./Empty.tsx";
import { importFiles } from "./importing.ts";
import { PANELS } from "./panels.ts";
import styles from "./Schemas.module.css";
import { SubjectHead } from "./SubjectHead.tsx";
import { SubjectList } from "./SubjectList.tsx";
import { TextPane } from "./TextPane.tsx";
import { flushTyping } from "./typing.ts";
import { VersionTabs } from "./VersionTabs.tsx";

/** Mounted while the view is open, over the canvas: subjects, the versions of one of them, and what is to be said of it. */
export function Schemas() {
  const root = useRef<HTMLElement>(null);
  const subjects = useScenario(({ scenario }) => scenario.subjects);
  const shownId = useSchemas((state) => state.subjectId);
  const wantedVersion = useSchemas((state) => state.version);
  const subject = subjects.find(({ id }) => id === shownId) ?? subjects[0];
  useCoveredCanvas(root);
  useEffect(() => flushTyping, []);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || event.defaultPrevented || isInMenu(event.target)) return;
    event.preventDefault();
    event.stopPropagation();
    closeSchemas();
  };
  return (
    <section
      ref={root}
      className={styles["view"]}
      aria-label="Schemas"
      tabIndex={-1}
      onKeyDown={onKeyDown}
      onDragOver={onDragOver}
      onDrop={onDrop}
    >
      <header className={styles["head"]}>
        <h2>Schemas</h2>
        <span className={styles["spring"]} />
        <IconButton label="Close the schemas" keys="Escape" onClick={closeSchemas}>
          <Icon name="close" />
        </IconButton>
      </header>
      {subject === undefined ? (
        <Empty />
      ) : (
        <div className={styles["body"]}>
          <SubjectList subjects={subjects} shown={subject} />
          <Shown key={subject.id} subject={subject} version={versionIn(subject, wantedVersion)} />
        </div>
      )}
    </section>
  );
}

function versionIn({ versions }: SchemaSubject, wanted: number): number {
  return wanted >= 1 && wanted <= versions.length ? wanted : versions.length;
}

function isInMenu(target: EventTarget): boolean {
  return target instanceof Element && target.closest("[popover], dialog") !== null;
}

function onDragOver(event: DragEvent): void {
  if (!event.dataTransfer.types.includes("Files")) return;
  event.preventDefault();
  event.dataTransfer.dropEffect = "copy";
}

function onDrop(event: DragEvent): void {
  if (event.dataTransfer.files.length === 0) return;
  event.preventDefault();
  void importFiles([...event.dataTransfer.files]);
}

/** What lies behind the view takes no focus and no clicks while it is open; the view itself begins with the focus. */
function useCoveredCanvas(root: { readonly current: HTMLElement | null }): void {
  useEffect(() => {
    const view = root.current;
    const behind = [...(view?.parentElement?.children ?? [])].filter(
      (each): each is HTMLElement => each instanceof HTMLElement && each !== view,
    );
    const covered = behind.filter((each) => !each.inert && each.dataset["overSchemas"] === undefined);
    for (const each of covered) each.inert = true;
    view?.focus({ preventScroll: true });
    return () => {
      for (const each of covered) each.inert = false;
    };
  }, [root]);
}

interface ShownProps {
  readonly subject: SchemaSubject;
  readonly version: number;
}

/** One subject: name and mode, versions, the text, and the panels beside it. */
function Shown({ subject, version }: ShownProps) {
  useEffect(() => (version === 0 ? undefined : watchVersion(subject.id, version)), [subject.id, version]);
  return (
    <div className={styles["shown"]}>
      <SubjectHead subject={subject} version={version} />
      <VersionTabs subject={subject} version={version} />
      <div className={styles["work"]}>
        <div
          id={`schema-v${version}-panel`}
          role="tabpanel"
          aria-labelledby={`schema-v${version}-tab`}
          className={styles["text"]}
        >
          <TextPane subject={subject} version={version} />
        </div>
        <Side subject={subject} version={version} />
      </div>
    </div>
  );
}

const TABS = PANELS.map(({ id, title }) => ({ id, label: title }));

/** The panels beside the text. */
function Side({ subject, version }: ShownProps) {
  const wanted = useSchemas((state) => state.panel);
  const scenario = useScenario((state) => state.scenario);
  const panel = PANELS.find(({ id }) => id === wanted) ?? PANELS[0];
  const input = subjectInput(scenario, subject);
  if (panel === undefined) return null;
  return (
    <div className={styles["side"]}>
      <Tabs
        label="About this schema"
        tabs={TABS}
        current={panel.id}
        onChange={showSchemaPanel}
        idPrefix="schemas"
      />
      <div
        id={`schemas-${panel.id}-panel`}
        role="tabpanel"
        aria-labelledby={`schemas-${panel.id}-tab`}
        className={styles["panel"]}
        tabIndex={0}
      >
        {input === null || version === 0 ? (
          <p className={styles["muted"]}>
            {version === 0
              ? "There is no version yet."
              : `This version does not know the format “${subject.format}”. Its texts are kept as they are.`}
          </p>
        ) : (
          <panel.Component
            scenario={scenario}
            subject={subject}
            version={version}
            input={input}
            ask={askSchemas}
          />
        )}
      </div>
    </div>
  );
}
