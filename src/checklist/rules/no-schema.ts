import type { Drawing, Thing } from "#checklist/drawing.ts";
import type { RuleWithoutShow } from "#checklist/rule.ts";

export const noSchema: RuleWithoutShow = {
  id: "no-schema",
  title: "A topic without a schema",
  severity: "warning",
  says: "Where a registry knows what one topic carries and nothing of the next, the first change of a field in that one is found by whoever reads it, in production.",
  noShow:
    "What messages say is known to the simulator by their schemas alone: without one every reader understands everything.",
  finds: (drawing) =>
    drawing.topics
      .filter(
        (topic) => hasRegistry(drawing) && drawing.publishers(topic).length > 0 && hasNone(drawing, topic),
      )
      .map((topic) => ({
        nodeId: topic.id,
        aboutId: "",
        says: `${topic.name} carries values that no schema describes, though there is a schema registry.`,
        tryThis: `Write the schema of its values, and choose it as the value schema of ${topic.name}: the check of versions in a build (eventyard check) then covers it, too.`,
        fix: null,
      })),
};

function hasRegistry({ scenario }: Drawing): boolean {
  return scenario.subjects.length > 0 || scenario.nodes.some(({ kind }) => kind === "schema-registry");
}

/** Whether a topic has no subject, or one without any version. */
function hasNone({ scenario }: Drawing, topic: Thing): boolean {
  const subject = scenario.subjects.find(({ id }) => id === topic.value("valueSubject"));
  return (subject?.versions.length ?? 0) === 0;
}
