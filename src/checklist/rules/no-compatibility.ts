import type { Drawing, Thing } from "#checklist/drawing.ts";
import { earliestMs } from "#checklist/moments.ts";
import type { Played } from "#checklist/played.ts";
import type { Rule, Shown } from "#checklist/rule.ts";
import { withFault } from "#checklist/stage.ts";
import type { SchemaSubject } from "#scenario/document.ts";
import { addVersion, setSubjectMode } from "#scenario/subjects.ts";
import { kinds } from "#sim/kinds/index.ts";
import { partitionOf } from "#sim/layout.ts";
import { amountText, numberText } from "#sim/words.ts";

const AFTERWARDS_MS = 60_000;

export const noCompatibility: Rule = {
  id: "no-compatibility",
  title: "Any schema may follow",
  severity: "danger",
  says: "Without a compatibility mode the registry takes every new version. The first that old readers cannot read stops them, and the records are in the log for good.",
  finds: (drawing) =>
    drawing.topics.flatMap((topic) => {
      const subject = subjectOfTopic(drawing, topic);
      // In an envelope each message says its version, and no registry is asked.
      if (subject === undefined || topic.value("envelope") !== "none" || modeOf(drawing, subject) !== "NONE")
        return [];
      return [
        {
          nodeId: topic.id,
          aboutId: subject.id,
          says: `${topic.name} carries ${subject.name}, whose compatibility mode is NONE.`,
          tryThis:
            "Use BACKWARD at least (new readers, then new writers), or FULL where nobody can say who goes first.",
          fix: {
            label: `Let ${subject.name} be checked (BACKWARD)`,
            edit: (scenario) => setSubjectMode(scenario, subject.id, "BACKWARD"),
          },
        },
      ];
    }),
  harm({ nodeId, aboutId }, stage) {
    const { drawing } = stage;
    const topic = drawing.thing(nodeId);
    const subject = drawing.scenario.subjects.find(({ id }) => id === aboutId);
    const broken = subject === undefined ? null : brokenText(subject);
    const [reader] = topic === undefined ? [] : drawing.readersOf(topic);
    if (topic === undefined || subject === undefined || broken === null || reader === undefined) return null;
    const publishers = drawing.publishers(topic);
    const atMs = Math.ceil(earliestMs(stage.play(), reader.group.id));
    const version = subject.versions.length + 1;
    let scenario = addVersion(stage.lasting(atMs + AFTERWARDS_MS), aboutId, broken);
    for (const publisher of publishers)
      scenario = withFault(scenario, atMs, "deploy", publisher.id, { version });
    return {
      scenario,
      atMs,
      says: `Version ${version} of ${subject.name}, in which a field has another type, is deployed to who publishes.`,
    };
  },
  shows({ nodeId }, played) {
    const topic = played.layout.topics.find((each) => each.nodeId === nodeId)?.name ?? "";
    const found = played.surprises("unreadable-record", { topic });
    if (found.length === 0) return misread(nodeId, played);
    const count = found.reduce((sum, each) => sum + each.count, 0);
    return {
      atMs: found[0]!.atUs / 1000,
      says: `${amountText(count, "time")} a reader fails at a record of ${topic} that it cannot read: what is behind it waits.`,
    };
  },
};

/** Records that are read without an error and not as they were written, which is how Protobuf takes another type. */
function misread(topicId: string, played: Played): Shown | null {
  const first = played
    .told("readDifferently")
    .find(({ where }) => partitionOf(played.layout, where).topic.nodeId === topicId);
  if (first === undefined) return null;
  const { topic, number } = partitionOf(played.layout, first.where);
  return {
    atMs: first.timeUs / 1000,
    says: `From offset ${numberText(first.offset)} of ${topic.name} ${number} on a reader makes something else of the records than was written, and no error tells anybody.`,
  };
}

function subjectOfTopic({ scenario }: Drawing, topic: Thing): SchemaSubject | undefined {
  return scenario.subjects.find(({ id }) => id === topic.value("valueSubject"));
}

/** The mode in force: the subject's own, or the registry's default. */
function modeOf({ scenario }: Drawing, { mode }: SchemaSubject): string {
  if (mode !== "") return mode;
  const registry = scenario.nodes.find(({ kind }) => kind === "schema-registry");
  return String(registry?.config["mode"] ?? kinds["schema-registry"]?.fields["mode"]?.initial ?? "");
}

/** The first text's type, by format. */
const STRING_TYPES = {
  avro: { is: /("type"\s*:\s*)"string"/, becomes: '$1"int"' },
  json: { is: /("type"\s*:\s*)"string"/, becomes: '$1"integer"' },
  protobuf: { is: /\bstring(\s+\w+\s*=)/, becomes: "int64$1" },
} as const;

/** The newest version with another type of its first text; null where there is none. */
function brokenText({ format, versions }: SchemaSubject): string | null {
  const text = versions.at(-1)?.text ?? "";
  if (format !== "avro" && format !== "json" && format !== "protobuf") return null;
  const { is, becomes } = STRING_TYPES[format];
  return is.test(text) ? text.replace(is, becomes) : null;
}
