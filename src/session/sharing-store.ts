/** What the page shows about sharing: the dialog, and the strip over a document that came by a link. */
import { create } from "zustand";
import type { Micros } from "#base/units.ts";

/** A link that was opened in this tab. */
export interface OpenedLink {
  /** What the sender said, or "". */
  readonly note: string;
  /** The moment that the sender saw, or null where the link opens at the start. */
  readonly atUs: Micros | null;
}

interface SharingState {
  /** The share dialog: closed (null), or open with this choice made. `byHand`: the clipboard was denied, so the link is to be copied by hand. */
  readonly dialog: { readonly moment: boolean; readonly byHand: boolean } | null;
  readonly opened: OpenedLink | null;
}

/** Hook and store of sharing. */
export const useSharing = create<SharingState>()(() => ({ dialog: null, opened: null }));

/** Opens the share dialog. */
export function showShareDialog(
  options: { readonly moment?: boolean; readonly byHand?: boolean } = {},
): void {
  useSharing.setState({ dialog: { moment: options.moment ?? false, byHand: options.byHand ?? false } });
}

export function closeShareDialog(): void {
  useSharing.setState({ dialog: null });
}

/** Takes the strip over a shared document away; the document stays. */
export function dismissOpenedLink(): void {
  if (useSharing.getState().opened !== null) useSharing.setState({ opened: null });
}
