/**
 * Settings that are changed while a run goes on. Some can change in a running system (more instances, another rate):
 * then the change is an intervention from the playhead on, and the past stays as it was. All others hold from the
 * start, and the run is replayed to the playhead. Which of the two happened is said at the field.
 */
import { micros } from "#base/units.ts";
import { create } from "zustand";
import type { ConfigValue, Intervention, Scenario, ScenarioNode } from "#scenario/document.ts";
import * as edits from "#scenario/edits.ts";
import { initialConfig, judge, type Field, type LiveChange } from "#scenario/fields.ts";
import { faults } from "#sim/faults/index.ts";
import { kinds } from "#sim/kinds/index.ts";
import { announce } from "./announce.ts";
import { interventionMs, setConfig, setRunSetting, setSeed } from "./commands.ts";
import { playheadUs } from "./frames.ts";
import { secondText, settingStep, thingText, valueText } from "./labels.ts";
import { usePlayback } from "./playback-store.ts";
import { currentScenario, edit, useScenario } from "./scenario-store.ts";
import { tell } from "./toasts.ts";

/** From when on a changed setting holds: from the playhead, or from the start of the run. */
export type Since = "now" | "start";

/** What the last change of a setting did, as a sentence. */
export interface SettingNote {
  /** The node; "" for a setting of the whole run. */
  readonly nodeId: string;
  /** The setting's name, or "seed". */
  readonly field: string;
  readonly text: string;
  /** What undo takes back, while this change is the last step. */
  readonly step: string | null;
  /** The document as it was left; see `holds`. */
  readonly scenario: Scenario;
}

/** Whether the sentence still says how things are: what decides the run was not changed since. */
export function holds(note: SettingNote, scenario: Scenario): boolean {
  return (
    note.scenario.nodes === scenario.nodes &&
    note.scenario.interventions === scenario.interventions &&
    note.scenario.settings === scenario.settings &&
    note.scenario.seed === scenario.seed
  );
}

/** Hook and store of that sentence. */
export const useSettingNote = create<{ readonly note: SettingNote | null }>()(() => ({ note: null }));

/**
 * Interventions this soon after the playhead were made there: each lies a microsecond after the picture, or after the
 * one before.
 */
const SAME_MOMENT_US = 100;

/** The description of a node's setting, or undefined where nobody knows it. */
export function fieldOf(node: ScenarioNode, name: string): Field | undefined {
  const fields = Object.hasOwn(kinds, node.kind) ? kinds[node.kind]?.fields : undefined;
  return fields !== undefined && Object.hasOwn(fields, name) ? fields[name] : undefined;
}

/** The interventions that change this setting of this node, in time. */
function changesOf(scenario: Scenario, node: ScenarioNode, live: LiveChange): readonly Intervention[] {
  return scenario.interventions
    .filter(({ kind, target }) => kind === live.fault && target === node.id)
    .toSorted((a, b) => a.atMs - b.atMs);
}

/** What an intervention sets a setting to that the document gives as `drawn`. */
function valueBy({ config }: Intervention, live: LiveChange, drawn: ConfigValue): ConfigValue {
  const given = config[live.setting] ?? faults[live.fault]?.fields[live.setting]?.initial ?? drawn;
  if (live.as === "value" || typeof given !== "number" || typeof drawn !== "number") return given;
  // A factor is a quotient: what was divided comes back as it was typed.
  return Number((given * drawn).toPrecision(9));
}

/** What a setting is at a moment of the run: as the document has it, or as the last intervention until then has set it. */
export function valueAt(
  scenario: Scenario,
  node: ScenarioNode,
  name: string,
  atUs: number,
): ConfigValue | undefined {
  const field = fieldOf(node, name);
  const drawn = node.config[name] ?? field?.initial;
  if (field?.live === undefined || drawn === undefined) return drawn;
  const { live } = field;
  const last = changesOf(scenario, node, live).findLast(({ atMs }) => micros(atMs) <= atUs + SAME_MOMENT_US);
  return last === undefined ? drawn : valueBy(last, live, drawn);
}

/** Whether a run is under way, so that "from now on" and "from the start" differ. */
export function isUnderWay(): boolean {
  const { status } = usePlayback.getState();
  return playheadUs() > 0 && (status === "ready" || status === "loading");
}

/**
 * Changes a setting of a node (undefined: back to its initial value). `since` counts where the setting can change
 * during a run and one is under way; everything else holds from the start.
 */
