/** The scenario format as JSON Schema (draft 2020-12), for editors and other tools; made of the same field descriptions as everything else. */
import { FORMAT } from "#scenario/document.ts";
import { NAME_LENGTH_MAX } from "#scenario/edits.ts";
import type { Field, Fields } from "#scenario/fields.ts";
import { ID_PATTERN, Limits } from "#scenario/limits.ts";
import { FORMAT_NAMES } from "#schema/format.ts";
import { COMPATIBILITY_MODES } from "#schema/modes.ts";
import { faults } from "./faults/index.ts";
import { FORMS } from "./invariants/index.ts";
import { kinds } from "./kinds/index.ts";
import { runSettings } from "./run-settings.ts";

type Schema = Readonly<Record<string, unknown>>;

/**
 * The schema as plain data. It allows what the app lets through: fields and kinds that this version does not know are
 * kept, so they are no error here either.
 */
export function scenarioSchema(): Schema {
  const list = (items: string, maxItems: number): Schema => ({
    type: "array",
    maxItems,
    items: { $ref: `#/$defs/${items}` },
  });
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Eventyard scenario",
    type: "object",
    required: ["format", "nodes"],
    properties: {
      format: { const: FORMAT },
      name: NAME,
      description: TEXT,
      seed: {
        type: "string",
        minLength: 1,
        maxLength: Limits.seedLength,
        default: "1",
        description: "The same scenario and seed give the same run everywhere.",
      },
      settings: settingsSchema(runSettings),
      nodes: list("node", Limits.nodes),
      wires: list("wire", Limits.wires),
      interventions: list("intervention", Limits.interventions),
      notes: list("note", Limits.notes),
      frames: list("frame", Limits.frames),
      subjects: list("subject", Limits.subjects),
      invariants: list("invariant", Limits.invariants),
      lookAt: list("lookAt", Limits.lookAt),
    },
    $defs: {
      position: { type: "object", required: ["x", "y"], properties: { x: COORDINATE, y: COORDINATE } },
      size: { type: "object", required: ["width", "height"], properties: { width: LENGTH, height: LENGTH } },
      config: {
        type: "object",
        maxProperties: Limits.settings,
        additionalProperties: { type: ["number", "string", "boolean"] },
      },
      node: nodeSchema(),
      wire: wireSchema(),
      intervention: interventionSchema(),
      note: {
        type: "object",
        required: ["id", "text"],
        properties: {
          id: ID,
          text: TEXT,
          position: { $ref: "#/$defs/position" },
          size: { $ref: "#/$defs/size" },
        },
      },
      frame: {
        type: "object",
        description: "A labelled rectangle behind the nodes; the run knows nothing of it.",
        required: ["id", "name", "position", "size"],
        properties: {
          id: ID,
          name: NAME,
          position: { $ref: "#/$defs/position" },
          size: { $ref: "#/$defs/size" },
        },
      },
      subject: subjectSchema(),
      invariant: invariantSchema(),
      lookAt: { type: "object", required: ["atMs", "text"], properties: { atMs: AT_MS, text: TEXT } },
    },
  };
}

const ID: Schema = { type: "string", pattern: ID_PATTERN, maxLength: Limits.idLength };
const NAME: Schema = { type: "string", maxLength: NAME_LENGTH_MAX };
const TEXT: Schema = { type: "string", maxLength: Limits.textLength };
const COORDINATE: Schema = { type: "number", minimum: -Limits.coordinate, maximum: Limits.coordinate };
const LENGTH: Schema = { type: "number", minimum: Limits.sizeMin, maximum: Limits.sizeMax };
const AT_MS: Schema = {
  type: "number",
  minimum: 0,
  maximum: Limits.atMs,
  description: "Simulated milliseconds from the start, in steps of 0.001.",
};

function nodeSchema(): Schema {
  return {
    type: "object",
    required: ["id", "kind", "name"],
    properties: {
      id: ID,
      kind: oneOf(Object.keys(kinds)),
      name: { ...NAME, description: "Unique among the nodes." },
      config: { $ref: "#/$defs/config" },
      position: { $ref: "#/$defs/position" },
    },
    allOf: Object.entries(kinds).map(([kind, { fields }]) => configOfKind(kind, fields)),
  };
}

