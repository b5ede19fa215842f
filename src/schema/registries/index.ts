/** Registry of registries. The key is what a scenario and `--profile` say; the first is the default. */
import { apicurio } from "./apicurio.ts";
import { confluent83 } from "./confluent-83.ts";
import { confluent } from "./confluent.ts";
import { glue } from "./glue.ts";
import type { RegistryProfile } from "#schema/registry-profile.ts";

export const registries = {
  confluent,
  "confluent-8.3": confluent83,
  apicurio,
  glue,
} as const satisfies Readonly<Record<string, RegistryProfile>>;

export type RegistryName = keyof typeof registries;
