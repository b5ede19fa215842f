/**
 * Subjects of the schema registry: the versions of a schema, and their edits (see `edits.ts` for the rules of edits).
 * Nothing here reads a schema: an ill-formed text is kept like any other, and `sim/judge.ts` says so.
 *
 * Whatever names a subject by id is a setting called `valueSubject` or `keySubject` (topics), the setting `subject` of
 * an intervention, or a reference of another schema.
 */
import type {
  Config,
  Intervention,
  Scenario,
  ScenarioNode,
  SchemaReference,
  SchemaSubject,
  SchemaVersion,
} from "./document.ts";
import { NAME_LENGTH_MAX } from "./edits.ts";
import { Limits } from "./limits.ts";
import { cleanName, cleanText } from "./texts.ts";

/** Settings of nodes that name a subject. */
const SUBJECT_SETTINGS: readonly string[] = ["valueSubject", "keySubject"];

/** The subject with this id. */
export function subjectOf(scenario: Scenario, id: string): SchemaSubject | undefined {
  return scenario.subjects.find((subject) => subject.id === id);
}

/** The first of `wanted`, `wanted-2`, `wanted-3` … that no subject but `exceptId` bears. */
export function uniqueSubjectName(scenario: Scenario, wanted: string, exceptId?: string): string {
  const taken = new Set(scenario.subjects.filter(({ id }) => id !== exceptId).map(({ name }) => name));
  const base = cleanName(wanted, NAME_LENGTH_MAX - 6) || "unnamed";
  const whole = cleanName(wanted, NAME_LENGTH_MAX) || "unnamed";
  if (!taken.has(whole)) return whole;
  let count = 2;
  while (taken.has(`${base}-${count}`)) count += 1;
  return `${base}-${count}`;
}

/** Adds a subject; its name gets a number if another bears it. Where a document holds no more, nothing changes. */
export function addSubject(scenario: Scenario, subject: SchemaSubject): Scenario {
  if (scenario.subjects.length >= Limits.subjects) return scenario;
  const added: SchemaSubject = {
    ...subject,
    name: uniqueSubjectName(scenario, subject.name),
    versions: subject.versions.slice(0, Limits.versions).map(withCleanText),
  };
  return { ...scenario, subjects: [...scenario.subjects, added] };
}

/** Renames a subject; a name that another bears gets a number. An empty name changes nothing. */
export function renameSubject(scenario: Scenario, id: string, name: string): Scenario {
  if (cleanName(name, NAME_LENGTH_MAX) === "") return scenario;
  const unique = uniqueSubjectName(scenario, name, id);
  return changeSubject(scenario, id, (subject) =>
    subject.name === unique ? subject : { ...subject, name: unique },
  );
}

/** Removes a subject, and with it what names it: settings of topics, interventions, references of other schemas. */
export function removeSubject(scenario: Scenario, id: string): Scenario {
  if (subjectOf(scenario, id) === undefined) return scenario;
  const rest = changeReferences(
    { ...scenario, subjects: scenario.subjects.filter((subject) => subject.id !== id) },
    (reference) => (reference.subject === id ? null : reference),
  );
  return {
    ...rest,
    nodes: mapped(rest.nodes, (node) => withoutSubject(node, id)),
    interventions: mapped(rest.interventions, (each) => (each.config["subject"] === id ? null : each)),
  };
}

/** Sets the compatibility mode; "" is the registry's default. */
export function setSubjectMode(scenario: Scenario, id: string, mode: string): Scenario {
  return changeSubject(scenario, id, (subject) => (subject.mode === mode ? subject : { ...subject, mode }));
}

/** Adds a version after the last one, with the references that that one has. A full subject stays as it is. */
export function addVersion(scenario: Scenario, id: string, text: string): Scenario {
  return changeSubject(scenario, id, (subject) => {
    if (subject.versions.length >= Limits.versions) return subject;
    const references = subject.versions.at(-1)?.references;
    const added = withCleanText({ text, ...(references === undefined ? {} : { references }) });
    return { ...subject, versions: [...subject.versions, added] };
  });
}

/** Sets a version's text (`version` from 1); what is longer than a text may be is cut. */
export function changeVersionText(scenario: Scenario, id: string, version: number, text: string): Scenario {
  const kept = cleanText(text, Limits.schemaLength);
  return changeVersion(scenario, id, version, (old) => (old.text === kept ? old : { ...old, text: kept }));
}

/**
 * Removes a version (from 1). The later ones move up by one, and with them references and interventions that name them;
 * those that name the removed one go. Versions that services and groups use are left as they are: they may use several
 * subjects.
 */
