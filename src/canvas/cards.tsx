/** The cards' fixed parts: name, symbol, ports, tools. Everything live is painted over them by the overlay. */
import { Handle, Position, type NodeProps } from "@xyflow/react";
import { memo, type ReactNode } from "react";
import { useScenario } from "#session/scenario-store.ts";
import { startConnecting, useConnecting, useSelection } from "#session/selection-store.ts";
import { connectTo } from "#session/later.ts";
import { groupOfService } from "#sim/service-group.ts";
import { later } from "#ui/later.tsx";
import { KindGlyph } from "./KindGlyph.tsx";
import styles from "./cards.module.css";
import type { CardNode } from "./to-flow.ts";
import { isAtHand, useActiveCard } from "./active-card.ts";
import { useStage } from "./stage.ts";

type Props = NodeProps<CardNode>;

/** What is at hand where the pointer rests or the focus is; it need not come with the picture. */
const CardTools = later(() => import("./editing/CardTools.tsx").then((module) => module.CardTools));
/** The card in words: nobody needs it before the picture is there. */
const LiveSummary = later(() => import("./LiveSummary.tsx").then((module) => module.LiveSummary));
const InstanceMenus = later(() =>
  import("./editing/InstanceMenus.tsx").then((module) => module.InstanceMenus),
);

/** A service, with its consumer group where it reads something. */
export const ServiceCard = memo(function ServiceCard(props: Props) {
  const groupName = useScenario((state) => groupOfService(state.scenario, props.id)?.name ?? null);
  const atHand = useAtHand(props.id, props.selected);
  return (
    <Card {...props}>
      {groupName !== null && (
        <div className={styles["group"]}>
          <KindGlyph kind="consumer-group" size={14} />
          <span className={styles["groupName"]}>{groupName}</span>
        </div>
      )}
      {atHand && (
        <InstanceMenus
          id={props.id}
          name={props.data.name}
          slots={props.data.slots}
          grouped={groupName !== null}
        />
      )}
    </Card>
  );
});

/** A topic, a dead letter queue, or a kind that this version does not know. */
export const PlainCard = memo(function PlainCard(props: Props) {
  return (
    <Card {...props}>
      {props.type === "unknown" && (
        <p className={styles["unknown"]}>
          This version does not know “{props.data.kind}”. It is kept as it is.
        </p>
      )}
    </Card>
  );
});

function Card({ id, data, type, selected, dragging, children }: Props & { readonly children?: ReactNode }) {
  const target = useTarget(id);
  const atHand = useAtHand(id, selected);
  const far = useStage((state) => state.far);
  const { ports } = data;
  const sparse = useStage((state) => state.sparse);
  const portList = (["in", "out", "failed"] as const).map((port) => {
    const at = ports[port];
    return at === null ? null : (
      <Port key={port} id={id} name={data.name} port={port} at={at} wired={data.wired[port]} />
    );
  });
  // From far away the overlay paints the card; wires still hang on its ports, unless those are drawn all at once.
  if (far && !atHand && target === undefined) {
    if (sparse) return null;
    return (
      <div className={styles["card"]} data-away="true">
        <LiveSummary id={id} name={data.name} />
        {portList}
      </div>
    );
  }
  return (
    <div
      className={styles["card"]}
      data-kind={type}
      data-selected={selected}
      data-target={target}
      data-rate={type === "topic" || (type === "service" && data.wired.out)}
    >
      <div className={styles["header"]}>
        <span className={styles["icon"]}>
          <KindGlyph kind={data.kind} size={18} />
        </span>
        <span className={styles["name"]} title={data.name}>
          {data.name}
        </span>
      </div>
      {children}
      <LiveSummary id={id} name={data.name} />
      {atHand && !dragging && type !== "unknown" && <CardTools id={id} name={data.name} kind={data.kind} />}
      {portList}
    </div>
  );
}

/** Whether the card's tools are shown. */
function useAtHand(id: string, selected: boolean): boolean {
  const alone = useSelection((state) => selected && state.nodes.size === 1);
  const active = useActiveCard((state) => isAtHand(state, id, alone));
  const connecting = useConnecting((state) => state.from !== null);
  return active && !connecting;
}

/** While a connection is drawn: whether it may end here. */
function useTarget(id: string): "from" | "yes" | "no" | undefined {
  const from = useConnecting((state) => state.from);
  const refused = useConnecting((state) => state.illegal.has(id));
  if (from === null) return undefined;
  return from === id ? "from" : refused ? "no" : "yes";
}

const PORT_WORDS = {
  in: "messages come in",
  out: "connect from here",
  failed: "dead letters go out",
} as const;

/** A place where wires begin or end: a small dot with a hit area of 24 units. Drag from it, or press it and then the target. */
function Port({
  id,
  name,
  port,
  at,
  wired,
}: {
  readonly id: string;
  readonly name: string;
  readonly port: "in" | "out" | "failed";
  readonly at: { x: number; y: number };
  readonly wired: boolean;
}) {
  const isIn = port === "in";
  const press = () => {
    const { from } = useConnecting.getState();
    if (from !== null && from !== id) void connectTo(id);
    else if (!isIn) startConnecting(id);
  };
  return (
    <Handle
      id={port}
      type={isIn ? "target" : "source"}
      position={isIn ? Position.Left : Position.Right}
      isConnectableStart={!isIn}
      className={styles["port"] ?? ""}
      data-port={port}
      data-wired={wired}
      style={{ left: at.x, top: at.y, right: "auto" }}
      title={`${name}: ${PORT_WORDS[port]}`}
      onClick={(event) => {
        event.stopPropagation();
        press();
      }}
    />
  );
}
