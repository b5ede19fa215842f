import { useSyncExternalStore } from "react";

const query = matchMedia("(pointer: coarse)");

function subscribe(changed: () => void): () => void {
  query.addEventListener("change", changed);
  return () => query.removeEventListener("change", changed);
}

/** Whether fingers are what the canvas is worked with in the first place. */
export function useCoarsePointer(): boolean {
  return useSyncExternalStore(subscribe, () => query.matches);
}
