/**
 * The document that people draw, save, send and replay. Plain readonly data; every edit makes a new one.
 * It does not know the node kinds: a node is `{ kind, config }` and `sim/compile.ts` judges it, so that a kind
 * which this version does not know survives load and save.
 */

/** The format that this version writes. Older ones are brought up by `migrations/`. */
export const FORMAT = "eventyard/1";

/** A value of one setting; its meaning stands in the kind's field description (`fields.ts`). */
export type ConfigValue = number | string | boolean;

/** Settings by field name. Missing ones take the field's initial value. */
export type Config = Readonly<Record<string, ConfigValue>>;

/** Something that stands on the canvas. */
export interface ScenarioNode {
  /** Stable and unique in the document; starts with a letter. Random streams hang on it, names do not. */
  readonly id: string;
  readonly kind: string;
  /** What people read and what the command line reports by. Unique among nodes of the document. */
  readonly name: string;
  readonly config: Config;
  /** Canvas units, top left corner. A consumer group is drawn inside its service and needs none. */
  readonly position?: Position | undefined;
}

/** A point on the canvas in canvas units (pixels at zoom 1). */
export interface Position {
  readonly x: number;
  readonly y: number;
}

/**
 * A connection. `kind` is one of
 * - `publishes`: service to topic;
 * - `consumes`: topic to consumer group;
 * - `dead-letters`: consumer group to dead letter queue;
 * - `retries`: consumer group to topic, where failed messages wait for a later attempt.
 */
export interface ScenarioWire {
  readonly id: string;
  readonly kind: string;
  readonly from: string;
  readonly to: string;
}

/** What a person does during a run, as a timed line of the document: a run is a pure function of (scenario, seed). */
export interface Intervention {
  readonly id: string;
  /** Simulated milliseconds from the start; 0 or more, in steps of 0.001. */
  readonly atMs: number;
  /** A fault of `sim/faults/`, e.g. `crash`, `scale`, `poison-next`. */
  readonly kind: string;
  /** Id of the node that it happens to. */
  readonly target: string;
  /** The fault's own settings, e.g. `{ "instance": 1 }` or `{ "instances": 4 }`. */
  readonly config: Config;
}

/** How large something is drawn, in canvas units. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A text that stands on the canvas, or, without a position, in the scenario's description. */
export interface Note {
  readonly id: string;
  /** Plain text with lines. */
  readonly text: string;
  /** Canvas units, top left corner. */
  readonly position?: Position | undefined;
  /** As somebody pulled it; without one it is as large as `notes.ts` says. */
  readonly size?: Size | undefined;
}

/** A labelled rectangle behind the nodes, which takes along what lies wholly inside. The run knows nothing of it. */
export interface CanvasFrame {
  readonly id: string;
  /** Its label; several frames may bear the same. */
  readonly name: string;
  /** Canvas units, top left corner. */
  readonly position: Position;
  readonly size: Size;
}

/** One thing worth looking at, shown beside the gallery entry and at its moment on the timeline. */
export interface LookAt {
  readonly atMs: number;
  readonly text: string;
}

/** What a schema's text refers to: another subject of the document, in one version. */
export interface SchemaReference {
  /** As the text says it: Avro's full type name, Protobuf's import path, JSON Schema's $ref URL. */
  readonly name: string;
  /** Id of a subject. */
  readonly subject: string;
  /** From 1. */
  readonly version: number;
}

/** One version of a schema. */
export interface SchemaVersion {
  /** As typed, perhaps ill-formed: that never keeps a document from loading. */
  readonly text: string;
  readonly references?: readonly SchemaReference[] | undefined;
}

/** What a schema registry calls a subject: the versions of one schema, whose evolution it watches over. */
export interface SchemaSubject {
  /** Stable and unique in the document, like a node's. Topics name it. */
  readonly id: string;
  /** What the registry calls it, e.g. `orders-value`. Unique among the subjects. */
  readonly name: string;
  /** `avro`, `protobuf` or `json`; others are kept, and judged when the scenario is run. */
  readonly format: string;
  /** Compatibility mode; "" is the registry's default. */
  readonly mode: string;
  /** Oldest first: a version's number is its index + 1. */
  readonly versions: readonly SchemaVersion[];
}

/** What a person says must hold in every run of the scenario; judged while it runs. */
export interface Invariant {
  readonly id: string;
  /** A form of `sim/invariants/`, e.g. `at-most-once`, `lag-under`. */
  readonly kind: string;
  /** Id of the node that it speaks of. */
  readonly target: string;
  /** As somebody named it; without one, the form says it in its own words. */
  readonly name?: string | undefined;
  /** The form's own settings, e.g. `{ "under": 100 }`. */
  readonly config: Config;
}

export interface Scenario {
  readonly format: typeof FORMAT;
  readonly name: string;
  /** What is shown here and what to look at, for the gallery and the link's reader. Plain text. */
  readonly description: string;
  /** 1 to 64 characters; the same scenario and seed give the same run everywhere. A string, since large numbers lose digits. */
  readonly seed: string;
  /** Settings of the whole run; described by `sim/run-settings.ts`. */
  readonly settings: Config;
  readonly nodes: readonly ScenarioNode[];
  readonly wires: readonly ScenarioWire[];
  readonly interventions: readonly Intervention[];
  readonly notes: readonly Note[];
  /** From the back to the front. */
  readonly frames: readonly CanvasFrame[];
  /** Schemas that topics may carry; left out of files while there are none. */
  readonly subjects: readonly SchemaSubject[];
  /** What must hold in the run; left out of files while there is nothing. */
  readonly invariants: readonly Invariant[];
  readonly lookAt: readonly LookAt[];
}

/** What an empty canvas holds. */
export function emptyScenario(name = "Untitled"): Scenario {
  return {
    format: FORMAT,
    name,
    description: "",
    seed: "1",
    settings: {},
    nodes: [],
    wires: [],
    interventions: [],
    notes: [],
    frames: [],
    subjects: [],
    invariants: [],
    lookAt: [],
  };
}
