import { EdgeLabelRenderer, type EdgeProps } from "@xyflow/react";
import { memo } from "react";
import { deleteSelection } from "#session/later.ts";
import { IconButton } from "#ui/IconButton.tsx";
import { Icon } from "#ui/icons.tsx";
import { keepFree } from "./overlay/holes.ts";
import type { WireEdge } from "./to-flow.ts";
import { carriesFailed } from "#picture/cards.ts";
import { curveData, curvePoint, wireCurve } from "#picture/wire-path.ts";
import styles from "./WireLine.module.css";

/** xyflow gives the outer edge of a port's hit area; the line ends in its middle. */
const PORT_HALF = 12;

/** The line of a wire. What travels it is painted by the overlay along the same curve. */
export const WireLine = memo(function WireLine({
  sourceX,
  sourceY,
  targetX,
  targetY,
  selected,
  data,
}: EdgeProps<WireEdge>) {
  const curve = wireCurve({ x: sourceX - PORT_HALF, y: sourceY }, { x: targetX + PORT_HALF, y: targetY });
  const path = curveData(curve);
  const label = curvePoint(curve, 0.5);
  const isDead = carriesFailed(data?.kind ?? "");
  return (
    <>
      <path d={path} className={styles["hit"]} />
      <path d={path} className={styles["line"]} data-kind={data?.kind} data-selected={selected === true} />
      {(isDead || selected === true) && (
        <EdgeLabelRenderer>
          <div
            className={`${styles["label"]} nodrag nopan`}
            style={{
              transform: `translate(-50%, -50%) translate(${label.x}px, ${label.y + (isDead ? 16 : 0)}px)`,
            }}
          >
            {isDead && (
              <span className={styles["words"]}>{data?.kind === "retries" ? "retries" : "dead letters"}</span>
            )}
            {selected === true && (
              <span ref={keepFree} className={styles["delete"]}>
                <IconButton
                  label={`Delete wire: ${data?.label ?? ""}`}
                  look="plain"
                  onClick={() => void deleteSelection()}
                >
                  <Icon name="trash" size={14} />
                </IconButton>
              </span>
            )}
          </div>
        </EdgeLabelRenderer>
      )}
    </>
  );
});
