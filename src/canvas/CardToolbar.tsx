import { useStore } from "@xyflow/react";
import { deleteSelection, intervene } from "#session/commands.ts";
import { useScenario } from "#session/scenario-store.ts";
import { startConnecting, useSelection } from "#session/selection-store.ts";
import { faults } from "#sim/faults/index.ts";
import { wireTargets } from "#sim/wiring.ts";
import { Button } from "#ui/Button.tsx";
import { Glyph } from "#ui/Glyph.tsx";
import { IconButton } from "#ui/IconButton.tsx";
import { Icon } from "#ui/icons.tsx";
import { Menu } from "#ui/Menu.tsx";
import { cardSize } from "./card-size.ts";
import styles from "./Canvas.module.css";
import { useHealths } from "./use-live.ts";

const CONNECT_GLYPH = "M5 12h14 M13 6l6 6-6 6";

/** Over the one selected card: what can be done to it, faults included, without leaving it. */
export function CardToolbar() {
  const only = useSelection((state) => (state.nodes.size === 1 ? [...state.nodes][0] : undefined));
  const scenario = useScenario((state) => state.scenario);
  const node = scenario.nodes.find((each) => each.id === only);
  const [x, y, zoom] = useStore((state) => state.transform);
  if (node?.position === undefined) return null;
  const { width } = cardSize(scenario, node);
  const left = node.position.x * zoom + x + (width * zoom) / 2;
  const top = Math.max(48, node.position.y * zoom + y - 8);
  return (
    <div className={styles["toolbar"]} style={{ left, top }} role="toolbar" aria-label={`${node.name}: what can be done`}>
      {wireTargets(scenario, node.id).length > 0 && (
        <Button look="quiet" onClick={() => startConnecting(node.id)}>
          <Glyph d={CONNECT_GLYPH} /> Connect
        </Button>
      )}
      {node.kind === "service" && <ServiceActions nodeId={node.id} />}
      {node.kind === "topic" && (
        <Button look="quiet" onClick={() => intervene("poison-next", node.id)}>
          <Glyph d={faults["poison-next"]!.glyph} /> Poison next
        </Button>
      )}
      <IconButton label={`Delete ${node.name}`} keys="Del" onClick={deleteSelection}>
        <Icon name="trash" />
      </IconButton>
    </div>
  );
}

function ServiceActions({ nodeId }: { readonly nodeId: string }) {
  const healths = useHealths(nodeId);
  const publishes = useScenario((state) => state.scenario.nodes.find((each) => each.id === nodeId)?.config["publishes"]);
  const running = healths.filter((health) => health !== "crashed" && health !== "stopped").length;
  const scaleTo = (instances: number): void => intervene("scale", nodeId, { instances });
  const isClocked = publishes !== undefined && publishes !== "none" && publishes !== "per-message";
  return (
    <>
      <IconButton label="One instance less" disabled={running <= 1} onClick={() => scaleTo(running - 1)}>
        <Glyph d="M6 12h12" />
      </IconButton>
      <span className={styles["count"]} title="Running instances">
        {running}
      </span>
      <IconButton label="One instance more" disabled={running >= 64} onClick={() => scaleTo(running + 1)}>
        <Glyph d="M12 6v12 M6 12h12" />
      </IconButton>
      {isClocked && (
        <Menu
          label="Change the rate"
          titled
          look="quiet"
          items={[0, 0.5, 1, 2, 3, 10].map((factor) => ({
            id: String(factor),
            label: factor === 0 ? "Stop publishing" : factor === 1 ? "As drawn" : `× ${factor}`,
            onSelect: () => intervene("change-rate", nodeId, { factor }),
          }))}
        >
          <Glyph d={faults["change-rate"]!.glyph} /> Rate
        </Menu>
      )}
    </>
  );
}
