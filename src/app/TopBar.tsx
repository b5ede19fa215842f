import { useState } from "react";
import { commandItems } from "#session/command-items.ts";
import { runCommandSoon, useCommands } from "#session/command-registry.ts";
import { setScenarioName } from "#session/later.ts";
import { redo, undo, useScenario } from "#session/scenario-store.ts";
import { setDrawerOpen, setLeftOpen, setRightOpen, useView } from "#session/view-store.ts";
import { Button } from "#ui/Button.tsx";
import { IconButton } from "#ui/IconButton.tsx";
import { Icon } from "#ui/icons.tsx";
import { Menu } from "#ui/Menu.tsx";
import { later } from "#ui/later.tsx";
import styles from "./TopBar.module.css";

const SaveState = later(() => import("./SaveState.tsx").then((module) => module.SaveState));
const ViewMenu = later(() => import("./ViewMenu.tsx").then((module) => module.ViewMenu));

/** What can be done with the document as a whole; "-" begins a new group. */
const DOCUMENT_COMMANDS = [
  "documents.open-recent",
  "documents.versions",
  "documents.duplicate",
  "-",
  "scenario.save-file",
  "share.save-svg",
  "share.save-png",
  "share.copy-picture",
];
/** On a narrow screen, where the bar has no room for buttons of their own. */
const NARROW_COMMANDS = [
  "edit.undo",
  "edit.redo",
  "-",
  "scenario.gallery",
  "scenario.new",
  "scenario.open-file",
  "-",
  ...DOCUMENT_COMMANDS,
  "-",
  "view.palette",
];

/** Name, undo, documents, sharing, panels, looks. */
export function TopBar() {
  return (
    <header className={styles["bar"]} data-region="top" tabIndex={-1} aria-label="Top bar">
      <h1 className={styles["brand"]}>
        <Mark /> <span className={styles["word"]}>Eventyard</span>
      </h1>
      <span className={styles["slash"]} aria-hidden="true" />
      <ScenarioName />
      <UndoRedo />
      <SaveState />
      <span className={styles["spring"]} />
      <nav className={styles["group"]} aria-label="Scenario">
        <Button
          look="quiet"
          className={styles["wide"] ?? ""}
          onClick={() => runCommandSoon("scenario.gallery")}
        >
          Gallery
        </Button>
        <Button look="quiet" className={styles["wide"] ?? ""} onClick={() => runCommandSoon("scenario.new")}>
          <Icon name="filePlus" /> New
        </Button>
        <Button
          look="quiet"
          className={styles["wide"] ?? ""}
          onClick={() => runCommandSoon("scenario.open-file")}
        >
          <Icon name="folder" /> Open
        </Button>
        <Button
          look="primary"
          className={styles["share"] ?? ""}
          onClick={() => runCommandSoon("share.dialog")}
        >
          Share
        </Button>
        <span className={styles["wide"]}>
          <CommandMenu label="More of this scenario" ids={DOCUMENT_COMMANDS} />
        </span>
        <span className={styles["narrow"]}>
          <CommandMenu label="Scenario" ids={NARROW_COMMANDS} />
        </span>
      </nav>
      <span className={styles["slash"]} aria-hidden="true" />
      <Panels />
      <span className={`${styles["wide"]} ${styles["view"]}`}>
        <ViewMenu />
      </span>
      <span className={styles["wide"]}>
        <IconButton label="All commands" keys="Ctrl+K" onClick={() => runCommandSoon("view.palette")}>
          <Icon name="search" />
        </IconButton>
      </span>
    </header>
  );
}

/** A menu of commands, in words of the moment: it is made anew when the commands or the document change. */
function CommandMenu({ label, ids }: { readonly label: string; readonly ids: readonly string[] }) {
  useCommands((state) => state.commands);
  useScenario((state) => state.revision);
  return (
    <Menu label={label} iconOnly look="quiet" align="end" items={commandItems(ids)}>
      <Icon name="more" />
    </Menu>
  );
}

/** The sign of the app: partitions of a log, each at its own place. */
function Mark() {
  return (
    <svg width={20} height={20} viewBox="0 0 20 20" aria-hidden="true">
      <rect x={1} y={3} width={18} height={3.6} rx={1.8} fill="var(--key-0)" />
      <rect x={1} y={8.2} width={12} height={3.6} rx={1.8} fill="var(--key-1)" />
      <rect x={1} y={13.4} width={15.5} height={3.6} rx={1.8} fill="var(--key-2)" />
    </svg>
  );
}

/** The name, edited in place: Enter or leaving it keeps it, Escape takes it back. */
function ScenarioName() {
  const name = useScenario((state) => state.scenario.name);
  const [draft, setDraft] = useState<string | null>(null);
  const keep = () => {
    const next = draft?.trim() ?? "";
    if (draft !== null && next !== "" && next !== name) void setScenarioName(next);
    setDraft(null);
  };
  return (
    <input
      className={styles["name"]}
      aria-label="Name of the scenario"
      value={draft ?? name}
      size={Math.max(8, Math.min(36, (draft ?? name).length))}
      maxLength={120}
      spellCheck={false}
      onChange={(event) => setDraft(event.target.value)}
      onBlur={keep}
      onKeyDown={(event) => {
        if (event.key === "Escape") setDraft(null);
        if (event.key === "Enter") event.currentTarget.blur();
      }}
    />
  );
}

function UndoRedo() {
  const undoLabel = useScenario((state) => state.undoLabel);
  const redoLabel = useScenario((state) => state.redoLabel);
  return (
    <div className={`${styles["group"]} ${styles["wide"]}`} role="group" aria-label="History">
      <IconButton
        label={undoLabel === null ? "Undo" : `Undo: ${undoLabel}`}
        keys="Ctrl+Z"
        disabled={undoLabel === null}
        onClick={undo}
      >
        <Icon name="undo" />
      </IconButton>
      <IconButton
        label={redoLabel === null ? "Redo" : `Redo: ${redoLabel}`}
        keys="Ctrl+Y"
        disabled={redoLabel === null}
        onClick={redo}
      >
        <Icon name="redo" />
      </IconButton>
    </div>
  );
}

function Panels() {
  const { leftOpen, rightOpen, drawerOpen } = useView();
  return (
    <div className={styles["group"]} role="group" aria-label="Panels">
      <IconButton label="Left panel" keys="[" aria-pressed={leftOpen} onClick={() => setLeftOpen(!leftOpen)}>
        <Icon name="panelLeft" />
      </IconButton>
      <IconButton
        label="Drawer"
        keys="\"
        aria-pressed={drawerOpen}
        onClick={() => setDrawerOpen(!drawerOpen)}
      >
        <Icon name="panelBottom" />
      </IconButton>
      <IconButton
        label="Right panel"
        keys="]"
        aria-pressed={rightOpen}
        onClick={() => setRightOpen(!rightOpen)}
      >
        <Icon name="panelRight" />
      </IconButton>
    </div>
  );
}
