/**
 * What is copied from one drawing into another: nodes with the groups of copied services, the wires between them,
 * notes, frames, and the schemas of copied topics. As text it goes over the system's clipboard, where anything may come from; so it is read by the
 * same reader as documents. Interventions and invariants stay behind: they belong to a run.
 */
import { ok, refused, type Problem, type Result } from "#base/result.ts";
import { admit, BYTES_MAX } from "./admit.ts";
import { canonicalJson } from "./canonical.ts";
import {
  FORMAT,
  type CanvasFrame,
  type Note,
  type Position,
  type Scenario,
  type ScenarioNode,
  type ScenarioWire,
  type SchemaSubject,
} from "./document.ts";
import { addNode, freshIds, uniqueName } from "./edits.ts";
import { scanJson } from "./json-scan.ts";
import { ID_PATTERN, Limits, withinCanvas } from "./limits.ts";
import { isJsonObject } from "./migrations/migration.ts";
import { addSubject, subjectsOfNodes, withReferences, withSubjects } from "./subjects.ts";

/** The field that says what the text is; its value is the version. */
const MARK = "eventyard/clipboard";
const VERSION = 1;
/** The mark stands first in what we write; a text without it here is somebody else's. */
const MARK_WITHIN = 200;
/** How a refusal names the text. */
const NAME = "The clipboard";

/** A piece of a drawing. Wires lead from its nodes to its nodes, groups have their service in it. */
export interface Clip {
  readonly nodes: readonly ScenarioNode[];
  readonly wires: readonly ScenarioWire[];
  readonly notes: readonly Note[];
  readonly frames: readonly CanvasFrame[];
  /** Those that its nodes name, with what they refer to. */
  readonly subjects: readonly SchemaSubject[];
}

/**
 * The ids that are copied when these are: a group goes with its service and a service with its groups, since neither
 * is of use without the other.
 */
export function copiedIds(scenario: Scenario, ids: Iterable<string>): Set<string> {
  const copied = new Set(ids);
  const nodes = new Set(scenario.nodes.map(({ id }) => id));
  for (const node of scenario.nodes) {
    const service = serviceOf(node);
    if (copied.has(node.id) && service !== null && nodes.has(service)) copied.add(service);
  }
  for (const node of scenario.nodes) {
    const service = serviceOf(node);
    if (service !== null && copied.has(service)) copied.add(node.id);
  }
  return copied;
}

/** The piece of the drawing that these ids are. `places`: where nodes stand whose document gives no place. */
export function clipOf(
  scenario: Scenario,
  ids: Iterable<string>,
  places: ReadonlyMap<string, Position> = new Map(),
): Clip {
  const copied = copiedIds(scenario, ids);
  const has = ({ id }: { readonly id: string }): boolean => copied.has(id);
  const nodes = scenario.nodes.filter(has);
  return {
    nodes: nodes.map((node) => {
      const place = node.position ?? places.get(node.id);
      return place === undefined ? node : { ...node, position: { x: place.x, y: place.y } };
    }),
    wires: scenario.wires.filter(({ from, to }) => copied.has(from) && copied.has(to)),
    notes: scenario.notes.filter(has),
    frames: scenario.frames.filter(has),
    subjects: subjectsOfNodes(scenario, nodes),
  };
}

/** Whether there is nothing in it. */
export function isEmptyClip({ nodes, notes, frames }: Clip): boolean {
  return nodes.length + notes.length + frames.length === 0;
}

/** The text for the clipboard: JSON on one line. */
export function clipText(clip: Clip): string {
  const lists = Object.entries(clip).filter(([, list]) => Array.isArray(list) && list.length > 0);
  return `{"${MARK}":${VERSION},${canonicalJson(Object.fromEntries(lists)).slice(1)}`;
}

/** What a text of the clipboard holds; null where it is none of ours, so that others may look at it. */
export function readClip(text: string): Result<Clip> | null {
  const start = text.slice(0, MARK_WITHIN).trimStart();
  if (!start.startsWith("{") || !start.includes(`"${MARK}"`)) return null;
  // Before anything reads it; the door has the words for it.
  if (text.length > BYTES_MAX) return asClip(admit(text, { name: NAME }));
  const scanned = scanJson(text);
  if (scanned.length > 0) return refused(scanned);
  const raw: unknown = JSON.parse(text);
  if (!isJsonObject(raw) || !Object.hasOwn(raw, MARK)) return null;
  const version = raw[MARK];
  if (version !== VERSION) return refused([otherVersion(version)]);
  const { nodes = [], wires = [], notes = [], frames = [], subjects = [] } = raw;
  const document = { format: FORMAT, nodes, wires, notes, frames, subjects };
  return asClip(admit(JSON.stringify(document), { name: NAME }));
}

function asClip(result: Result<Scenario>): Result<Clip> {
  if (!result.ok) return result;
  const { value } = result;
  const known = new Set(value.nodes.map(({ id }) => id));
  // A group whose service did not come along would be nobody's.
  const kept = value.nodes.filter((node) => known.has(serviceOf(node) ?? node.id));
  const ids = new Set(kept.map(({ id }) => id));
  const clip: Clip = {
    nodes: kept,
    wires: value.wires.filter(({ from, to }) => ids.has(from) && ids.has(to)),
    notes: value.notes,
    frames: value.frames,
    subjects: subjectsOfNodes(value, kept),
  };
  return isEmptyClip(clip) ? refused([nothing()]) : ok(clip, result.warnings);
}

