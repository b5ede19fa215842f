/**
 * How the app looks and is laid out. Not undone and not part of the document. What was chosen for the eyes (theme,
 * density, motion, minimap) outlives the tab in one record of localStorage; which panels are open does not.
 */
import { create } from "zustand";

export type Theme = "light" | "dark" | "system";
/** How close things stand. A coarse pointer gets targets of 44 px whatever is chosen. */
export type Density = "comfortable" | "compact";
/** `system` does what the system was asked for; `less` and `full` overrule it. */
export type Motion = "system" | "less" | "full";
export type LeftTab = "build" | "outline" | "gallery";
export type DrawerTab =
  | "charts"
  | "log"
  | "explained"
  | "messages"
  | "group"
  | "partition"
  | "protocol"
  | "checks"
  | "review"
  | "what-if"
  | "compare";

/** What is remembered. */
export interface Look {
  readonly theme: Theme;
  readonly density: Density;
  readonly motion: Motion;
  readonly minimap: boolean;
}

export interface ViewState extends Look {
  readonly leftTab: LeftTab;
  readonly leftOpen: boolean;
  readonly rightOpen: boolean;
  readonly drawerOpen: boolean;
  readonly drawerTab: DrawerTab;
  /** CSS pixels, where a person pulled the drawer to a height of their own; null: as the density has it. */
  readonly drawerHeightPx: number | null;
  /** Follows from `motion` and, where that says `system`, from what the system was asked for. */
  readonly reducedMotion: boolean;
}

const KEY = "eventyard.look";

/** Everything that may stand in the record, the initial value first. */
const CHOICES: { readonly [Name in keyof Look]: readonly Look[Name][] } = {
  theme: ["system", "light", "dark"],
  density: ["comfortable", "compact"],
  motion: ["system", "less", "full"],
  minimap: [false, true],
};

/**
 * The look that a stored text means. The text may come from another version, another program or a person: each value
 * that is not one of the choices falls back to the initial one, alone.
 */
export function lookOf(stored: string | null): Look {
  let record: unknown = null;
  try {
    record = JSON.parse(stored ?? "null");
  } catch {
    // Not JSON: as if nothing were stored.
  }
  const chosen = <Name extends keyof Look>(name: Name): Look[Name] => {
    const value = (record as Partial<Record<Name, unknown>> | null)?.[name];
    return CHOICES[name].find((choice) => choice === value) ?? (CHOICES[name][0] as Look[Name]);
  };
  return {
    theme: chosen("theme"),
    density: chosen("density"),
    motion: chosen("motion"),
    minimap: chosen("minimap"),
  };
}

/** Storage may be denied (private mode, policy): then the look lasts as long as the tab. */
function stored(): string | null {
  try {
    return globalThis.localStorage?.getItem(KEY) ?? null;
  } catch {
    return null;
  }
}

const motionQuery =
  typeof matchMedia === "function" ? matchMedia("(prefers-reduced-motion: reduce)") : undefined;

function isReduced(motion: Motion): boolean {
  return motion === "system" ? (motionQuery?.matches ?? false) : motion === "less";
}

const initial = lookOf(stored());

/** Hook and store of the layout. */
export const useView = create<ViewState>()(() => ({
  ...initial,
  reducedMotion: isReduced(initial.motion),
  leftTab: "build",
  leftOpen: true,
  rightOpen: false,
  drawerOpen: true,
  drawerTab: "charts",
  drawerHeightPx: null,
}));

function takeOver(look: Look): void {
  useView.setState({ ...look, reducedMotion: isReduced(look.motion) });
}

motionQuery?.addEventListener("change", () => takeOver(useView.getState()));
// Another tab chose: all tabs look alike.
globalThis.addEventListener?.("storage", (event) => {
  if ((event as StorageEvent).key === KEY) takeOver(lookOf((event as StorageEvent).newValue));
});

/** Changes the look and remembers it where the browser allows. */
export function setLook(change: Partial<Look>): void {
  const { theme, density, motion, minimap } = { ...useView.getState(), ...change };
  const look: Look = { theme, density, motion, minimap };
  takeOver(look);
  try {
    globalThis.localStorage?.setItem(KEY, JSON.stringify(look));
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

/** Pulls the drawer to a height in CSS pixels; null: back to the usual one. */
export function setDrawerHeight(drawerHeightPx: number | null): void {
  useView.setState({ drawerHeightPx });
}

/** Shows one of the drawer's tabs and opens the drawer. */
export function setDrawerTab(drawerTab: DrawerTab): void {
  useView.setState({ drawerTab, drawerOpen: true });
}
