import type { CSSProperties } from "react";
import { setDrawerOpen, setDrawerTab, useView } from "#session/view-store.ts";
import { IconButton } from "#ui/IconButton.tsx";
import { Icon } from "#ui/icons.tsx";
import { Tabs } from "#ui/Tabs.tsx";
import { later } from "#ui/later.tsx";
import styles from "./Drawer.module.css";
import { DrawerEdge } from "./DrawerEdge.tsx";
import { SheetHandle } from "./SheetHandle.tsx";

/** The chart library comes only when somebody looks at charts. */
const Charts = later(() => import("#charts/Charts.tsx").then((module) => module.Charts));

const EventLog = later(() => import("#story/EventLog.tsx").then((module) => module.EventLog));

const Explained = later(() => import("#story/Explained.tsx").then((module) => module.Explained));

const TraceList = later(() => import("#trace-list/TraceList.tsx").then((module) => module.TraceList));

const GroupView = later(() => import("#group-view/GroupView.tsx").then((module) => module.GroupView));

const PartitionView = later(() =>
  import("#partition-view/PartitionView.tsx").then((module) => module.PartitionView),
);

const ProtocolView = later(() =>
  import("#protocol-view/ProtocolView.tsx").then((module) => module.ProtocolView),
);

const Checks = later(() => import("#checks/Checks.tsx").then((module) => module.Checks));

const Review = later(() => import("#review/Review.tsx").then((module) => module.Review));

const WhatIf = later(() => import("#what-if/WhatIf.tsx").then((module) => module.WhatIf));

const Compare = later(() => import("#compare/Compare.tsx").then((module) => module.Compare));

const TABS = [
  { id: "charts", label: "Charts" },
  { id: "log", label: "Log" },
  { id: "explained", label: "Explained" },
  { id: "messages", label: "Messages" },
  { id: "group", label: "Group" },
  { id: "partition", label: "Partition" },
  { id: "protocol", label: "Protocol" },
  { id: "checks", label: "Checks" },
  { id: "review", label: "Review" },
  { id: "what-if", label: "What if" },
  { id: "compare", label: "Compare" },
] as const;

const PANELS = {
  charts: <Charts />,
  log: <EventLog />,
  explained: <Explained />,
  messages: <TraceList />,
  group: <GroupView />,
  partition: <PartitionView />,
  protocol: <ProtocolView />,
  checks: <Checks />,
  review: <Review />,
  "what-if": <WhatIf />,
  compare: <Compare />,
} as const;

/** Under the timeline: charts or the log in words. Each panel brings its own tools into the row of the tabs. */
export function Drawer() {
  const tab = useView((state) => state.drawerTab);
  const height = useView((state) => state.drawerHeightPx);
  return (
    <section
      className={styles["drawer"]}
      aria-label="Observation"
      data-region="drawer"
      tabIndex={-1}
      style={height === null ? undefined : ({ "--drawer-pulled": `${height}px` } as CSSProperties)}
    >
      <DrawerEdge />
      <SheetHandle label="Close the drawer" onClose={() => setDrawerOpen(false)} />
      <div className={styles["head"]}>
        <Tabs label="Observation" tabs={TABS} current={tab} onChange={setDrawerTab} idPrefix="drawer" />
        <span className={styles["spring"]} />
        <IconButton
          className={styles["close"] ?? ""}
          label="Close the drawer"
          keys="\"
          onClick={() => setDrawerOpen(false)}
        >
          <Icon name="chevronDown" />
        </IconButton>
      </div>
      <div
        id={`drawer-${tab}-panel`}
        role="tabpanel"
        aria-labelledby={`drawer-${tab}-tab`}
        className={styles["body"]}
      >
        {PANELS[tab]}
      </div>
    </section>
  );
}
