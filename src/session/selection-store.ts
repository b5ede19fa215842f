/** What is picked out on the canvas, and a connection that is being drawn. Lasts as long as the tab, is never saved. */
import { create } from "zustand";

export interface SelectionState {
  /** Ids of the selected nodes, notes and frames. */
  readonly nodes: ReadonlySet<string>;
  /** Id of the selected wire; a wire and nodes are never selected together. */
  readonly wire: string | null;
  /** Index of the story row that is pointed at, e.g. from the log. */
  readonly focusFact: number | null;
}

const NONE: ReadonlySet<string> = new Set();

/** Hook and store of the selection. */
export const useSelection = create<SelectionState>()(() => ({ nodes: NONE, wire: null, focusFact: null }));

/** Selects these nodes; with `add`, turns each of them over and keeps the rest. */
export function select(ids: readonly string[], options: { readonly add?: boolean } = {}): void {
  const { nodes: before, wire } = useSelection.getState();
  const after = new Set(options.add === true ? before : []);
  for (const id of ids) {
    if (options.add === true && before.has(id)) after.delete(id);
    else after.add(id);
  }
  const same = after.size === before.size && [...after].every((id) => before.has(id));
  if (same && wire === null) return;
  useSelection.setState({ nodes: same ? before : after, wire: null });
}

/** Selects one wire and nothing else. */
export function selectWire(id: string): void {
  useSelection.setState({ nodes: NONE, wire: id });
}

/** Selects nothing. */
export function clearSelection(): void {
  useSelection.setState({ nodes: NONE, wire: null, focusFact: null });
}

/** Points at one story row, or at none. */
export function focusFact(index: number | null): void {
  useSelection.setState({ focusFact: index });
}

/** Drops from the selection what the document no longer holds. */
export function keepSelected(itemIds: ReadonlySet<string>, wireIds: ReadonlySet<string>): void {
  const { nodes, wire } = useSelection.getState();
  const kept = [...nodes].filter((id) => itemIds.has(id));
  if (kept.length < nodes.size) useSelection.setState({ nodes: kept.length === 0 ? NONE : new Set(kept) });
  if (wire !== null && !wireIds.has(wire)) useSelection.setState({ wire: null });
}

export interface ConnectingState {
  /** Node that the connection starts at; null while none is drawn. */
  readonly from: string | null;
  /** Why the node last tried cannot be reached, for a note at the pointer. */
  readonly refusal: string | null;
  /** Nodes where it may not end; worked out by `targets.ts` once for each connection. */
  readonly illegal: ReadonlySet<string>;
}

/** Hook and store of the connection that is being drawn. */
export const useConnecting = create<ConnectingState>()(() => ({ from: null, refusal: null, illegal: NONE }));

/** Begins a connection; the next `connectTo` ends it. */
export function startConnecting(id: string): void {
  useConnecting.setState({ from: id, refusal: null, illegal: NONE });
}

/** Ends the drawing without a connection. */
export function cancelConnecting(): void {
  useConnecting.setState({ from: null, refusal: null, illegal: NONE });
}
