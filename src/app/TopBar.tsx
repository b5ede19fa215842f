import { useState } from "react";
import { setScenarioName } from "#session/commands.ts";
import { chooseFile, newScenario, saveFile } from "#session/opening.ts";
import { redo, undo, useScenario } from "#session/scenario-store.ts";
import {
  setDrawerOpen,
  setLeftOpen,
  setLeftTab,
  setRightOpen,
  setTheme,
  useView,
  type Theme,
} from "#session/view-store.ts";
import { Button } from "#ui/Button.tsx";
import { IconButton } from "#ui/IconButton.tsx";
import { Icon, type IconName } from "#ui/icons.tsx";
import { Menu } from "#ui/Menu.tsx";
import styles from "./TopBar.module.css";

const THEMES: readonly { readonly id: Theme; readonly label: string; readonly icon: IconName }[] = [
  { id: "light", label: "Light", icon: "sun" },
  { id: "dark", label: "Dark", icon: "moon" },
  { id: "system", label: "As the system", icon: "system" },
];

/** Name, undo, documents, panels, theme. */
export function TopBar({ showHelp }: { readonly showHelp: () => void }) {
  return (
    <header className={styles["bar"]} data-region="top" tabIndex={-1}>
      <h1 className={styles["brand"]}>
        <Mark /> Eventyard
      </h1>
      <span className={styles["slash"]} aria-hidden="true" />
      <ScenarioName />
      <UndoRedo />
      <span className={styles["spring"]} />
      <nav className={styles["group"]} aria-label="Scenario">
        <Button look="quiet" className={styles["wide"] ?? ""} onClick={() => setLeftTab("gallery")}>
          Gallery
        </Button>
        <Button look="quiet" className={styles["wide"] ?? ""} onClick={newScenario}>
          <Icon name="filePlus" /> New
        </Button>
        <Button look="quiet" className={styles["wide"] ?? ""} onClick={chooseFile}>
          <Icon name="folder" /> Open
        </Button>
        <Button look="quiet" className={styles["wide"] ?? ""} onClick={saveFile}>
          <Icon name="download" /> Save
        </Button>
        <span className={styles["narrow"]}>
          <Menu
            label="Scenario"
            iconOnly
            look="quiet"
            align="end"
            items={[
              { id: "gallery", label: "Gallery", onSelect: () => setLeftTab("gallery") },
              { id: "new", label: "New", onSelect: newScenario },
              { id: "open", label: "Open a file", onSelect: chooseFile },
              { id: "save", label: "Save as a file", onSelect: saveFile },
            ]}
          >
            <Icon name="more" />
          </Menu>
        </span>
      </nav>
      <span className={styles["slash"]} aria-hidden="true" />
      <Panels />
      <ThemeMenu />
      <span className={styles["wide"]}>
        <IconButton label="Keyboard shortcuts" keys="?" onClick={showHelp}>
          <Icon name="keyboard" />
        </IconButton>
      </span>
    </header>
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
    if (draft !== null && next !== "" && next !== name) setScenarioName(next);
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
    <div className={styles["group"]} role="group" aria-label="History">
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

function ThemeMenu() {
  const theme = useView((state) => state.theme);
  const icon = THEMES.find(({ id }) => id === theme)?.icon ?? "system";
  return (
    <Menu
      label="Theme"
      iconOnly
      look="quiet"
      align="end"
      items={THEMES.map(({ id, label }) => ({
        id,
        label,
        checked: id === theme,
        onSelect: () => setTheme(id),
      }))}
    >
      <Icon name={icon} />
    </Menu>
  );
}
