import { lazy, Suspense, useEffect, useState, type DragEvent } from "react";
import { Canvas } from "#canvas/Canvas.tsx";
import { useSelection } from "#session/selection-store.ts";
import { setDrawerOpen, setLeftOpen, setRightOpen, showInspector, useView } from "#session/view-store.ts";
import { TransportBar } from "#timeline/TransportBar.tsx";
import styles from "./App.module.css";
import { Drawer } from "./Drawer.tsx";
import { LeftPanel } from "./LeftPanel.tsx";
import panel from "./Panel.module.css";
import { SheetHandle } from "./SheetHandle.tsx";
import { Toasts } from "./Toasts.tsx";
import { TopBar } from "./TopBar.tsx";
import { useShortcuts } from "./use-shortcuts.ts";

const Announcer = lazy(() => import("./Announcer.tsx").then((module) => ({ default: module.Announcer })));
const Banners = lazy(() => import("./Banner.tsx").then((module) => ({ default: module.Banners })));
const Picker = lazy(() => import("./Picker.tsx").then((module) => ({ default: module.Picker })));
const Intro = lazy(() => import("./Intro.tsx").then((module) => ({ default: module.Intro })));
const Inspector = lazy(() =>
  import("#inspector/Inspector.tsx").then((module) => ({ default: module.Inspector })),
);
const ShortcutsDialog = lazy(() =>
  import("./ShortcutsDialog.tsx").then((module) => ({ default: module.ShortcutsDialog })),
);

/** On a narrow or low screen panels are sheets over the canvas, closed at first. */
const NARROW = "(width < 760px), (height < 480px)";

const SHEETS = ["leftOpen", "rightOpen", "drawerOpen"] as const;

/** The editor: bar, panels, canvas, timeline, drawer. */
export function App() {
  const { leftOpen, rightOpen, drawerOpen } = useView();
  const [help, setHelp] = useState(false);
  const [commands] = useState(() =>
    import("./all-commands.ts").then(({ registerAll }) => registerAll({ help: () => setHelp(true) })),
  );
  useShortcuts(commands);
  useSheets();
  useInspectorOnDemand();
  return (
    <div className={styles["app"]} onDragOver={allowFile} onDrop={dropFile}>
      <a className={styles["skip"]} href="#canvas">
        Skip to the canvas
      </a>
      <TopBar />
      <div className={styles["middle"]}>
        {leftOpen && <LeftPanel />}
        <main id="canvas" className={styles["canvas"]} aria-label="Canvas" data-region="canvas" tabIndex={-1}>
          <Canvas />
          <div className={styles["over"]}>
            <Suspense>
              <Banners />
              <Intro />
            </Suspense>
          </div>
          <Toasts />
        </main>
        {rightOpen && (
          <aside
            className={`${panel["panel"]} ${panel["right"]}`}
            aria-label="Inspector"
            data-region="right"
            tabIndex={-1}
          >
            <SheetHandle label="Close the inspector" onClose={() => setRightOpen(false)} />
            <div className={panel["body"]}>
              <Suspense>
                <Inspector />
              </Suspense>
            </div>
          </aside>
        )}
      </div>
      <section
        className={styles["bottom"]}
        aria-label="Playback and timeline"
        data-region="timeline"
        tabIndex={-1}
      >
        <TransportBar />
      </section>
      {drawerOpen && <Drawer />}
      <Suspense>
        <Picker />
        <Announcer />
      </Suspense>
      <Suspense>{help && <ShortcutsDialog open={help} onClose={() => setHelp(false)} />}</Suspense>
    </div>
  );
}

/** The first thing that is selected opens the inspector; who closes it is not asked again. */
function useInspectorOnDemand(): void {
  useEffect(
    () =>
      useSelection.subscribe(({ nodes, wire }) => {
        if ((nodes.size > 0 || wire !== null) && !matchMedia(NARROW).matches) showInspector();
      }),
    [],
  );
}

/** Closes the sheets when the screen becomes narrow, and keeps no two open over each other. */
function useSheets(): void {
  useEffect(() => {
    const query = matchMedia(NARROW);
    const close = () => {
      if (!query.matches) return;
      setLeftOpen(false);
      setRightOpen(false);
      setDrawerOpen(false);
    };
    close();
    query.addEventListener("change", close);
    const end = useView.subscribe((state, before) => {
      if (!query.matches) return;
      const opened = SHEETS.find((sheet) => state[sheet] && !before[sheet]);
      if (opened === undefined) return;
      for (const sheet of SHEETS) if (sheet !== opened && state[sheet]) useView.setState({ [sheet]: false });
    });
    return () => {
      query.removeEventListener("change", close);
      end();
    };
  }, []);
}

function hasFile(event: DragEvent): boolean {
  return event.dataTransfer.types.includes("Files");
}

function allowFile(event: DragEvent): void {
  if (!hasFile(event)) return;
  event.preventDefault();
  event.dataTransfer.dropEffect = "copy";
}

/** A scenario file dropped anywhere is opened. */
function dropFile(event: DragEvent): void {
  if (!hasFile(event)) return;
  event.preventDefault();
  const file = event.dataTransfer.files[0];
  if (file !== undefined) void import("#session/opening.ts").then(({ openFile }) => openFile(file));
}
