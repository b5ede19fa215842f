import { intervene } from "#session/commands.ts";
import { useScenario } from "#session/scenario-store.ts";
import { groupOfService } from "#sim/wiring.ts";
import { Glyph } from "#ui/Glyph.tsx";
import { Menu } from "#ui/Menu.tsx";
import { GROUP_HEIGHT, HEADER_HEIGHT, INSTANCE_GRID_COLUMNS, INSTANCE_ROWS_MAX, INSTANCE_ROW_HEIGHT, instanceSlots } from "./card-size.ts";
import styles from "./Canvas.module.css";
import { instanceActions } from "./instance-menu.ts";
import { useHealths } from "./use-live.ts";

/** A button over each instance that is drawn: its menu breaks this one. The sign under it is painted by the overlay. */
export function InstanceButtons({ nodeId }: { readonly nodeId: string }) {
  const scenario = useScenario((state) => state.scenario);
  const healths = useHealths(nodeId);
  const node = scenario.nodes.find((each) => each.id === nodeId);
  if (node === undefined) return null;
  const slots = instanceSlots(scenario, node);
  const top = HEADER_HEIGHT + (groupOfService(scenario, nodeId) === undefined ? 0 : GROUP_HEIGHT) + 8;
  const inRows = slots <= INSTANCE_ROWS_MAX;
  return healths.slice(0, slots).map((health, index) => {
    const left = inRows ? 6 : 8 + (index % INSTANCE_GRID_COLUMNS) * 24;
    const row = inRows ? index : Math.floor(index / INSTANCE_GRID_COLUMNS);
    return (
      <div
        key={index}
        className={`nodrag ${styles["instance"] ?? ""} ${inRows ? (styles["inRow"] ?? "") : ""}`}
        style={{ left, top: top + row * INSTANCE_ROW_HEIGHT }}
      >
        <Menu
          label={`${node.name}-${index + 1}: break it`}
          iconOnly
          look="quiet"
          items={instanceActions(index + 1, health).map(({ fault, title, glyph, disabled, config }) => ({
            id: fault,
            label: title,
            icon: <Glyph d={glyph} />,
            disabled,
            danger: fault === "crash",
            onSelect: () => intervene(fault, nodeId, config),
          }))}
        >
          <span className={styles["instanceSpot"]} />
        </Menu>
      </div>
    );
  });
}
