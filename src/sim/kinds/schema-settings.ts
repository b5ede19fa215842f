/** Settings of topics, services and consumer groups that concern the schemas of their messages. */
import type { Fields } from "#scenario/fields.ts";
import { publishing } from "./service-publishing.ts";

/** Versions of a subject that a setting can name (`Limits.versions`). */
const VERSIONS_MAX = 200;

export const topicSchemaFields = {
  valueSubject: {
    type: "subject",
    label: "Value schema",
    initial: "",
    section: "Schemas",
    help: "The subject of the schema registry whose versions its messages' values are written with.",
  },
  keySubject: {
    type: "subject",
    label: "Key schema",
    initial: "",
    section: "Schemas",
    advanced: true,
    help: "The subject of its messages' keys; those without a key have none.",
  },
  envelope: {
    type: "choice",
    label: "Envelope",
    initial: "none",
    section: "Schemas",
    options: {
      none: "none, a schema id before the bytes",
      eventyard: "eventId, eventType, schemaVersion …",
      cloudevents: "CloudEvents",
    },
    help: "What stands around the value. In an envelope each message says its own version, and nobody asks a registry for it.",
  },
} as const satisfies Fields;

export const serviceSchemaFields = {
  writerVersion: {
    type: "number",
    label: "Writes version",
    unit: "none",
    min: 0,
    max: VERSIONS_MAX,
    whole: true,
    initial: 0,
    section: "Schemas",
    when: publishing,
    help: "The schema version that it writes with; 0 for the newest that is registered at the start.",
  },
  autoRegister: {
    type: "boolean",
    label: "Registers by itself",
    initial: true,
    section: "Schemas",
    configName: "auto.register.schemas",
    when: publishing,
    help: "Whether its serializer registers a version that the registry does not have; if not, sending fails.",
  },
} as const satisfies Fields;

export const groupSchemaFields = {
  readerVersion: {
    type: "number",
    label: "Reads with version",
    unit: "none",
    min: 0,
    max: VERSIONS_MAX,
    whole: true,
    initial: 0,
    section: "Schemas",
    help: "The schema version that its program was built with; 0 for the newest that is registered at the start.",
  },
  deserializationError: {
    type: "choice",
    label: "What cannot be read",
    initial: "fail",
    section: "Schemas",
    options: {
      fail: "poll() throws, again and again",
      skip: "is skipped",
      retry: "is tried again",
      "dead-letter": "goes to the dead letter queue",
    },
    help: "What becomes of a record whose bytes the reader's schema does not fit. A plain consumer cannot get past it; error handlers such as Spring's can.",
  },
  upcasters: {
    type: "boolean",
    label: "Upcasters",
    initial: false,
    section: "Schemas",
    help: "Where a topic has an envelope: older versions are brought up to its own, step by step; newer ones are unknown to it.",
  },
  upcastMs: {
    type: "number",
    label: "A step takes",
    unit: "ms",
    min: 0,
    max: 60_000,
    whole: false,
    initial: 0.1,
    section: "Schemas",
    when: { field: "upcasters", is: [true] },
    advanced: true,
    help: "Time that one step from a version to the next takes for a message.",
  },
  validates: {
    type: "boolean",
    label: "Validates JSON",
    initial: false,
    section: "Schemas",
    configName: "json.fail.invalid.schema",
    advanced: true,
    help: "Whether a JSON document is held against the reader's schema. If not, whatever it says is taken as it is.",
  },
} as const satisfies Fields;
