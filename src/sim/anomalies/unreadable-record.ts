import { directionsOf, firstToUpgrade, isTransitive, type CompatibilityMode } from "#schema/modes.ts";
import type { AnomalyKind, Link, Prevention } from "#sim/anomaly.ts";
import { INSTANCES_MAX, type SubjectLayout } from "#sim/layout.ts";
import { unpackSchemas } from "#sim/schema-port.ts";
import { NEWEST } from "#sim/schemas-plan.ts";
import { reasonOf, schemaText, subjectOfSchema, versionText } from "#sim/sentences-schemas.ts";
import type { FactRow } from "#sim/story-context.ts";
import { amountText, momentText, numberText } from "#sim/words.ts";
import { links, type ExplainPast } from "./past.ts";

export const unreadableRecord: AnomalyKind = {
  kind: "unreadable-record",
  title: "Unreadable record",
  class: "schema",
  says: "A record was written with a schema that its reader's schema cannot read.",
  finds: {
    deserializationFailed: (row, past) => ({
      key: `${past.groupOf(row.who)} ${row.where} ${row.extra}`,
      tell() {
        const { reader, writer } = unpackSchemas(row.extra);
        const group = past.groupOf(row.who);
        const node = past.group(group)?.nodeId;
        return {
          partition: row.where,
          offset: row.offset,
          group,
          member: row.who,
          before: links(
            writerLink(row, past, writer),
            readerLink(row, past, reader),
            registryLink(past, reader, writer),
            ruleText(past, reader, writer),
          ),
          itself: (count) =>
            `${amountText(count, "record")} of ${past.partition(row.where)} from offset ${numberText(row.offset)} on, written with ${schemaText(past.layout, writer)}${idText(past, writer)}, cannot be read with ${versionText(past.layout, reader)}${outcomeText(past, node)}`,
          setting: past.setting(node, "readerVersion"),
          prevention: prevention(row, past, reader, writer),
        };
      },
    }),
  },
};

/** What the group's settings make of such a record. */
function outcomeText(past: ExplainPast, node: string | undefined): string {
  switch (past.value(node, "deserializationError")) {
    case "skip":
      return ": skipped, and lost";
    case "dead-letter":
      return ": to the dead letter queue";
    case "retry":
      return ": tried again";
    default:
      return ": poll() throws there again and again, and the partition is blocked";
  }
}

function idText(past: ExplainPast, schema: number): string {
  const id = past.registered.get(schema)?.id;
  return id === undefined ? "" : ` (id ${numberText(id)})`;
}

/** Since when somebody writes with it. */
function writerLink(row: FactRow, past: ExplainPast, writer: number): Link | string {
  const subject = subjectOfSchema(past.layout, writer);
  const version = versionText(past.layout, writer);
  const services = new Set(
    past.publishers(row.where).map((service) => past.layout.services.indexOf(service)),
  );
  let first: { readonly who: number; readonly atUs: number } | null = null;
  for (const [who, { atUs, writer: deployed }] of past.deployed) {
    if (!services.has(Math.floor(who / INSTANCES_MAX)) || deployed < 0) continue;
    if (subject !== undefined && schemaOf(subject, deployed) !== writer) continue;
    if (first === null || atUs < first.atUs) first = { who, atUs };
  }
  if (first === null) return `it was written with ${version}`;
  return {
    atUs: first.atUs,
    says: `${past.member(first.who)} writes with ${version} since its deployment at ${momentText(first.atUs)}`,
  };
}

function schemaOf({ first, versions }: SubjectLayout, version: number): number {
  return first + Math.min(version, versions) - 1;
}

function readerLink(row: FactRow, past: ExplainPast, reader: number): Link | string {
  const deployed = past.deployed.get(row.who);
  const version = versionText(past.layout, reader);
  return deployed === undefined || deployed.reader < 0
    ? `${past.member(row.who)} reads with ${version}`
    : {
        atUs: deployed.atUs,
        says: `${past.member(row.who)} reads with ${version} since its deployment at ${momentText(deployed.atUs)}`,
      };
}

