import { Handle, Position, type NodeProps } from "@xyflow/react";
import { memo } from "react";
import { startConnecting, useConnecting } from "#session/selection-store.ts";
import { connectTo } from "#session/commands.ts";
import { useScenario } from "#session/scenario-store.ts";
import { kinds } from "#sim/kinds/index.ts";
import { groupOfService, wireRefusal } from "#sim/wiring.ts";
import { Glyph } from "#ui/Glyph.tsx";
import { portsOf } from "./card-size.ts";
import styles from "./Canvas.module.css";
import { InstanceButtons } from "./InstanceButtons.tsx";
import type { CardNode } from "./to-flow.ts";
import { useCardSummary } from "./use-live.ts";

const UNKNOWN_GLYPH = "M4 4h16v16H4z M9.5 9.5a2.5 2.5 0 1 1 3.5 2.3c-.7.4-1 .9-1 1.7 M12 16.5v.01";

/** A node's card: what stands still. Its live figures are painted over it by the overlay. */
export const Card = memo(function Card({ id, data, selected }: NodeProps<CardNode>) {
  const node = useScenario((state) => state.scenario.nodes.find((each) => each.id === id));
  const scenario = useScenario((state) => state.scenario);
  const group = groupOfService(scenario, id);
  const from = useConnecting((state) => state.from);
  if (node === undefined) return null;
  const ports = portsOf(scenario, node);
  const reach = from === null || from === id ? "" : wireRefusal(scenario, from, id) === null ? styles["legal"] : styles["illegal"];
  return (
    <div
      className={`${styles["card"]} ${styles[data.kind] ?? ""} ${selected ? styles["selected"] : ""} ${reach}`}
      onClick={() => from !== null && from !== id && connectTo(id)}
    >
      <header className={styles["header"]}>
        <span className={styles["glyph"]}>
          <Glyph d={kinds[data.kind]?.glyph ?? UNKNOWN_GLYPH} />
        </span>
        <bdi className={styles["name"]}>{node.name}</bdi>
      </header>
      {group !== undefined && (
        <div className={styles["group"]}>
          <bdi className={styles["groupName"]} title={`Consumer group ${group.name}`}>
            {group.name}
          </bdi>
        </div>
      )}
      {data.kind === "service" && <InstanceButtons nodeId={id} />}
      {kinds[data.kind] === undefined && <p className={styles["unknown"]}>This version does not know "{data.kind}".</p>}
      {ports.in !== null && (
        <Handle id="in" type="target" position={Position.Left} style={{ top: ports.in.y }} className={styles["port"] ?? ""} />
      )}
      {ports.out !== null && (
        <Handle
          id="out"
          type="source"
          position={Position.Right}
          style={{ top: ports.out.y }}
          className={styles["port"] ?? ""}
          onClick={(event) => {
            event.stopPropagation();
            startConnecting(id);
          }}
        />
      )}
      {ports.failed !== null && (
        <Handle
          id="failed"
          type="source"
          position={Position.Right}
          style={{ top: ports.failed.y }}
          className={`${styles["port"] ?? ""} ${styles["failed"] ?? ""}`}
          title="Failed messages leave here for a dead letter queue"
          onClick={(event) => {
            event.stopPropagation();
            startConnecting(id);
          }}
        />
      )}
      <Summary nodeId={id} />
    </div>
  );
});

function Summary({ nodeId }: { readonly nodeId: string }) {
  const words = useCardSummary(nodeId);
  return (
    <p className="visually-hidden" data-summary={nodeId}>
      {words}
    </p>
  );
}