function otherVersion(version: unknown): Problem {
  const isNewer = typeof version === "number" && version > VERSION;
  return {
    code: isNewer ? "newer-format" : "unknown-format",
    path: MARK,
    says: isNewer
      ? `The clipboard was filled by a newer version (${version}), this one reads ${VERSION}.`
      : "The clipboard does not say in which version it was filled.",
    tryThis: "Copy it again from this version.",
  };
}

function nothing(): Problem {
  return {
    code: "empty",
    path: "",
    says: "There is nothing in the clipboard that can be pasted.",
    tryThis: "Select something on a canvas and copy it again.",
  };
}

/** What would grow beyond what a document may hold, as a sentence; null if it all fits. */
export function roomProblem(scenario: Scenario, clip: Clip): string | null {
  for (const list of ["nodes", "wires", "notes", "frames"] as const) {
    const count = scenario[list].length + clip[list].length;
    if (count > Limits[list]) {
      return `That would make ${count} ${list}; a scenario holds ${Limits[list]} at most.`;
    }
  }
  const fresh = clip.subjects.filter((subject) => sameSubject(scenario, subject) === undefined).length;
  if (fresh > 0 && scenario.subjects.length + fresh > Limits.subjects) {
    return `That would make ${scenario.subjects.length + fresh} subjects; a scenario holds ${Limits.subjects} at most.`;
  }
  return null;
}

/** A clip's things in a document, and the id that each of the clip's nodes, notes and frames bears there. */
export interface Inserted {
  readonly scenario: Scenario;
  readonly ids: ReadonlyMap<string, string>;
}

/** Puts a clip into a document, moved by `by`: new ids for everything, names that no other node bears. */
export function insertClip(scenario: Scenario, clip: Clip, by: Position): Inserted {
  const newId = freshIds(scenario);
  const ids = new Map<string, string>();
  for (const node of clip.nodes) ids.set(node.id, newId(prefixOf(node.kind)));
  for (const note of clip.notes) ids.set(note.id, newId("note"));
  for (const frame of clip.frames) ids.set(frame.id, newId("frame"));
  const idOf = (id: string): string => ids.get(id) ?? id;
  const { scenario: withSchemas, idOf: subjectIdOf } = insertSubjects(scenario, clip.subjects, newId);
  let after = withSchemas;
  for (const node of clip.nodes) {
    const service = serviceOf(node);
    const config = service === null ? node.config : { ...node.config, service: idOf(service) };
    const copy = {
      ...withSubjects({ ...node, config }, subjectIdOf),
      id: idOf(node.id),
      name: uniqueName(after, node.name),
    };
    after = addNode(after, { ...copy, ...movedBy(node.position, by) });
  }
  const wires = clip.wires.map((wire) => ({
    ...wire,
    id: newId("wire"),
    from: idOf(wire.from),
    to: idOf(wire.to),
  }));
  // One that stood in a description only gets a place, or nobody would see what was pasted.
  const notes = clip.notes.map((note) => ({
    ...note,
    id: idOf(note.id),
    position: moved(note.position ?? { x: 0, y: 0 }, by),
  }));
  const frames = clip.frames.map((frame) => ({
    ...frame,
    id: idOf(frame.id),
    position: moved(frame.position, by),
  }));
  return {
    scenario: {
      ...after,
      wires: wires.length === 0 ? after.wires : [...after.wires, ...wires],
      notes: notes.length === 0 ? after.notes : [...after.notes, ...notes],
      frames: frames.length === 0 ? after.frames : [...after.frames, ...frames],
    },
    ids,
  };
}

/** The document's own subject that says the same: a copy within a document shares its schema, as topics do. */
function sameSubject(scenario: Scenario, subject: SchemaSubject): SchemaSubject | undefined {
  const text = canonicalJson({ ...subject, id: "" });
  return scenario.subjects.find(
    (own) => own.name === subject.name && canonicalJson({ ...own, id: "" }) === text,
  );
}

/** Adds the subjects that the document does not have, under ids and names of their own. */
function insertSubjects(
  scenario: Scenario,
  subjects: readonly SchemaSubject[],
  newId: (prefix: string) => string,
): { readonly scenario: Scenario; readonly idOf: (id: string) => string } {
  const ids = new Map<string, string>();
  const idOf = (id: string): string => ids.get(id) ?? id;
  const fresh = subjects.filter((subject) => {
    const same = sameSubject(scenario, subject);
    ids.set(subject.id, same?.id ?? newId("subject"));
    return same === undefined;
  });
  let after = scenario;
  for (const subject of fresh) {
    after = addSubject(after, { ...withReferences(subject, idOf), id: idOf(subject.id) });
  }
  return { scenario: after, idOf };
}

/** The service that a consumer group belongs to; null for everything else. */
function serviceOf(node: ScenarioNode): string | null {
  const service = node.config["service"];
  return node.kind === "consumer-group" && typeof service === "string" ? service : null;
}

const ID = new RegExp(ID_PATTERN);

/** Kinds that nobody knows may be called anything; ids may not. */
function prefixOf(kind: string): string {
  return ID.test(kind) && kind.length < Limits.idLength / 2 ? kind : "node";
}

function movedBy(position: Position | undefined, by: Position): { readonly position?: Position } {
  return position === undefined ? {} : { position: moved(position, by) };
}

function moved({ x, y }: Position, by: Position): Position {
  return withinCanvas({ x: x + by.x, y: y + by.y });
}
