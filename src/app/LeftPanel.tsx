import { lazy, Suspense } from "react";
import { setLeftOpen, setLeftTab, useView } from "#session/view-store.ts";
import { Tabs } from "#ui/Tabs.tsx";
import styles from "./Panel.module.css";
import { SheetHandle } from "./SheetHandle.tsx";

/** Panels come after the canvas: what moves first is worth more than what surrounds it. */
const Palette = lazy(() => import("#palette/Palette.tsx").then((module) => ({ default: module.Palette })));
const Outline = lazy(() => import("#outline/Outline.tsx").then((module) => ({ default: module.Outline })));
const GalleryPanel = lazy(() =>
  import("#gallery/GalleryPanel.tsx").then((module) => ({ default: module.GalleryPanel })),
);

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
      <div
        id={`left-${tab}-panel`}
        role="tabpanel"
        aria-labelledby={`left-${tab}-tab`}
        className={styles["body"]}
      >
        <Suspense>{PANELS[tab]}</Suspense>
      </div>
    </aside>
  );
}
