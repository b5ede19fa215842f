import { useEffect, useSyncExternalStore, type ComponentType } from "react";

/**
 * A component whose code is fetched when it is first shown; until then there is nothing in its place. Unlike
 * `React.lazy`, its arrival is an update like any other: retries of a Suspense boundary wait until React has nothing
 * else to do, and on a canvas that plays it always has. A fetch that failed is tried again when it is shown again.
 */
export function later<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  let loaded: ComponentType<Props> | null = null;
  let isAsked = false;
  const listeners = new Set<() => void>();
  const subscribe = (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  const ask = (): void => {
    if (isAsked) return;
    isAsked = true;
    load().then(
      (component) => {
        loaded = component;
        for (const listener of listeners) listener();
      },
      () => {
        isAsked = false;
      },
    );
  };
  return function Later(props: Props) {
    const Component = useSyncExternalStore(subscribe, () => loaded);
    useEffect(ask, []);
    return Component === null ? null : <Component {...props} />;
  };
}
