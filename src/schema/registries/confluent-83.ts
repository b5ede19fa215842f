import { confluent } from "./confluent.ts";
import type { RegistryProfile } from "#schema/registry-profile.ts";

/** Confluent Schema Registry up to 8.3.1: other rules for Protobuf's oneofs. The body says 40901 since 8.0.4, as later. */
export const confluent83: RegistryProfile = {
  ...confluent,
  name: "confluent-8.3",
  title: "Confluent Schema Registry (up to 8.3.1)",
  rules: { avro: "confluent-8.3", protobuf: "confluent-8.3", json: "confluent-8.3" },
};
