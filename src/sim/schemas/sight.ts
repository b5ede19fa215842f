/** The registry and its clients as frames show them; what the layout says of the schemas. */
import type { Scenario } from "#scenario/document.ts";
import type { BrokerState } from "#sim/bus/log/broker.ts";
import type { SchemaSight } from "#sim/frame.ts";
import type { InstanceProcess } from "#sim/instance-process.ts";
import type { Kernel, Process } from "#sim/kernel/kernel.ts";
import type { SchemaLayout, SchemaReason } from "#sim/layout.ts";
import { schemaNumber } from "#sim/schema-port.ts";
import { NEWEST, type SchemasPlan, type SubjectPlan } from "#sim/schemas-plan.ts";
import { usersOf, versionSetting } from "./plan.ts";
import { schemaPort } from "./port.ts";
import { modeInForce } from "./registry.ts";
import { REFUSAL_CODES, type RegistryProfile } from "#schema/registry-profile.ts";
import { registries } from "#schema/registries/index.ts";

/** The part of a frame. */
export function schemasOf(kernel: Kernel, instances: readonly InstanceProcess[]): SchemaSight {
  const plan = kernel.program.schemas!;
  const registry = (kernel.processes[0] as Process<BrokerState>).state.registry!;
  return {
    isDown: registry.isDown,
    mode: registry.mode,
    subjects: plan.subjects.map(({ first }, subject) => ({
      mode: modeInForce(registry, subject),
      registered: registry.registered[subject]!.map((schema) => ({
        version: schema - first + 1,
        id: registry.ids[schema]!,
      })),
    })),
    instances: instances.map(({ who, state }) => {
      const { writer, reader, nextWriter, nextReader } = state.schemas!;
      const isOld = writer !== nextWriter || reader !== nextReader;
      return { subject: who, writer, reader, isOld };
    }),
    blocked: instances.flatMap((instance) => blockedAt(instance, plan)),
  };
}

function blockedAt(self: InstanceProcess, plan: SchemasPlan): SchemaSight["blocked"][number][] {
  const { member, schemas, health } = self.state;
  const { blocked, reader } = schemas!;
  const { kernel } = self;
  const found: SchemaSight["blocked"][number][] = [];
  if (health === "stopped" || health === "crashed") return found;
  for (let i = 0; i < blocked.length; i += 2) {
    const pair = blocked[i]!;
    const offset = blocked[i + 1]!;
    if (member.owned[pair] !== 1 || member.position[pair] !== offset) continue;
    const partition = self.partitionOf(pair);
    const message = kernel.logs.messageAt(partition, offset);
    const writer = kernel.writers!.value(message);
    const subject = plan.valueOf[kernel.program.topicOfPartition[partition]!]!;
    if (subject < 0) continue;
    found.push({ partition, offset, by: self.who, reader: schemaNumber(plan, subject, reader), writer });
  }
  return found;
}

/** More versions than these are not compared in advance. */
const IN_PLAY_MAX = 16;

/** What the layout says, with the reasons of all pairs that may meet. */
export function schemaLayout(scenario: Scenario, plan: SchemasPlan): SchemaLayout {
  const card = scenario.nodes.find(({ kind }) => kind === "schema-registry");
  return {
    name: card?.name ?? "the schema registry",
    nodeId: card?.id ?? null,
    refusal: refusalText(registries[plan.profile]),
    subjects: plan.subjects.map(({ id, name, format, first, texts }) => ({
      id,
      name,
      format,
      first,
      versions: texts.length,
    })),
    reasons: plan.subjects.flatMap((subject, index) => reasonsOf(scenario, plan, subject, index)),
  };
}

/** A refusal as a client gets it: Confluent's code, Apicurio's exception, Glue's status of the version. */
function refusalText(profile: RegistryProfile): string {
  const refusal = { code: REFUSAL_CODES.incompatible, message: "", details: [], subject: "" };
  const { status, body } = profile.refuse(refusal);
  if (status === null) return `the version gets the status ${String(body["Status"])}`;
  const { error_code: code, name } = body;
  return `${status}, ${typeof code === "number" ? `error code ${code}` : String(name)}`;
}

function reasonsOf(
  scenario: Scenario,
  plan: SchemasPlan,
  subject: SubjectPlan,
  index: number,
): SchemaReason[] {
  const inPlay = [...versionsInPlay(scenario, subject)]
    .toSorted((a, b) => a - b)
    .slice(-IN_PLAY_MAX)
    .map((version) => schemaNumber(plan, index, version));
  const port = schemaPort(plan);
  return inPlay.flatMap((reader) =>
    inPlay.flatMap((writer) => {
      const reason = reader === writer ? null : port.reason(reader, writer);
      return reason === null ? [] : [reason];
    }),
  );
}

/** The versions that somebody writes, reads or registers in the course of the run. */
function versionsInPlay(scenario: Scenario, { id, texts, atStart }: SubjectPlan): ReadonlySet<number> {
  const count = texts.length;
  const users = usersOf(scenario, id);
  const inPlay = new Set<number>();
  const add = (version: unknown, otherwise: number): void => {
    const number = typeof version === "number" && version > 0 ? version : otherwise;
    if (count > 0) inPlay.add(Math.min(count, Math.max(1, number)));
  };
  add(atStart, atStart);
  for (const node of users) add(node.config[versionSetting(node)], atStart);
  for (const { kind, config, target } of scenario.interventions) {
    if (kind === "register-schema" && config["subject"] === id) add(config["version"], 1);
    if (kind === "deploy" && users.some((node) => node.id === target)) add(config["version"], NEWEST);
  }
  return inPlay;
}
