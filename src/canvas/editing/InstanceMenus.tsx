import { intervene } from "#session/commands.ts";
import { useFrameValue } from "#session/frames.ts";
import { usePlayback } from "#session/playback-store.ts";
import { faults } from "#sim/faults/index.ts";
import { HEALTHS, INSTANCE_STRIDE, InstanceAt, type Frame } from "#sim/frame.ts";
import { INSTANCES_MAX } from "#sim/layout.ts";
import { Glyph } from "#ui/Glyph.tsx";
import { Icon } from "#ui/icons.tsx";
import { Menu } from "#ui/Menu.tsx";
import { INSTANCE_ROW_HEIGHT } from "#picture/card-size.ts";
import { instancePlace } from "#canvas/instance-place.ts";
import styles from "./InstanceMenus.module.css";

interface Props {
  readonly id: string;
  readonly name: string;
  readonly slots: number;
  /** The card has a consumer group's section. */
  readonly grouped: boolean;
}

/** The health of each instance of a service as a digit, by instance number: cheap to compare. "" where there is no run. */
function healths(frame: Frame, service: number): string {
  let digits = "";
  for (let at = 0; at < frame.instances.length; at += INSTANCE_STRIDE) {
    if (Math.floor(frame.instances[at + InstanceAt.subject]! / INSTANCES_MAX) === service)
      digits += frame.instances[at + InstanceAt.health];
  }
  return digits;
}

/** A button over each instance that opens what can be done to it. */
export function InstanceMenus({ id, name, slots, grouped }: Props) {
  const service = usePlayback(
    (state) => state.layout?.services.findIndex((each) => each.nodeId === id) ?? -1,
  );
  const states = useFrameValue((frame) => healths(frame, service), 5) ?? "";
  return Array.from({ length: Math.min(states.length, slots) }, (_, index) => {
    const place = instancePlace(index, slots, grouped);
    return (
      <div
        key={index}
        className={`${styles["instance"]} nodrag nopan`}
        style={{ ...place, height: INSTANCE_ROW_HEIGHT }}
      >
        <InstanceMenu
          id={id}
          name={`${name}-${index + 1}`}
          instance={index + 1}
          health={HEALTHS[Number(states[index])] ?? "up"}
        />
      </div>
    );
  });
}

interface InstanceProps {
  readonly id: string;
  readonly name: string;
  readonly instance: number;
  readonly health: (typeof HEALTHS)[number];
}

function InstanceMenu({ id, name, instance, health }: InstanceProps) {
  const down = health === "crashed" || health === "stopped";
  const items = Object.values(faults)
    .filter((fault) => fault.perInstance && fault.targets.includes("service"))
    .map((fault) => ({
      id: fault.kind,
      label: fault.title,
      icon: <Glyph d={fault.glyph} />,
      danger: fault.kind === "crash",
      disabled: down !== (fault.revives === true),
      onSelect: () => intervene(fault.kind, id, { instance }),
    }));
  return (
    <Menu label={`Break ${name}`} iconOnly items={items} side="below" align="end">
      <Icon name="more" size={14} />
    </Menu>
  );
}
