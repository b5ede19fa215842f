import { GalleryPanel } from "#gallery/GalleryPanel.tsx";
import { Palette } from "#palette/Palette.tsx";
import { setLeftTab, useView } from "#session/view-store.ts";
import { Tabs } from "#ui/Tabs.tsx";
import styles from "./Panel.module.css";

const TABS = [
  { id: "build", label: "Build" },
  { id: "gallery", label: "Gallery" },
] as const;

/** What can be added, and the scenarios that come with the app. */
export function LeftPanel() {
  const tab = useView((state) => state.leftTab);
  return (
    <aside
      className={`${styles["panel"]} ${styles["left"]}`}
      aria-label="Build and gallery"
      data-region="left"
      tabIndex={-1}
    >
      <div className={styles["head"]}>
        <Tabs label="Left panel" tabs={TABS} current={tab} onChange={setLeftTab} idPrefix="left" />
      </div>
      <div
        id={`left-${tab}-panel`}
        role="tabpanel"
        aria-labelledby={`left-${tab}-tab`}
        className={styles["body"]}
      >
        {tab === "build" ? <Palette /> : <GalleryPanel />}
      </div>
    </aside>
  );
}