function subjectSchema(): Schema {
  return {
    type: "object",
    description: "A subject of the schema registry with its versions, which topics may name.",
    required: ["id", "name", "format"],
    properties: {
      id: ID,
      name: { ...NAME, description: "Unique among the subjects." },
      format: oneOf(FORMAT_NAMES),
      mode: {
        type: "string",
        maxLength: Limits.kindLength,
        description: `Compatibility: one of ${COMPATIBILITY_MODES.join(", ")}; empty for the registry's default.`,
      },
      versions: {
        type: "array",
        maxItems: Limits.versions,
        description: "Oldest first; a version's number is its place in the list, from 1.",
        items: {
          type: "object",
          required: ["text"],
          properties: {
            text: { type: "string", maxLength: Limits.schemaLength, description: "The schema as typed." },
            references: {
              type: "array",
              maxItems: Limits.references,
              items: {
                type: "object",
                required: ["name", "subject", "version"],
                properties: {
                  name: { type: "string", maxLength: Limits.settingLength },
                  subject: { ...ID, description: "Id of a subject." },
                  version: { type: "integer", minimum: 1, maximum: Limits.versions },
                },
              },
            },
          },
        },
      },
    },
  };
}

function wireSchema(): Schema {
  return {
    type: "object",
    required: ["id", "kind", "from", "to"],
    properties: {
      id: ID,
      kind: oneOf([...new Set(Object.values(kinds).flatMap(({ wires }) => Object.keys(wires)))]),
      from: { ...ID, description: "Id of the node where it starts." },
      to: { ...ID, description: "Id of the node where it ends." },
    },
  };
}

function interventionSchema(): Schema {
  return {
    type: "object",
    required: ["id", "atMs", "kind", "target"],
    properties: {
      id: ID,
      atMs: AT_MS,
      kind: oneOf(Object.keys(faults)),
      target: { ...ID, description: "Id of the node that it happens to." },
      config: { $ref: "#/$defs/config" },
    },
    allOf: Object.entries(faults).map(([kind, { fields }]) => configOfKind(kind, fields)),
  };
}

function invariantSchema(): Schema {
  return {
    type: "object",
    description: "What must hold in the run; `run` of the command line exits with 1 where it does not.",
    required: ["id", "kind", "target"],
    properties: {
      id: ID,
      kind: oneOf(Object.keys(FORMS)),
      target: { ...ID, description: "Id of the node that it speaks of." },
      name: { ...NAME, description: "Without one, it is called by what it demands." },
      config: { $ref: "#/$defs/config" },
    },
    allOf: Object.entries(FORMS).map(([kind, { fields }]) => configOfKind(kind, fields)),
  };
}

/** Named in the description only: kinds that this version does not know are kept. */
function oneOf(known: readonly string[]): Schema {
  return { type: "string", maxLength: Limits.kindLength, description: `One of: ${known.join(", ")}.` };
}

/** The text of `public/scenario.schema.json`. */
export function scenarioSchemaText(): string {
  return `${JSON.stringify(scenarioSchema(), null, 2)}\n`;
}

function configOfKind(kind: string, fields: Fields): Schema {
  return {
    if: { properties: { kind: { const: kind } }, required: ["kind"] },
    // oxlint-disable-next-line unicorn/no-thenable -- JSON Schema's word
    then: { properties: { config: settingsSchema(fields) } },
  };
}

function settingsSchema(fields: Fields): Schema {
  return {
    type: "object",
    properties: Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, fieldSchema(field)])),
  };
}

function fieldSchema(field: Field): Schema {
  const unit = field.type === "number" && field.unit !== "none" ? ` Unit: ${field.unit}.` : "";
  const real = field.configName === undefined ? "" : ` In Kafka: ${field.configName}.`;
  const common = { title: field.label, description: `${field.help}${unit}${real}`, default: field.initial };
  switch (field.type) {
    case "number":
      return { type: field.whole ? "integer" : "number", minimum: field.min, maximum: field.max, ...common };
    case "choice":
      return { enum: Object.keys(field.options), ...common };
    case "boolean":
      return { type: "boolean", ...common };
    case "node":
    case "subject":
      return { type: "string", ...common };
    case "text":
      return { type: "string", maxLength: field.maxLength, ...common };
  }
}
