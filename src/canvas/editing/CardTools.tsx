import { faultsFor } from "#session/breaking.ts";
import { openBreak } from "#session/break-picker.ts";
import { intervene } from "#session/commands.ts";
import { useFrameValue } from "#session/frames.ts";
import { usePlayback } from "#session/playback-store.ts";
import { useScenario } from "#session/scenario-store.ts";
import { startConnecting } from "#session/selection-store.ts";
import { faults } from "#sim/faults/index.ts";
import { kinds } from "#sim/kinds/index.ts";
import { HEALTHS, INSTANCE_STRIDE, InstanceAt, type Frame } from "#sim/frame.ts";
import { INSTANCES_MAX } from "#sim/layout.ts";
import { Button } from "#ui/Button.tsx";
import { Glyph } from "#ui/Glyph.tsx";
import { IconButton } from "#ui/IconButton.tsx";
import { Icon } from "#ui/icons.tsx";
import { Menu } from "#ui/Menu.tsx";
import styles from "./CardTools.module.css";
import { keepFree } from "#canvas/overlay/holes.ts";

const CONNECT_GLYPH = "M4 12h11 M11 7l5 5-5 5 M20 5v14";
const RATE_FACTORS = [0, 0.5, 1, 3, 10] as const;

interface Props {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
}

/** What can be done to a card, right above it: connect it, and break it as the registry of faults allows. */
export function CardTools({ id, name, kind }: Props) {
  return (
    <div className={`${styles["place"]} nodrag nopan`} ref={keepInView}>
      <div className={styles["tools"]} role="toolbar" aria-label={`Tools of ${name}`}>
        {Object.keys(kinds[kind]?.wires ?? {}).length > 0 && (
          <Button look="quiet" onClick={() => startConnecting(id)} aria-label={`Connect ${name} to …`}>
            <Glyph d={CONNECT_GLYPH} size={14} />
            Connect
          </Button>
        )}
        {kind === "cluster" && <BreakBroker id={id} name={name} />}
        {kind === "service" && <Scale id={id} name={name} />}
        {kind === "service" && <Rate id={id} name={name} />}
        <Faults id={id} />
      </div>
    </div>
  );
}

/** What can happen to it as a whole and asks for nothing more. */
function Faults({ id }: Pick<Props, "id">) {
  const node = useScenario((state) => state.scenario.nodes.find((each) => each.id === id));
  if (node === undefined) return null;
  return faultsFor(node)
    .filter((fault) => !fault.perInstance && Object.keys(fault.fields).length === 0)
    .map((fault) => (
      <Button key={fault.kind} look="quiet" title={fault.summary} onClick={() => intervene(fault.kind, id)}>
        <Glyph d={fault.glyph} size={14} />
        {fault.title}
      </Button>
    ));
}

/** Opens the list of what can happen to a broker. */
function BreakBroker({ id, name }: Omit<Props, "kind">) {
  const node = useScenario((state) => state.scenario.nodes.find((each) => each.id === id));
  return (
    <Button
      look="quiet"
      aria-label={`Break a broker of ${name} …`}
      onClick={() => node !== undefined && openBreak(node)}
    >
      <Glyph d={faults["crash"]?.glyph ?? ""} size={14} />
      Break
    </Button>
  );
}

/** Keeps the place free of the overlay, and the tools within the canvas where their card stands at its right edge. */
function keepInView(element: HTMLElement | null): (() => void) | undefined {
  const root = element?.closest(".react-flow");
  if (element !== null && root !== null && root !== undefined) {
    const box = element.getBoundingClientRect();
    const beyond = box.right - root.getBoundingClientRect().right + EDGE_PX;
    // What is moved is as large on screen as it is, while its card is as near as the canvas is seen.
    if (beyond > 0) element.style.left = `calc(${-beyond}px / var(--zoom, 1))`;
  }
  return keepFree(element);
}

const EDGE_PX = 8;

/** Instances of a service that have not been stopped: what scaling counts. */
function running(frame: Frame, service: number): number {
  let count = 0;
  for (let at = 0; at < frame.instances.length; at += INSTANCE_STRIDE) {
    if (Math.floor(frame.instances[at + InstanceAt.subject]! / INSTANCES_MAX) !== service) continue;
    const health = HEALTHS[frame.instances[at + InstanceAt.health]!];
    if (health !== "stopped" && health !== "stopping") count += 1;
  }
  return count;
}

function Scale({ id, name }: { readonly id: string; readonly name: string }) {
  const service = usePlayback(
    (state) => state.layout?.services.findIndex((each) => each.nodeId === id) ?? -1,
  );
  const drawn = useScenario((state) =>
    Number(state.scenario.nodes.find((node) => node.id === id)?.config["instances"] ?? 1),
  );
  const now = useFrameValue((frame) => running(frame, service), 10) ?? drawn;
  const scale = faults["scale"];
  if (scale === undefined) return null;
  const to = (instances: number) => intervene("scale", id, { instances });
  return (
    <span className={styles["pair"]} role="group" aria-label={`Instances of ${name}`} title={scale.summary}>
      <IconButton label={`Stop an instance of ${name}`} disabled={now <= 1} onClick={() => to(now - 1)}>
        <Glyph d="M5 12h14" size={14} />
      </IconButton>
      <span className={styles["count"]}>{now}</span>
      <IconButton
        label={`Start an instance of ${name}`}
        disabled={now >= INSTANCES_MAX}
        onClick={() => to(now + 1)}
      >
        <Icon name="plus" size={14} />
      </IconButton>
    </span>
  );
}

/** Only where the clock publishes: a service that answers messages has no rate of its own. */
function Rate({ id, name }: { readonly id: string; readonly name: string }) {
  const publishes = useScenario(
    (state) => state.scenario.nodes.find((node) => node.id === id)?.config["publishes"] ?? "none",
  );
  const fault = faults["change-rate"];
  if (fault === undefined || publishes === "none" || publishes === "per-message") return null;
  return (
    <Menu
      label={`Rate of ${name}`}
      look="quiet"
      items={RATE_FACTORS.map((factor) => ({
        id: String(factor),
        label: factor === 0 ? "Stop publishing" : factor === 1 ? "As drawn" : `× ${factor}`,
        onSelect: () => intervene("change-rate", id, { factor }),
      }))}
    >
      Rate ×
    </Menu>
  );
}