/** Why the registry had nothing against it. */
function registryLink(past: ExplainPast, reader: number, writer: number): Link | string {
  const newer = Math.max(reader, writer);
  const version = versionText(past.layout, newer);
  const says = modeText(modeOf(past, newer), version);
  const at = past.registered.get(newer)?.atUs;
  return at === undefined
    ? says
    : { atUs: at, says: `${version} was registered at ${momentText(at)}: ${says}` };
}

/** What a mode asks of a new version, and what it does not. */
function modeText(mode: CompatibilityMode, version: string): string {
  const [first] = directionsOf(mode);
  if (first === undefined) return `${mode} asks nothing`;
  const [before, others] = isTransitive(mode)
    ? ["every version before it", "those read"]
    : ["the version before it", "that one reads"];
  if (directionsOf(mode).length === 2)
    return `${mode} asks whether ${version} and ${before} read each other${isTransitive(mode) ? "" : ", and nothing of older ones"}`;
  return first === "backward"
    ? `${mode} asks whether ${version} reads ${before}, not whether ${others} ${version}`
    : `${mode} asks whether ${before} reads ${version}, not the other way round`;
}

/** Field and rule. */
function ruleText(past: ExplainPast, reader: number, writer: number): string {
  const reason = reasonOf(past.layout, reader, writer);
  if (reason === undefined)
    return writer > reader
      ? `${versionText(past.layout, writer)} is unknown to the reader (UNKNOWN_SCHEMA_VERSION)`
      : "it depends on what the record says";
  return `${reason.path === "" ? "" : `${reason.path}: `}${reason.says} (${reason.code})`;
}

/** The mode in force for the subject of a schema. */
function modeOf(past: ExplainPast, schema: number): CompatibilityMode {
  const subject = subjectOfSchema(past.layout, schema);
  const index = subject === undefined ? -1 : (past.layout.schemas?.subjects.indexOf(subject) ?? -1);
  const own =
    past.modes.get(index)?.mode ?? past.scenario?.subjects.find(({ id }) => id === subject?.id)?.mode ?? "";
  const { nodeId = null } = past.layout.schemas ?? {};
  const ofRegistry = past.modes.get(-1)?.mode ?? past.value(nodeId ?? undefined, "mode") ?? "BACKWARD";
  return (own === "" ? ofRegistry : own) as CompatibilityMode;
}

/** The other order of the deployments, a stricter mode, or a change of the schema. */
function prevention(row: FactRow, past: ExplainPast, reader: number, writer: number): Prevention {
  const { layout } = past;
  const mode = modeOf(past, Math.max(reader, writer));
  const group = past.groupName(past.groupOf(row.who));
  const node = past.group(past.groupOf(row.who))?.nodeId;
  const [young, old] = [versionText(layout, writer), versionText(layout, reader)];
  const reason = reasonOf(layout, reader, writer);
  const mend = reason === undefined ? "" : ` Or: ${reason.tryThis}`;
  if (writer < reader)
    return {
      says: `${isTransitive(mode) ? "BACKWARD_TRANSITIVE" : mode.startsWith("BACKWARD") || mode.startsWith("FULL") ? `${mode}_TRANSITIVE` : "BACKWARD_TRANSITIVE"} would have refused ${old}: it has to read every version that is still in the topic.${mend}`,
      setting: null,
    };
  // The newer version reads the older one: then its readers go first.
  const readsOld = reasonOf(layout, writer, reader) === undefined;
  const subject = subjectOfSchema(layout, writer);
  const version = subject === undefined ? NEWEST : writer - subject.first + 1;
  if (readsOld && firstToUpgrade(mode) !== "producers") {
    const setting = past.setting(node, "readerVersion", version);
    return {
      says: `Deploy ${young} to ${group} before anybody writes with it: ${young} reads ${old}, so readers go first. FORWARD would have refused ${young} instead.${mend}`,
      setting,
    };
  }
  return {
    says: `FULL would have refused ${young}, since ${old} cannot read it.${mend}`,
    setting: null,
  };
}
