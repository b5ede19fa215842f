/** The scenario format as JSON Schema (draft 2020-12), for editors and other tools; made of the same field descriptions as everything else. */
import { FORMAT } from "#scenario/document.ts";
import { NAME_LENGTH_MAX } from "#scenario/edits.ts";
import type { Field, Fields } from "#scenario/fields.ts";
import { ID_PATTERN, Limits } from "#scenario/shape.ts";
import { faults } from "./faults/index.ts";
import { kinds } from "./kinds/index.ts";
import { runSettings } from "./run-settings.ts";

type Schema = Readonly<Record<string, unknown>>;

/**
 * The schema as plain data. It allows what the app lets through: fields and kinds that this version does not know are
 * kept, so they are no error here either.
 */
export function scenarioSchema(): Schema {
  const id = { type: "string", pattern: ID_PATTERN, maxLength: Limits.idLength };
  const atMs = {
    type: "number",
    minimum: 0,
    maximum: Limits.atMs,
    description: "Simulated milliseconds from the start, in steps of 0.001.",
  };
  const text = { type: "string", maxLength: Limits.textLength };
  const reference = (description: string): Schema => ({ ...id, description });
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
      name: { type: "string", maxLength: NAME_LENGTH_MAX },
      description: text,
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
      lookAt: list("lookAt", Limits.lookAt),
    },
    $defs: {
      position: {
        type: "object",
        required: ["x", "y"],
        properties: { x: coordinate(), y: coordinate() },
      },
      config: {
        type: "object",
        maxProperties: Limits.settings,
        additionalProperties: { type: ["number", "string", "boolean"] },
      },
      node: {
        type: "object",
        required: ["id", "kind", "name"],
        properties: {
          id,
          kind: {
            type: "string",
            maxLength: Limits.kindLength,
            description: `One of: ${Object.keys(kinds).join(", ")}.`,
          },
          name: { type: "string", maxLength: NAME_LENGTH_MAX, description: "Unique among the nodes." },
          config: { $ref: "#/$defs/config" },
          position: { $ref: "#/$defs/position" },
        },
        allOf: Object.entries(kinds).map(([kind, { fields }]) => configOfKind(kind, fields)),
      },
      wire: {
        type: "object",
        required: ["id", "kind", "from", "to"],
        properties: {
          id,
          kind: {
            type: "string",
            maxLength: Limits.kindLength,
            description: `One of: ${wireKinds().join(", ")}.`,
          },
          from: reference("Id of the node where it starts."),
          to: reference("Id of the node where it ends."),
        },
      },
      intervention: {
        type: "object",
        required: ["id", "atMs", "kind", "target"],
        properties: {
          id,
          atMs,
          kind: {
            type: "string",
            maxLength: Limits.kindLength,
            description: `One of: ${Object.keys(faults).join(", ")}.`,
          },
          target: reference("Id of the node that it happens to."),
          config: { $ref: "#/$defs/config" },
        },
        allOf: Object.entries(faults).map(([kind, { fields }]) => configOfKind(kind, fields)),
      },
      note: {
        type: "object",
        required: ["id", "text"],
        properties: { id, text, position: { $ref: "#/$defs/position" } },
      },
      lookAt: { type: "object", required: ["atMs", "text"], properties: { atMs, text } },
    },
  };
}

/** The text of `public/scenario.schema.json`. */
export function scenarioSchemaText(): string {
  return `${JSON.stringify(scenarioSchema(), null, 2)}\n`;
}

/** The wire kinds that the registry of node kinds knows, in its order. */
export function wireKinds(): readonly string[] {
  return [...new Set(Object.values(kinds).flatMap(({ wires }) => Object.keys(wires)))];
}

function coordinate(): Schema {
  return { type: "number", minimum: -Limits.coordinate, maximum: Limits.coordinate };
}

function configOfKind(kind: string, fields: Fields): Schema {
  return {
    if: { properties: { kind: { const: kind } }, required: ["kind"] },
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
      return { type: "string", ...common };
  }
}
