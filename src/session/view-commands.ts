/** Commands of how the app looks and is laid out. */
import type { Command } from "./command-registry.ts";
import { focusSoon } from "./focus-soon.ts";
import {
  setDrawerHeight,
  setDrawerOpen,
  setDrawerTab,
  setLeftOpen,
  setLeftTab,
  setLook,
  setRightOpen,
  useView,
  type DrawerTab,
  type Look,
} from "./view-store.ts";

/** One choice of the look; it says so where it is chosen already. */
function look(id: string, title: string, words: string, change: Partial<Look>): Command {
  return {
    id,
    title,
    words,
    section: "View",
    unavailable: () => {
      const now = useView.getState();
      const isSo = (Object.keys(change) as (keyof Look)[]).every((name) => now[name] === change[name]);
      return isSo ? "It is so already." : null;
    },
    run: () => setLook(change),
  };
}

/** Shows a tab of the drawer; the same again closes the drawer. */
function drawerTab(tab: DrawerTab, title: string, keys: string, words: string): Command {
  return {
    id: `view.${tab}`,
    title,
    words,
    section: "View",
    keys: [keys],
    run: () => {
      const { drawerOpen, drawerTab: shown } = useView.getState();
      if (drawerOpen && shown === tab) setDrawerOpen(false);
      else setDrawerTab(tab);
    },
  };
}

const showOrHide = (isOpen: boolean, what: string): string => `${isOpen ? "Hide" : "Show"} ${what}`;

/** Panels, tabs, theme, density, motion, minimap. The gallery's command is the scenario's, since it opens one. */
export const viewCommands: readonly Command[] = [
  {
    id: "view.left",
    section: "View",
    keys: ["["],
    title: () => showOrHide(useView.getState().leftOpen, "the left panel"),
    words: "sidebar build outline gallery",
    run: () => setLeftOpen(!useView.getState().leftOpen),
  },
  {
    id: "view.right",
    section: "View",
    keys: ["]"],
    title: () => showOrHide(useView.getState().rightOpen, "the inspector"),
    words: "right panel settings facts",
    run: () => setRightOpen(!useView.getState().rightOpen),
  },
  {
    id: "view.drawer",
    section: "View",
    keys: ["\\"],
    title: () => showOrHide(useView.getState().drawerOpen, "the drawer"),
    words: "bottom panel charts log messages",
    run: () => setDrawerOpen(!useView.getState().drawerOpen),
  },
  {
    id: "view.tall-drawer",
    section: "View",
    title: () =>
      useView.getState().drawerHeightPx === null ? "Make the drawer tall" : "Make the drawer low",
    words: "bottom panel height larger resize",
    run: () => {
      const { drawerHeightPx } = useView.getState();
      setDrawerHeight(drawerHeightPx === null ? Math.round(window.innerHeight / 2) : null);
      useView.setState({ drawerOpen: true });
    },
  },
  {
    id: "view.build",
    section: "View",
    title: "Parts to build with",
    words: "left panel palette tiles",
    run: () => setLeftTab("build"),
  },
  {
    id: "view.outline",
    section: "View",
    keys: ["O"],
    title: "Outline",
    words: "left panel tree list",
    run: () => {
      setLeftTab("outline");
      focusSoon('[role="treegrid"] [role="row"][tabindex="0"], [aria-label="Empty outline"] button');
    },
  },
  drawerTab("charts", "Charts", "Shift+C", "lag throughput latency drawer"),
  drawerTab("log", "Log in words", "Shift+L", "events story drawer"),
  drawerTab("explained", "What was surprising, and why", "W", "explained anomalies causes why drawer"),
  drawerTab("messages", "Messages", "M", "table records journey drawer"),
  drawerTab("group", "Group over time", "Shift+G", "members lanes owners generations rebalances drawer"),
  drawerTab("partition", "Log of a partition", "Shift+P", "segments offsets transactions replicas drawer"),
  drawerTab(
    "protocol",
    "Protocol of a group",
    "Shift+M",
    "sequence diagram requests JoinGroup heartbeat drawer",
  ),
  drawerTab("checks", "Checks: what must hold", "Shift+K", "invariants violations lamps demands drawer"),
  drawerTab("review", "Review by the production checklist", "Shift+R", "findings fixes proof show me drawer"),
  drawerTab(
    "what-if",
    "What if: many values, many seeds",
    "Shift+W",
    "sweep sizing capacity how many drawer",
  ),
  drawerTab("compare", "Compare two designs", "Shift+D", "side by side same seed difference fork drawer"),
  {
    id: "view.minimap",
    section: "View",
    title: () => showOrHide(useView.getState().minimap, "the minimap"),
    words: "overview map",
    run: () => setLook({ minimap: !useView.getState().minimap }),
  },
  look("view.theme-light", "Light theme", "white bright look", { theme: "light" }),
  look("view.theme-dark", "Dark theme", "black night look", { theme: "dark" }),
  look("view.theme-system", "Theme as the system", "automatic look", { theme: "system" }),
  look("view.density-comfortable", "Comfortable density", "spacing large look", { density: "comfortable" }),
  look("view.density-compact", "Compact density", "spacing small dense look", { density: "compact" }),
  look("view.motion-less", "Less motion: counts instead of dots", "reduced animation", { motion: "less" }),
  look("view.motion-full", "Full motion", "animation dots", { motion: "full" }),
  look("view.motion-system", "Motion as the system", "reduced animation", { motion: "system" }),
];
