import { BaseEdge, EdgeLabelRenderer, type EdgeProps } from "@xyflow/react";
import { memo } from "react";
import styles from "./Canvas.module.css";
import type { WireEdge as WireEdgeType } from "./to-flow.ts";
import { curveData, curvePoint, wireCurve } from "./wire-path.ts";

/** A wire: the line that messages travel. The same curve carries the overlay's dots. */
export const WireEdge = memo(function WireEdge(props: EdgeProps<WireEdgeType>) {
  const { sourceX, sourceY, targetX, targetY, selected, data } = props;
  const curve = wireCurve({ x: sourceX, y: sourceY }, { x: targetX, y: targetY });
  const kind = data?.kind ?? "";
  const middle = curvePoint(curve, 0.5);
  return (
    <>
      <BaseEdge
        path={curveData(curve)}
        interactionWidth={24}
        className={`${styles["wire"]} ${styles[kind] ?? ""} ${selected === true ? styles["wireSelected"] : ""}`}
      />
      {kind === "dead-letters" && (
        <EdgeLabelRenderer>
          <span className={styles["wireLabel"]} style={{ transform: `translate(-50%, 8px) translate(${middle.x}px, ${middle.y}px)` }}>
            dead letters
          </span>
        </EdgeLabelRenderer>
      )}
    </>
  );
});
