/** Takes a person to a setting: selects its node, opens the inspector and focuses the field, also where it is folded away. */
import { select } from "./selection-store.ts";
import { setRightOpen } from "./view-store.ts";

/** Frames to wait for the inspector, which has to be loaded and drawn first. */
const TRIES = 90;

/** Shows a node's setting in the inspector and puts the focus on it. */
export function showSetting(nodeId: string, field: string): void {
  select([nodeId]);
  setRightOpen(true);
  focusField(nodeId, field, TRIES);
}

function focusField(nodeId: string, field: string, tries: number): void {
  const [node, name] = [CSS.escape(nodeId), CSS.escape(field)];
  const row = document.querySelector<HTMLElement>(`[data-settings-of="${node}"] [data-field="${name}"]`);
  const control = row?.querySelector<HTMLElement>("input:checked, input, select, [role='combobox']");
  if (row === null || control === null || control === undefined) {
    if (tries > 0) requestAnimationFrame(() => focusField(nodeId, field, tries - 1));
    return;
  }
  const fold = row.closest("details");
  if (fold !== null) fold.open = true;
  row.scrollIntoView({ block: "center" });
  control.focus({ preventScroll: true });
}
