/** How the app is laid out in this tab. Not undone, not part of the document; only the theme outlives the tab. */
import { create } from "zustand";

export type Theme = "light" | "dark" | "system";
export type LeftTab = "build" | "outline" | "gallery";
export type DrawerTab = "charts" | "log" | "messages";

export interface ViewState {
  readonly theme: Theme;
  readonly leftTab: LeftTab;
  readonly leftOpen: boolean;
  readonly rightOpen: boolean;
  readonly drawerOpen: boolean;
  readonly drawerTab: DrawerTab;
  /** The person asked the system for less motion. */
  readonly reducedMotion: boolean;
}

const THEME_KEY = "eventyard.theme";
const THEMES: readonly Theme[] = ["light", "dark", "system"];

/** Storage may be denied (private mode, policy): then the theme lasts as long as the tab. */
function savedTheme(): Theme {
  try {
    const saved = globalThis.localStorage?.getItem(THEME_KEY);
    return THEMES.find((theme) => theme === saved) ?? "system";
  } catch {
    return "system";
  }
}

const motionQuery =
  typeof matchMedia === "function" ? matchMedia("(prefers-reduced-motion: reduce)") : undefined;

/** Hook and store of the layout. */
export const useView = create<ViewState>()(() => ({
  theme: savedTheme(),
  leftTab: "build",
  leftOpen: true,
  rightOpen: false,
  drawerOpen: true,
  drawerTab: "charts",
  reducedMotion: motionQuery?.matches ?? false,
}));

motionQuery?.addEventListener("change", (event) => useView.setState({ reducedMotion: event.matches }));

/** Sets the theme and remembers it where the browser allows. */
export function setTheme(theme: Theme): void {
  useView.setState({ theme });
  try {
    globalThis.localStorage?.setItem(THEME_KEY, theme);
  } catch {
    // Denied or full: it still holds for this tab.
  }
}

/** Shows one of the left panel's tabs and opens the panel. */
export function setLeftTab(leftTab: LeftTab): void {
  useView.setState({ leftTab, leftOpen: true });
}

export function setLeftOpen(leftOpen: boolean): void {
  useView.setState({ leftOpen });
}

let rightWasClosed = false;

export function setRightOpen(rightOpen: boolean): void {
  rightWasClosed = !rightOpen;
  useView.setState({ rightOpen });
}

/** Opens the right panel unless it was closed by hand. */
export function showInspector(): void {
  if (!rightWasClosed && !useView.getState().rightOpen) useView.setState({ rightOpen: true });
}

export function setDrawerOpen(drawerOpen: boolean): void {
  useView.setState({ drawerOpen });
}

/** Shows one of the drawer's tabs and opens the drawer. */
export function setDrawerTab(drawerTab: DrawerTab): void {
  useView.setState({ drawerTab, drawerOpen: true });
}
