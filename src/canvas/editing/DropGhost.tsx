import { useReactFlow, useStore } from "@xyflow/react";
import { useEffect, useState } from "react";
import type { Position } from "#scenario/document.ts";
import { TILE_DATA_TYPE } from "#session/tile-data.ts";
import styles from "./DragGuides.module.css";

const GRID: [number, number] = [8, 8];
/** What it will be is not told before it is dropped: a card's usual size. */
const SIZE = { width: 208, height: 80 } as const;

/** Where a tile that is dragged over the canvas will land. */
export function DropGhost({ root }: { readonly root: HTMLElement | null }) {
  const { screenToFlowPosition } = useReactFlow();
  const [place, setPlace] = useState<Position | null>(null);
  useEffect(() => {
    if (root === null) return;
    const over = (event: DragEvent): void => {
      if (event.dataTransfer?.types.includes(TILE_DATA_TYPE) !== true) return;
      const at = { x: event.clientX, y: event.clientY };
      setPlace(screenToFlowPosition(at, { snapToGrid: true, snapGrid: GRID }));
    };
    const leave = (event: DragEvent): void => {
      if (!(event.relatedTarget instanceof Node && root.contains(event.relatedTarget))) setPlace(null);
    };
    const end = (): void => setPlace(null);
    root.addEventListener("dragover", over);
    root.addEventListener("dragleave", leave);
    window.addEventListener("drop", end, { capture: true });
    window.addEventListener("dragend", end);
    return () => {
      root.removeEventListener("dragover", over);
      root.removeEventListener("dragleave", leave);
      window.removeEventListener("drop", end, { capture: true });
      window.removeEventListener("dragend", end);
    };
  }, [root, screenToFlowPosition]);
  return place === null ? null : <Ghost place={place} />;
}

function Ghost({ place }: { readonly place: Position }) {
  const [x, y, zoom] = useStore((state) => state.transform);
  return (
    <svg className={styles["layer"]} aria-hidden="true" data-testid="drop-ghost">
      <rect
        className={styles["landing"]}
        x={place.x * zoom + x}
        y={place.y * zoom + y}
        width={SIZE.width * zoom}
        height={SIZE.height * zoom}
        rx={8 * zoom}
      />
    </svg>
  );
}
