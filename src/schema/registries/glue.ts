import { REFUSAL_CODES, type ProfileMode, type RegistryProfile } from "#schema/registry-profile.ts";

const MODES: readonly ProfileMode[] = [
  { name: "NONE", mode: "NONE" },
  { name: "DISABLED", mode: null },
  { name: "BACKWARD", mode: "BACKWARD" },
  { name: "BACKWARD_ALL", mode: "BACKWARD_TRANSITIVE" },
  { name: "FORWARD", mode: "FORWARD" },
  { name: "FORWARD_ALL", mode: "FORWARD_TRANSITIVE" },
  { name: "FULL", mode: "FULL" },
  { name: "FULL_ALL", mode: "FULL_TRANSITIVE" },
];

/** AWS Glue Schema Registry. Its checker is closed. */
export const glue: RegistryProfile = {
  name: "glue",
  title: "AWS Glue Schema Registry (approximation)",
  approximation:
    "Glue's checker is closed. Avro is judged by what a decoder can read, Protobuf and JSON Schema as by Confluent's rules: inferred from documentation and tests of its clients.",
  modes: MODES,
  // What its clients ask for when they register by themselves.
  initialMode: "BACKWARD",
  formats: ["avro", "protobuf", "json"],
  rules: { avro: "glue", protobuf: "glue", json: "glue" },
  hasLenientPolicy: false,
  hasReferences: false,
  wire: "glue",
  last: "the previous version; AWS's documentation is unclear whether it means the checkpoint",
  refuse: ({ code, message }) => {
    // An incompatible version is taken and fails later, with no list of reasons.
    if (code === REFUSAL_CODES.incompatible) return { status: null, body: { Status: "FAILURE" } };
    const isMissing = Math.trunc(code / 100) === 404;
    return {
      status: 400,
      body: { __type: isMissing ? "EntityNotFoundException" : "InvalidInputException", Message: message },
    };
  },
};
