import { useEffect, useState } from "react";
import { Canvas } from "#canvas/Canvas.tsx";
import { useDocument } from "#session/document-store.ts";
import { useSelection } from "#session/selection-store.ts";
import { setDrawerOpen, setLeftOpen, setRightOpen, showInspector, useView } from "#session/view-store.ts";
import { TransportBar } from "#timeline/TransportBar.tsx";
import { later } from "#ui/later.tsx";
import styles from "./App.module.css";
import { Drawer } from "./Drawer.tsx";
import { LeftPanel } from "./LeftPanel.tsx";
import panel from "./Panel.module.css";
import { SheetHandle } from "./SheetHandle.tsx";
import { TopBar } from "./TopBar.tsx";
import { useShortcuts } from "./use-shortcuts.ts";

/** What stands over the canvas and over the page comes with the first picture, not before it. */
const OverCanvas = later(() => import("./OverCanvas.tsx").then((module) => module.OverCanvas));
const OverPage = later(() => import("./OverPage.tsx").then((module) => module.OverPage));
const SafeMode = later(() => import("./SafeMode.tsx").then((module) => module.SafeMode));
const Inspector = later(() => import("#inspector/Inspector.tsx").then((module) => module.Inspector));
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
  const isSafeMode = useDocument((state) => state.readOnly === "safe");
  if (isSafeMode) {
    return <SafeMode />;
  }
  return (
    <div className={styles["app"]}>
      <a className={styles["skip"]} href="#canvas">
        Skip to the canvas
      </a>
      <TopBar />
      <div className={styles["middle"]}>
        {leftOpen && <LeftPanel />}
        <main id="canvas" className={styles["canvas"]} aria-label="Canvas" data-region="canvas" tabIndex={-1}>
          <Canvas />
          <OverCanvas />
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
              <Inspector />
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
      <OverPage help={help} closeHelp={() => setHelp(false)} />
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
