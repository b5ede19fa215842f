/** The frame that a registry's serializer would put around a record of a version. */
import type { Scenario, SchemaSubject } from "#scenario/document.ts";
import { versionUuid } from "#schema/version-uuid.ts";
import type { FrameAsked } from "#session/schema-analysis.ts";
import { registryOf } from "#session/schema-registry.ts";

/**
 * As if all versions of the scenario were registered one after the other, subject by subject: Confluent counts ids from
 * 1 and has one for texts that are alike; Glue has a UUID a version.
 */
export function frameOf(scenario: Scenario, subject: SchemaSubject, version: number): FrameAsked {
  const { wire } = registryOf(scenario).profile;
  switch (wire) {
    case "glue":
      return { wire: "glue", id: versionUuid(subject.name, version) };
    case "confluent":
      return { wire: "confluent-id", id: String(countedId(scenario, subject, version)) };
  }
}

function countedId({ subjects }: Scenario, subject: SchemaSubject, version: number): number {
  const wanted = keyOf(subject, version - 1);
  const seen = new Set<string>();
  for (const each of subjects) {
    for (let index = 0; index < each.versions.length; index++) {
      seen.add(keyOf(each, index));
      if (seen.has(wanted)) return seen.size;
    }
  }
  return 1;
}

function keyOf({ format, versions }: SchemaSubject, index: number): string {
  return JSON.stringify([format, versions[index]?.text, versions[index]?.references ?? []]);
}
