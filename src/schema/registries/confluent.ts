import { confluentAnswer, OWN_NAMES } from "./confluent-answer.ts";
import type { RegistryProfile } from "#schema/registry-profile.ts";

/** Confluent Schema Registry after 8.3.1. */
export const confluent: RegistryProfile = {
  name: "confluent",
  title: "Confluent Schema Registry (after 8.3.1)",
  approximation: "",
  modes: OWN_NAMES,
  initialMode: "BACKWARD",
  formats: ["avro", "protobuf", "json"],
  rules: { avro: "confluent", protobuf: "confluent", json: "confluent" },
  hasLenientPolicy: true,
  hasReferences: true,
  wire: "confluent",
  last: "the latest version that is not deleted",
  refuse: (refusal) => confluentAnswer(refusal, 40901),
};
