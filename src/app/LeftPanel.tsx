import { setLeftOpen, setLeftTab, useView } from "#session/view-store.ts";
import { Tabs } from "#ui/Tabs.tsx";
import { later } from "#ui/later.tsx";
import styles from "./Panel.module.css";
import { SheetHandle } from "./SheetHandle.tsx";

/** Panels come after the canvas: what moves first is worth more than what surrounds it. */
const Palette = later(() => import("#palette/Palette.tsx").then((module) => module.Palette));
const Outline = later(() => import("#outline/Outline.tsx").then((module) => module.Outline));
const GalleryPanel = later(() => import("#gallery/GalleryPanel.tsx").then((module) => module.GalleryPanel));

const TABS = [
  { id: "build", label: "Build" },
  { id: "outline", label: "Outline" },
  { id: "gallery", label: "Gallery" },
] as const;

const PANELS = { build: <Palette />, outline: <Outline />, gallery: <GalleryPanel /> } as const;

/** What can be added, and the scenarios that come with the app. */
export function LeftPanel() {
  const tab = useView((state) => state.leftTab);
  return (
    <aside
      className={`${styles["panel"]} ${styles["left"]}`}
      aria-label="Build, outline and gallery"
      data-region="left"
      tabIndex={-1}
    >
      <SheetHandle label="Close the left panel" onClose={() => setLeftOpen(false)} />
      <div className={styles["head"]}>
        <Tabs label="Left panel" tabs={TABS} current={tab} onChange={setLeftTab} idPrefix="left" />
      </div>
      {/* Each tab begins at its top, wherever the last one was scrolled to. */}
      <div
        key={tab}
        id={`left-${tab}-panel`}
        role="tabpanel"
        aria-labelledby={`left-${tab}-tab`}
        className={styles["body"]}
      >
        {PANELS[tab]}
      </div>
    </aside>
  );
}
