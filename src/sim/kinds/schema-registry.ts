import type { ConfigOf, Fields } from "#scenario/fields.ts";
import { defineKind } from "./kind.ts";

const fields = {
  profile: {
    type: "choice",
    label: "Registry",
    initial: "confluent",
    section: "Registry",
    options: {
      confluent: "Confluent",
      "confluent-8.3": "Confluent up to 8.3.1",
      apicurio: "Apicurio",
      glue: "AWS Glue (approximation)",
    },
    help: "Whose rules say what is compatible, and whose errors clients get.",
  },
  mode: {
    type: "choice",
    label: "Compatibility",
    initial: "BACKWARD",
    section: "Registry",
    options: {
      NONE: "NONE",
      BACKWARD: "BACKWARD",
      BACKWARD_TRANSITIVE: "BACKWARD_TRANSITIVE",
      FORWARD: "FORWARD",
      FORWARD_TRANSITIVE: "FORWARD_TRANSITIVE",
      FULL: "FULL",
      FULL_TRANSITIVE: "FULL_TRANSITIVE",
    },
    configName: "compatibility",
    help: "What a new version is checked for where a subject has no mode of its own. Glue calls the transitive ones _ALL.",
  },
  policy: {
    type: "choice",
    label: "Policy",
    initial: "STRICT",
    section: "Registry",
    options: { STRICT: "STRICT", LENIENT: "LENIENT" },
    configName: "compatibilityPolicy",
    advanced: true,
    when: { field: "profile", is: ["confluent", "confluent-8.3"] },
    help: "LENIENT lets JSON Schemas add optional properties to open objects.",
  },
  latencyMs: {
    type: "number",
    label: "Answers after",
    unit: "ms",
    min: 0,
    max: 60_000,
    whole: false,
    initial: 5,
    section: "Registry",
    help: "From a client's question to the answer. Clients ask once for each schema and remember it until they restart.",
  },
} as const satisfies Fields;

export type SchemaRegistryConfig = ConfigOf<typeof fields>;

/** What holds the schemas. Without one in the scenario there is Confluent's with BACKWARD, which never fails. */
export const schemaRegistry = defineKind({
  kind: "schema-registry",
  title: "Schema registry",
  summary:
    "Holds the versions of schemas, refuses those that would break somebody, and tells readers what a record was written with.",
  fields,
  namePrefix: "schema-registry",
  glyph:
    "M6 3h9l4 4v14H6z M15 3v4h4 M10 11c-1.5 0-.5 3-2 3 1.5 0 .5 3 2 3 M14 11c1.5 0 .5 3 2 3-1.5 0-.5 3-2 3",
  wires: {},
});
