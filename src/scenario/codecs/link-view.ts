/**
 * What a link says besides the scenario: where to look. Every field is optional, and one that cannot be read is left
 * out and listed: the scenario is what matters.
 */
import type { Problem } from "#base/result.ts";
import type { Micros } from "#base/units.ts";
import { canonicalJson } from "#scenario/canonical.ts";
import type { Scenario } from "#scenario/document.ts";
import { Limits } from "#scenario/limits.ts";
import { isJsonObject } from "#scenario/migrations/migration.ts";
import { below } from "#scenario/path.ts";
import { HIDDEN_IN_TEXTS } from "#scenario/texts.ts";
import { capped } from "#scenario/shape-fields.ts";
import { found } from "#scenario/shown.ts";

/** Drawers that a link may open. */
export const LINK_DRAWERS = [
  "charts",
  "log",
  "explained",
  "messages",
  "group",
  "partition",
  "protocol",
] as const;

/** Where the sender was looking. */
export interface LinkView {
  /** The moment on screen, in simulated µs; absent: from the start. */
  readonly atUs?: Micros;
  /** Ids of the selected nodes, wires, notes or frames. */
  readonly selected?: readonly string[];
  /** The open tab of the drawer. */
  readonly drawer?: (typeof LINK_DRAWERS)[number];
  /** What the sender wants to say, plain text. */
  readonly note?: string;
}

/** Longest note of a sender. */
export const NOTE_LENGTH_MAX = 1_000;

const AT_US_MAX = Limits.atMs * 1_000;
/** Nodes, wires, notes and frames together. */
const SELECTED_MAX = Limits.nodes + Limits.wires + Limits.notes + Limits.frames;

/** The view as one line of canonical JSON; equal views give equal lines, in whatever order things were selected. */
export function viewText(view: LinkView): string {
  const selected = view.selected === undefined ? undefined : [...new Set(view.selected)].sort();
  const note = view.note === undefined ? undefined : shownNote(view.note).slice(0, NOTE_LENGTH_MAX);
  return canonicalJson({
    atUs: view.atUs === undefined ? undefined : Math.min(AT_US_MAX, Math.max(0, Math.round(view.atUs))),
    selected: selected?.length === 0 ? undefined : selected,
    drawer: view.drawer,
    note: note === "" ? undefined : note,
  });
}

function shownNote(note: string): string {
  return note.replaceAll(HIDDEN_IN_TEXTS, "").trim();
}

/** Reads what `viewText` wrote or somebody else; the paths of what had to be left out begin with "link". */
export function readView(
  raw: unknown,
  scenario: Scenario,
): { readonly view: LinkView; readonly repairs: readonly Problem[] } {
  const repairs: Problem[] = [];
  const leaveOut = (path: string, says: string): undefined => {
    repairs.push({
      code: "repaired-link",
      path,
      says: `${says}; it was left out.`,
      tryThis: "The scenario is whole; ask the sender what was meant.",
    });
    return undefined;
  };
  if (!isJsonObject(raw)) {
    leaveOut("link", `What the link says about where to look is ${found(raw)}, must be an object`);
    return { view: {}, repairs };
  }
  for (const name of Object.keys(raw)) {
    if (["atUs", "selected", "drawer", "note"].includes(name)) continue;
    leaveOut(below("link", name), `${found(name)} is nothing that this version knows`);
  }
  const atUs = readMoment(raw["atUs"], leaveOut);
  const selected = readSelected(raw["selected"], scenario, leaveOut);
  const drawer = readDrawer(raw["drawer"], leaveOut);
  const note = readNote(raw["note"], leaveOut);
  const view: LinkView = {
    ...(atUs === undefined ? {} : { atUs }),
    ...(selected === undefined ? {} : { selected }),
    ...(drawer === undefined ? {} : { drawer }),
    ...(note === undefined ? {} : { note }),
  };
  return { view, repairs: capped(repairs) };
}

type LeaveOut = (path: string, says: string) => undefined;

function readMoment(raw: unknown, leaveOut: LeaveOut): Micros | undefined {
  if (raw === undefined) return undefined;
  if (Number.isSafeInteger(raw) && (raw as number) >= 0 && (raw as number) <= AT_US_MAX) return raw as number;
  return leaveOut(
    "link.atUs",
    `The moment is ${found(raw)}, must be a whole number of µs from 0 to ${AT_US_MAX}`,
  );
}

function readSelected(raw: unknown, scenario: Scenario, leaveOut: LeaveOut): readonly string[] | undefined {
  if (raw === undefined) return undefined;
  if (!Array.isArray(raw) || raw.length > SELECTED_MAX) {
    return leaveOut(
      "link.selected",
      `The selection is ${found(raw)}, must be a list of at most ${SELECTED_MAX} ids`,
    );
  }
  const known = new Set(
    [scenario.nodes, scenario.wires, scenario.notes, scenario.frames].flatMap((list) =>
      list.map(({ id }) => id),
    ),
  );
  const selected = raw.filter((id: unknown, i): id is string => {
    if (typeof id === "string" && known.has(id)) return true;
    leaveOut(below("link.selected", i), `Selected is ${found(id)}, which is not in the scenario`);
    return false;
  });
  return selected.length === 0 ? undefined : selected;
}

function readDrawer(raw: unknown, leaveOut: LeaveOut): LinkView["drawer"] {
  if (raw === undefined) return undefined;
  return (
    LINK_DRAWERS.find((drawer) => drawer === raw) ??
    leaveOut("link.drawer", `The drawer is ${found(raw)}, must be one of ${LINK_DRAWERS.join(", ")}`)
  );
}

function readNote(raw: unknown, leaveOut: LeaveOut): string | undefined {
  if (raw === undefined) return undefined;
  if (typeof raw !== "string" || raw.length > NOTE_LENGTH_MAX) {
    const what = typeof raw === "string" ? `${raw.length} characters long` : found(raw);
    return leaveOut("link.note", `The note is ${what}, must be a text of at most ${NOTE_LENGTH_MAX}`);
  }
  const shown = shownNote(raw);
  if (shown !== raw) leaveOut("link.note", "The note has characters that do not show");
  return shown === "" ? undefined : shown;
}