export function removeVersion(scenario: Scenario, id: string, version: number): Scenario {
  const subject = subjectOf(scenario, id);
  if (subject === undefined || subject.versions[version - 1] === undefined) return scenario;
  const versions = subject.versions.toSpliced(version - 1, 1);
  const shorter = changeSubject(scenario, id, (old) => ({ ...old, versions }));
  const rest = changeReferences(shorter, (reference) => {
    if (reference.subject !== id || reference.version < version) return reference;
    return reference.version === version ? null : { ...reference, version: reference.version - 1 };
  });
  const interventions = mapped(rest.interventions, (each): Intervention | null => {
    const named = each.config["version"];
    if (each.config["subject"] !== id || typeof named !== "number" || named < version) return each;
    return named === version ? null : { ...each, config: { ...each.config, version: named - 1 } };
  });
  return interventions === rest.interventions ? rest : { ...rest, interventions };
}

/** Sets what a version (from 1) refers to; none takes the list out. */
export function setReferences(
  scenario: Scenario,
  id: string,
  version: number,
  references: readonly SchemaReference[],
): Scenario {
  return changeVersion(scenario, id, version, (old) => {
    const { references: before, ...rest } = old;
    if (references.length === 0) return before === undefined ? old : rest;
    return { ...rest, references: references.slice(0, Limits.references) };
  });
}

/** Ids of the subjects that nodes name, with all that those refer to, in the order of the document. */
export function subjectsOfNodes(
  scenario: { readonly subjects: readonly SchemaSubject[] },
  nodes: readonly ScenarioNode[],
): readonly SchemaSubject[] {
  const named = new Set<string>();
  const open = nodes.flatMap(({ config }) => SUBJECT_SETTINGS.map((setting) => config[setting]));
  while (open.length > 0) {
    const id = open.pop();
    if (typeof id !== "string" || named.has(id)) continue;
    const subject = scenario.subjects.find((each) => each.id === id);
    if (subject === undefined) continue;
    named.add(id);
    for (const { references = [] } of subject.versions) open.push(...references.map((each) => each.subject));
  }
  return scenario.subjects.filter(({ id }) => named.has(id));
}

/** A node whose settings name other subjects, by `idOf`. */
export function withSubjects(node: ScenarioNode, idOf: (id: string) => string): ScenarioNode {
  let { config } = node;
  for (const setting of SUBJECT_SETTINGS) {
    const id = config[setting];
    if (typeof id === "string" && id !== "" && idOf(id) !== id) config = { ...config, [setting]: idOf(id) };
  }
  return config === node.config ? node : { ...node, config };
}

/** A subject whose references name other subjects, by `idOf`. */
export function withReferences(subject: SchemaSubject, idOf: (id: string) => string): SchemaSubject {
  return changedReferences(subject, (reference) => ({ ...reference, subject: idOf(reference.subject) }));
}

function withCleanText(version: SchemaVersion): SchemaVersion {
  return { ...version, text: cleanText(version.text, Limits.schemaLength) };
}

function withoutSubject(node: ScenarioNode, id: string): ScenarioNode {
  if (!SUBJECT_SETTINGS.some((setting) => node.config[setting] === id)) return node;
  const config: Config = Object.fromEntries(
    Object.entries(node.config).filter(([name, value]) => !SUBJECT_SETTINGS.includes(name) || value !== id),
  );
  return { ...node, config };
}

/** The same list if nothing changes; null takes an item out. */
function mapped<T>(list: readonly T[], change: (item: T) => T | null): readonly T[] {
  let isChanged = false;
  const next = list.flatMap((item) => {
    const now = change(item);
    if (now !== item) isChanged = true;
    return now === null ? [] : [now];
  });
  return isChanged ? next : list;
}

function changeReferences(
  scenario: Scenario,
  change: (reference: SchemaReference) => SchemaReference | null,
): Scenario {
  const subjects = mapped(scenario.subjects, (subject) => changedReferences(subject, change));
  return subjects === scenario.subjects ? scenario : { ...scenario, subjects };
}

function changedReferences(
  subject: SchemaSubject,
  change: (reference: SchemaReference) => SchemaReference | null,
): SchemaSubject {
  const versions = mapped(subject.versions, (version) => {
    const { references, ...rest } = version;
    if (references === undefined) return version;
    const next = mapped(references, change);
    if (next === references) return version;
    return next.length === 0 ? rest : { ...rest, references: next };
  });
  return versions === subject.versions ? subject : { ...subject, versions };
}

function changeVersion(
  scenario: Scenario,
  id: string,
  version: number,
  change: (version: SchemaVersion) => SchemaVersion,
): Scenario {
  return changeSubject(scenario, id, (subject) => {
    const old = subject.versions[version - 1];
    if (old === undefined) return subject;
    const next = change(old);
    return next === old ? subject : { ...subject, versions: subject.versions.with(version - 1, next) };
  });
}

function changeSubject(
  scenario: Scenario,
  id: string,
  change: (subject: SchemaSubject) => SchemaSubject,
): Scenario {
  const at = scenario.subjects.findIndex((subject) => subject.id === id);
  const subject = scenario.subjects[at];
  if (subject === undefined) return scenario;
  const next = change(subject);
  return next === subject ? scenario : { ...scenario, subjects: scenario.subjects.with(at, next) };
}
