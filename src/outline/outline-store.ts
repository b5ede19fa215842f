/** How the outline is looked at: kept while another tab of the panel is shown, for as long as the page. */
import { create } from "zustand";
import type { Grouping } from "./rows.ts";

export interface OutlineState {
  readonly grouping: Grouping;
  readonly filter: string;
  /** Keys of rows that were opened or closed against what is usual. */
  readonly turned: ReadonlySet<string>;
  /** Key of the row that has, or would have, the focus. */
  readonly current: string | null;
  /** Key of the row whose name is being written, or null. */
  readonly renaming: string | null;
}

/** Hook and store of the outline. */
export const useOutline = create<OutlineState>()(() => ({
  grouping: "kind",
  filter: "",
  turned: new Set(),
  current: null,
  renaming: null,
}));

/** Opens what is closed and closes what is open. */
export function turn(key: string): void {
  useOutline.setState(({ turned }) => {
    const next = new Set(turned);
    if (!next.delete(key)) next.add(key);
    return { turned: next };
  });
}

export function setCurrent(current: string | null): void {
  useOutline.setState({ current });
}

export function setFilter(filter: string): void {
  useOutline.setState({ filter });
}

export function setGrouping(grouping: Grouping): void {
  useOutline.setState({ grouping });
}

export function setRenaming(renaming: string | null): void {
  useOutline.setState({ renaming });
}
