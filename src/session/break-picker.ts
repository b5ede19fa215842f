/** Breaking something by choosing: the fault, the instance where there are several, then each of its settings. */
import { micros } from "#base/units.ts";
import type { Config, ConfigValue, ScenarioNode } from "#scenario/document.ts";
import { judge, unitText, type Field } from "#scenario/fields.ts";
import { spanText } from "#sim/words.ts";
import {
  breakables,
  faultsFor,
  ownFields,
  startConfig,
  whyPointless,
  type Breakable,
  type Fault,
} from "./breaking.ts";
import { intervene } from "./commands.ts";
import { latestFrame } from "./frames.ts";
import { unitName, valueText } from "./labels.ts";
import { openPicker, type PickerItem } from "./picker-store.ts";
import { usePlayback } from "./playback-store.ts";

/** What of a node can be broken, at the playhead; empty where it has none, or before the first picture. */
function unitsOf(node: ScenarioNode): readonly Breakable[] {
  const { layout } = usePlayback.getState();
  const frame = latestFrame();
  return layout === null || frame === null ? [] : breakables(node, layout, frame);
}

/** Opens the list of what can happen to a node. */
export function openBreak(node: ScenarioNode): void {
  const rows = unitsOf(node);
  const items = faultsFor(node).map((fault): PickerItem => {
    const reasons = fault.perInstance ? rows.map((row) => whyPointless(fault, row)) : [];
    const isOff = reasons.length > 0 && reasons.every((reason) => reason !== null);
    return {
      id: fault.kind,
      label: fault.title,
      detail: fault.summary,
      glyph: fault.glyph,
      unavailable: isOff ? (fault.revives === true ? "All of them run." : "All of them are down.") : null,
    };
  });
  openPicker({
    title: `Break ${node.name} now`,
    hint: "Crash, pause, scale …",
    items,
    onPick: ({ id }) => {
      const fault = faultsFor(node).find((each) => each.kind === id);
      if (fault !== undefined) chooseInstance(node, fault);
    },
  });
}

function chooseInstance(node: ScenarioNode, fault: Fault): void {
  const rows = unitsOf(node);
  const running = rows.filter(({ isUp }) => isUp).length;
  const config: Config = startConfig(fault, running);
  const back = (): void => openBreak(node);
  const go = (instance: ConfigValue | undefined): void =>
    chooseSetting(node, fault, instance === undefined ? config : { ...config, instance }, 0, back);
  const able = rows.filter((row) => whyPointless(fault, row) === null);
  if (!fault.perInstance) return go(undefined);
  if (rows.length <= 1) return go(able[0]?.number ?? 1);
  openPicker({
    title: `${fault.title}: which ${node.kind === "cluster" ? "broker" : "instance"} of ${node.name}?`,
    items: rows.map((row) => ({
      id: String(row.number),
      label: row.name,
      detail: [row.state, ...(row.owns.length > 0 ? [`owns ${row.owns.join(", ")}`] : [])].join(", "),
      unavailable: whyPointless(fault, row),
    })),
    onPick: ({ id }) => go(Number(id)),
    onClose: back,
  });
}

/** One list for each setting of the fault, then it happens. Escape leads to the step before. */
function chooseSetting(
  node: ScenarioNode,
  fault: Fault,
  config: Config,
  index: number,
  back: () => void,
): void {
  const [name, field] = ownFields(fault)[index] ?? [];
  if (name === undefined || field === undefined) return intervene(fault.kind, node.id, config);
  const whom = fault.perInstance ? unitName(fault, node.name, config["instance"]) : node.name;
  openPicker({
    title: `${fault.title} ${whom}: ${field.label.toLowerCase()}`,
    hint: field.type === "number" ? `A number${signText(field)}, or Enter for the first` : "Choose one",
    items: suggestions(field, config[name] ?? field.initial).map((value) => valueItem(field, value)),
    ...(field.type === "number" ? { fromText: (text: string) => fromNumber(field, text) } : {}),
    onPick: ({ id }) => {
      const next = { ...config, [name]: field.type === "number" ? Number(id) : id };
      chooseSetting(node, fault, next, index + 1, () => chooseSetting(node, fault, config, index, back));
    },
    onClose: back,
  });
}

function signText(field: Field & { type: "number" }): string {
  if (field.unit === "ms") return " of seconds";
  const unit = unitText(field.unit);
  return unit === "" ? "" : ` (${unit})`;
}

/** The value that it starts with, and a few others around it that are allowed. */
function suggestions(field: Field, initial: ConfigValue): readonly ConfigValue[] {
  if (field.type === "choice") return Object.keys(field.options);
  if (field.type !== "number" || typeof initial !== "number") return [initial];
  const around =
    field.unit === "ms"
      ? [5_000, 10_000, 30_000, 60_000, 120_000, 600_000]
      : field.unit === "factor"
        ? [0, 0.5, 1, 2, 3, 5, 10, 100]
        : [1, 2, 3, 4, 6, 8, 12];
  return [initial, ...around.filter((value) => value !== initial && judge(field, value, "") === null)];
}

function valueItem(field: Field, value: ConfigValue): PickerItem {
  return { id: String(value), label: valueText(field, value) };
}

/** Times are typed in seconds, as people say them. */
function fromNumber(field: Field & { type: "number" }, text: string): PickerItem | string {
  const typed = Number(text.replace(",", ".").replace(/\s*(s|seconds?|×|x)$/i, ""));
  const value = field.unit === "ms" ? Math.round(typed * 1000) : typed;
  const problem = judge(field, value, "");
  if (problem !== null) return problem.says;
  return {
    id: String(value),
    label: field.unit === "ms" ? spanText(micros(value)) : valueText(field, value),
    detail: "as typed",
  };
}
