/** What a person does with subjects and their versions, as steps that can be undone. */
import type { Scenario, SchemaSubject } from "#scenario/document.ts";
import { nextId, setConfig } from "#scenario/edits.ts";
import { Limits } from "#scenario/limits.ts";
import * as subjects from "#scenario/subjects.ts";
import type { FormatName } from "#schema/format.ts";
import { applyEdits, type TextEdit } from "#schema/text-range.ts";
import { announce } from "./announce.ts";
import { currentScenario, edit, endGesture, redo, undo, useScenario } from "./scenario-store.ts";
import { starterText } from "./schema-starters.ts";
import { showSubject } from "./schemas-store.ts";
import { tell } from "./toasts.ts";

/** Labels of steps made here: what the text's own undo may take back. */
const steps = new Set<string>();

function step(label: string, change: (scenario: Scenario) => Scenario, gesture?: string): boolean {
  steps.add(label);
  const before = currentScenario();
  edit(label, change, { gesture });
  return currentScenario() !== before;
}

function subjectNamed(id: string): SchemaSubject | undefined {
  return subjects.subjectOf(currentScenario(), id);
}

const nameOf = (id: string): string => subjectNamed(id)?.name ?? id;

/** What a new subject is made of. */
export interface NewSubject {
  readonly name: string;
  readonly format: FormatName;
  /** Its first version; a small record where missing. */
  readonly text?: string | undefined;
  /** The topic's setting that names it from then on. */
  readonly attachTo?:
    | { readonly nodeId: string; readonly setting: "valueSubject" | "keySubject" }
    | undefined;
}

/** Adds a subject with one version and shows it; answers its id, "" where there is no room or nothing may be changed. */
export function createSubject({ name, format, text, attachTo }: NewSubject): string {
  const scenario = currentScenario();
  if (scenario.subjects.length >= Limits.subjects) {
    tell(`A scenario holds ${Limits.subjects} schemas at most.`, "error");
    return "";
  }
  const id = nextId(scenario, "subject");
  const versions = [{ text: text ?? starterText(format, name) }];
  const isDone = step(`Add the schema ${name}`, (before) => {
    const added = subjects.addSubject(before, { id, name, format, mode: "", versions });
    return attachTo === undefined ? added : setConfig(added, attachTo.nodeId, attachTo.setting, id);
  });
  if (!isDone) return "";
  showSubject(id);
  announce(`Schema ${nameOf(id)} added.`);
  return id;
}

/** Names a subject. Typing on is the same step. */
export function renameSubject(id: string, name: string): void {
  step(`Rename the schema ${nameOf(id)}`, (before) => subjects.renameSubject(before, id, name), `name ${id}`);
}

/** Removes a subject with all its versions; topics that named it have none from then on. */
export function deleteSubject(id: string): void {
  const name = nameOf(id);
  if (step(`Delete the schema ${name}`, (before) => subjects.removeSubject(before, id))) {
    announce(`Schema ${name} deleted.`);
  }
}

/** Sets the compatibility mode by the profile's name of it; "" is the registry's. */
export function setMode(id: string, mode: string): void {
  step(`Compatibility mode of ${nameOf(id)}`, (before) => subjects.setSubjectMode(before, id, mode));
}

/** Adds a version with the newest one's text, or `text`, and shows it; answers its number, 0 where there is no room. */
export function createVersion(id: string, text?: string): number {
  const subject = subjectNamed(id);
  if (subject === undefined) return 0;
  if (subject.versions.length >= Limits.versions) {
    tell(`A schema holds ${Limits.versions} versions at most.`, "error");
    return 0;
  }
  const number = subject.versions.length + 1;
  const label = `Add v${number} of ${subject.name}`;
  const added = text ?? subject.versions.at(-1)?.text ?? "";
  if (!step(label, (before) => subjects.addVersion(before, id, added))) return 0;
  showSubject(id, number);
  announce(`Version ${number} of ${subject.name} added.`);
  return number;
}

/** Removes a version (from 1); later ones move up. */
export function deleteVersion(id: string, version: number): void {
  const name = nameOf(id);
  if (!step(`Delete v${version} of ${name}`, (before) => subjects.removeVersion(before, id, version))) return;
  const left = subjectNamed(id)?.versions.length ?? 0;
  showSubject(id, Math.min(version, left));
  announce(`Version ${version} of ${name} deleted.`);
}

/** Sets what a version says. Typing on is the same step until `endTyping`. */
export function writeVersion(id: string, version: number, text: string): void {
  if (text.length > Limits.schemaLength) {
    tell(`A schema has ${Limits.schemaLength / 1_024} kB at most: the end of the text was cut.`, "error");
  }
  const label = `Write v${version} of ${nameOf(id)}`;
  step(label, (before) => subjects.changeVersionText(before, id, version, text), `schema ${id}/${version}`);
}

/** What is typed next is a step of its own. */
export function endTyping(): void {
  endGesture();
}

/** Does a fix in a version's text, as a step of its own. The edits belong to `text`; nothing happens if it has changed. */
export function applyFix(
  id: string,
  version: number,
  title: string,
  text: string,
  edits: readonly TextEdit[],
): void {
  if (subjectNamed(id)?.versions[version - 1]?.text !== text)
    return tell("The text has changed since. Try again.");
  endGesture();
  const mended = applyEdits(text, edits);
  if (step(title, (before) => subjects.changeVersionText(before, id, version, mended)))
    announce(`${title}: done.`);
}

/** Undo from within a text: takes back a step of the schemas; one of something out of sight stays, and it says so. */
export function undoInText(): void {
  const { undoLabel } = useScenario.getState();
  if (undoLabel === null) return;
  if (steps.has(undoLabel)) return undo();
  tell(`The step before was not in a schema: ${undoLabel}. Undo it outside the text.`);
}

/** Redo from within a text. */
export function redoInText(): void {
  const { redoLabel } = useScenario.getState();
  if (redoLabel !== null && steps.has(redoLabel)) redo();
}
