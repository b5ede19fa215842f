import { useStore } from "@xyflow/react";
import { useDragView } from "./drag-session.ts";
import styles from "./DragGuides.module.css";

/** Hairlines beside a drag: what lies in line, which distances are equal, where the originals of a copy stay. */
export function DragGuides() {
  const { guides, originals } = useDragView();
  return guides.length + originals.length === 0 ? null : <Lines />;
}

function Lines() {
  const { guides, originals } = useDragView();
  const [x, y, zoom] = useStore((state) => state.transform);
  const across = (value: number): number => Math.round(value * zoom + x) + 0.5;
  const down = (value: number): number => Math.round(value * zoom + y) + 0.5;
  return (
    <svg className={styles["layer"]} aria-hidden="true" data-testid="drag-guides">
      {originals.map((box) => (
        <rect
          key={`${box.x} ${box.y}`}
          className={styles["original"]}
          x={across(box.x)}
          y={down(box.y)}
          width={box.width * zoom}
          height={box.height * zoom}
          rx={8 * zoom}
        />
      ))}
      {guides.map(({ is, x1, y1, x2, y2 }) => (
        <line
          key={`${is} ${x1} ${y1} ${x2} ${y2}`}
          className={styles[is]}
          x1={across(x1)}
          y1={down(y1)}
          x2={across(x2)}
          y2={down(y2)}
        />
      ))}
    </svg>
  );
}
