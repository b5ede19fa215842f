/** What makes the canvas an editor: keys, menus, alignment, minimap. It comes a moment after the picture. */
import { useReactFlow, useStore, useStoreApi } from "@xyflow/react";
import { useEffect } from "react";
import { provideCanvasPlaces } from "#session/canvas-place.ts";
import { registerCommands } from "#session/command-registry.ts";
import { cancelConnecting, useConnecting } from "#session/selection-store.ts";
import { watchTargets } from "#session/targets.ts";
import { provideDragAid } from "#canvas/stage.ts";
import { Highlights } from "#canvas/overlay/Highlights.tsx";
import { openAddAt } from "./add-at.ts";
import { canvasCommands } from "./canvas-commands.ts";
import { ConnectHint } from "./ConnectHint.tsx";
import { ContextMenus } from "./ContextMenus.tsx";
import { createDragAid, type DragKeys } from "./drag-session.ts";
import { DragGuides } from "./DragGuides.tsx";
import { DropGhost } from "./DropGhost.tsx";
import { EmptyState } from "./EmptyState.tsx";
import { useFarPointer } from "./far-pointer.ts";
import { Minimap } from "./Minimap.tsx";
import { useKeys } from "./use-keys.ts";
import { ViewButtons } from "./ViewButtons.tsx";
import { useViewport } from "./viewport.ts";

// What is mounted on demand is there before somebody needs it.
void import("./CardTools.tsx");
void import("./InstanceMenus.tsx");
void import("./Note.tsx");
void import("./Frame.tsx");

/** Mounted once within the flow. `fitted` is told when the whole drawing is shown on request. */
export function Editing({ fitted }: { readonly fitted: () => void }) {
  const root = useStore((state) => state.domNode);
  const view = useViewport(fitted);
  useEffect(() => registerCommands(canvasCommands(view)), [view]);
  useEffect(watchTargets, []);
  useKeys(root, view);
  useDragAid(root);
  usePlaces(root);
  useAddHere(root);
  usePinchCancels(root);
  useFarPointer(root);
  return (
    <>
      <Highlights />
      <DragGuides />
      <DropGhost root={root} />
      <ConnectHint />
      <EmptyState />
      <ViewButtons />
      <Minimap view={view} />
      <ContextMenus root={root} />
    </>
  );
}

/** Snapping, frames with their content, and copies by Alt; the keys are those of the pointer's last event. */
function useDragAid(root: HTMLElement | null): void {
  const store = useStoreApi();
  useEffect(() => {
    if (root === null) return;
    const keys: DragKeys = { exact: false, copy: false };
    const follow = (event: MouseEvent | KeyboardEvent): void => {
      keys.exact = event.ctrlKey || event.metaKey;
      keys.copy = event.altKey;
    };
    const types = ["pointerdown", "pointermove", "keydown", "keyup"] as const;
    for (const type of types) window.addEventListener(type, follow, { capture: true });
    const end = provideDragAid(createDragAid(() => store.getState().transform[2], keys));
    return () => {
      for (const type of types) window.removeEventListener(type, follow, { capture: true });
      end();
    };
  }, [root, store]);
}

/** Tells others where on the canvas the pointer is, and what is in the middle. */
function usePlaces(root: HTMLElement | null): void {
  const { screenToFlowPosition } = useReactFlow();
  useEffect(() => {
    if (root === null) return;
    let at: { readonly x: number; readonly y: number } | null = null;
    const follow = (event: globalThis.PointerEvent): void => {
      at = { x: event.clientX, y: event.clientY };
    };
    const leave = (): void => {
      at = null;
    };
    root.addEventListener("pointermove", follow);
    root.addEventListener("pointerleave", leave);
    const end = provideCanvasPlaces({
      pointer: () => (at === null ? null : screenToFlowPosition(at)),
      middle: () => {
        const box = root.getBoundingClientRect();
        return screenToFlowPosition({ x: box.left + box.width / 2, y: box.top + box.height / 2 });
      },
    });
    return () => {
      root.removeEventListener("pointermove", follow);
      root.removeEventListener("pointerleave", leave);
      end();
    };
  }, [root, screenToFlowPosition]);
}

/** A double click on nothing adds something there. */
function useAddHere(root: HTMLElement | null): void {
  const { screenToFlowPosition } = useReactFlow();
  useEffect(() => {
    if (root === null) return;
    const add = (event: MouseEvent): void => {
      const target = event.target as Element;
      if (target.classList.contains("react-flow__pane"))
        openAddAt(screenToFlowPosition({ x: event.clientX, y: event.clientY }));
    };
    root.addEventListener("dblclick", add);
    return () => root.removeEventListener("dblclick", add);
  }, [root, screenToFlowPosition]);
}

/** A second finger means the view: a wire that is being drawn ends nowhere. */
function usePinchCancels(root: HTMLElement | null): void {
  const store = useStoreApi();
  useEffect(() => {
    if (root === null) return;
    const onTouch = (event: TouchEvent): void => {
      if (event.touches.length < 2 || useConnecting.getState().from === null) return;
      cancelConnecting();
      store.getState().cancelConnection();
    };
    window.addEventListener("touchstart", onTouch, { capture: true, passive: true });
    return () => window.removeEventListener("touchstart", onTouch, { capture: true });
  }, [root, store]);
}
