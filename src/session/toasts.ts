/** Short messages that come and go, shown and announced. */
import { create } from "zustand";
import { announce } from "./announce.ts";

export interface Toast {
  readonly id: number;
  readonly message: string;
  readonly kind: "info" | "error";
}

/** An error is longer to read than a note. */
const SHOWN_MS = { info: 5_000, error: 12_000 } as const;
const SHOWN_MAX = 4;

let lastId = 0;

/** Hook and store of what is shown now, oldest first. */
export const useToasts = create<{ readonly toasts: readonly Toast[] }>()(() => ({ toasts: [] }));

/** Says something to the person; the same words that are still on screen are not shown twice. */
export function tell(message: string, kind: Toast["kind"] = "info"): void {
  announce(message, kind === "error" ? "assertive" : "polite");
  const { toasts } = useToasts.getState();
  if (toasts.some((toast) => toast.message === message)) return;
  const toast: Toast = { id: ++lastId, message, kind };
  useToasts.setState({ toasts: [...toasts, toast].slice(-SHOWN_MAX) });
  setTimeout(() => dismissToast(toast.id), SHOWN_MS[kind]);
}

/** Takes one away before its time. */
export function dismissToast(id: number): void {
  useToasts.setState(({ toasts }) => ({ toasts: toasts.filter((toast) => toast.id !== id) }));
}