export function changeSetting(
  nodeId: string,
  name: string,
  value: ConfigValue | undefined,
  since: Since,
): void {
  const node = edits.nodeOf(currentScenario(), nodeId);
  if (node === undefined) return;
  const field = fieldOf(node, name);
  if (field?.live !== undefined && since === "now" && isUnderWay()) {
    return changeFromNow(node, name, field, field.live, value ?? field.initial);
  }
  const before = useScenario.getState().revision;
  setConfig(nodeId, name, value);
  noteReplay(before, nodeId, name, overruledText(nodeId, name));
}

/** Changes a setting of the whole run, which holds from the start. */
export function changeRunSetting(name: string, value: ConfigValue | undefined): void {
  const before = useScenario.getState().revision;
  setRunSetting(name, value);
  noteReplay(before, "", name);
}

/** Changes the seed: another run from the start. */
export function changeSeed(seed: string): void {
  const before = useScenario.getState().revision;
  setSeed(seed);
  noteReplay(before, "", "seed");
}

function changeFromNow(
  node: ScenarioNode,
  name: string,
  field: Field,
  live: LiveChange,
  value: ConfigValue,
): void {
  const scenario = currentScenario();
  const atUs = playheadUs();
  const drawn = node.config[name] ?? field.initial;
  const given = live.as === "factor" ? Number(value) / Number(drawn) : value;
  const fault = faults[live.fault];
  const setting = fault?.fields[live.setting];
  if (fault === undefined || setting === undefined) return;
  const problem = judge(setting, given, live.setting);
  if (problem !== null) return tell(`${problem.says} Change it from the start instead.`, "error");
  const changes = changesOf(scenario, node, live);
  const here = changes.find(({ atMs }) => micros(atMs) > atUs && micros(atMs) <= atUs + SAME_MOMENT_US);
  const past = changes.findLast(({ atMs }) => micros(atMs) <= atUs);
  const was = past === undefined ? drawn : valueBy(past, live, drawn);
  const at = secondText(atUs);
  const what = `${field.label} of ${thingText(scenario, node.id)} from ${at}`;
  const before = useScenario.getState().revision;
  // A step's label tells what the whole gesture has done: several presses of a key are one change.
  const label = (from: Scenario, to: Scenario): string => {
    const of = (one: Scenario) => valueAt(one, node, name, atUs) ?? field.initial;
    return settingStep(what, field, of(from), of(to));
  };
  const change = (now: Scenario): Scenario => {
    const rest = here === undefined ? now : edits.removeIntervention(now, here.id);
    if (value === was) return rest;
    return edits.addIntervention(rest, {
      id: here?.id ?? edits.nextId(now, live.fault),
      atMs: here?.atMs ?? interventionMs(),
      kind: live.fault,
      target: node.id,
      config: { ...initialConfig(fault.fields), [live.setting]: given },
    });
  };
  edit(label, change, { gesture: `live ${node.id} ${name}` });
  const text =
    value === was
      ? `${valueText(field, value)} as before: the change at ${at} is taken back.`
      : `${valueText(field, value)} from ${at} on, as an intervention; until then ${valueText(field, was)}.`;
  say(before, node.id, name, text);
}

/** Where the document's new value does not show, since an intervention has set another since. */
function overruledText(nodeId: string, name: string): string {
  const scenario = currentScenario();
  const node = edits.nodeOf(scenario, nodeId);
  const field = node === undefined ? undefined : fieldOf(node, name);
  if (node === undefined || field?.live === undefined) return "";
  const drawn = node.config[name] ?? field.initial;
  const last = changesOf(scenario, node, field.live).findLast(({ atMs }) => micros(atMs) <= playheadUs());
  if (last === undefined) return "";
  const now = valueText(field, valueBy(last, field.live, drawn));
  return ` Since ${secondText(micros(last.atMs))} it is ${now} by an intervention.`;
}

function noteReplay(before: number, nodeId: string, field: string, more = ""): void {
  if (!isUnderWay()) return;
  const at = secondText(playheadUs());
  say(before, nodeId, field, `Changed from the start: the run is replayed to ${at}.${more}`);
}

/** Puts the sentence at its field and into the ears, if the document was changed at all. */
function say(before: number, nodeId: string, field: string, text: string): void {
  const { revision, scenario, undoLabel } = useScenario.getState();
  if (revision === before) return;
  useSettingNote.setState({ note: { nodeId, field, text, step: undoLabel, scenario } });
  announce(text);
}
