import { useCallback, useSyncExternalStore } from "react";

interface Store<T> {
  readonly subscribe: (listener: () => void) => () => void;
  readonly getState: () => T;
}

/**
 * A value of a store that changes more often than a panel should be drawn: rerenders at most once in `everyMs`, and
 * always shows the last value in the end. Select a primitive or a stable reference.
 */
export function useAtMost<S, T>(store: Store<S>, select: (state: S) => T, everyMs: number): T {
  const subscribe = useCallback(
    (listener: () => void) => {
      let timer: ReturnType<typeof setTimeout> | undefined;
      let lastMs = Number.NEGATIVE_INFINITY;
      const call = () => {
        timer = undefined;
        lastMs = performance.now();
        listener();
      };
      const end = store.subscribe(() => {
        if (timer !== undefined) return;
        const waitMs = lastMs + everyMs - performance.now();
        if (waitMs <= 0) call();
        else timer = setTimeout(call, waitMs);
      });
      return () => {
        clearTimeout(timer);
        end();
      };
    },
    [store, everyMs],
  );
  return useSyncExternalStore(subscribe, () => select(store.getState()));
}
