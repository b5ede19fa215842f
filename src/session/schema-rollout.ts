/** Moving all who use a subject to one of its versions: where they are now, and the deployments that get them there. */
import { US_PER_MS, type Micros } from "#base/units.ts";
import type { Config, Intervention, Scenario, SchemaSubject } from "#scenario/document.ts";
import { addIntervention, freshIds } from "#scenario/edits.ts";
import { initialConfig } from "#scenario/fields.ts";
import type { RolloutStep } from "#schema/check-rollout.ts";
import { faults } from "#sim/faults/index.ts";
import { amountText, momentText } from "#sim/words.ts";
import { announce } from "./announce.ts";
import { interventionMs } from "./commands.ts";
import { currentScenario, edit } from "./scenario-store.ts";
import type { UserNow } from "./schema-worker/upgrading.ts";
import { usersOf } from "./schema-users.ts";

/** A user of a subject and the version that it is on at a moment. */
export interface Upgrader extends UserNow {
  readonly nodeId: string;
}

export interface UsersNow {
  /** Each once, those that write first. */
  readonly users: readonly Upgrader[];
  /** Versions that were written before that moment and that nobody writes now, oldest first. */
  readonly stored: readonly number[];
}

/** Who uses a subject at a moment, by the settings and by the deployments up to then. */
export function usersAt(scenario: Scenario, subject: SchemaSubject, atMs: number): UsersNow {
  const known = new Map(usersOf(scenario, subject.id).map((user) => [user.nodeId, user]));
  const newest = subject.versions.length;
  const said = [...known.values()].map(({ version }) => version);
  const atStart = newestAtStart(scenario, subject, new Set(known.keys()), said);
  const limited = (version: number): number => Math.min(newest, version === 0 ? newest : version);
  const written = new Set<number>();
  const users = [...known.values()].map(({ nodeId, name, role, version }): Upgrader => {
    const deployed = deploymentsOf(scenario, nodeId).filter((each) => each.atMs <= atMs);
    const all = [version === 0 ? atStart : version, ...deployed.map(versionIn)].map(limited);
    if (role === "writes") for (const each of all) written.add(each);
    return { nodeId, name, role, version: all.at(-1) ?? newest, upcasts: hasUpcasters(scenario, nodeId) };
  });
  const current = new Set(users.filter(({ role }) => role === "writes").map(({ version }) => version));
  return { users, stored: [...written].filter((version) => !current.has(version)).toSorted((a, b) => a - b) };
}

function deploymentsOf({ interventions }: Scenario, nodeId: string): readonly Intervention[] {
  return interventions
    .filter(({ kind, target }) => kind === "deploy" && target === nodeId)
    .toSorted((a, b) => a.atMs - b.atMs);
}

function versionIn({ config }: Intervention): number {
  return typeof config["version"] === "number" ? config["version"] : 0;
}

/** What 0 stands for at the start: the newest that is used then or that no intervention brings later. */
function newestAtStart(
  { interventions }: Scenario,
  subject: SchemaSubject,
  users: ReadonlySet<string>,
  said: readonly number[],
): number {
  const count = subject.versions.length;
  const later = interventions.flatMap((each) => {
    const isRegistered = each.kind === "register-schema" && each.config["subject"] === subject.id;
    if (!isRegistered && !(each.kind === "deploy" && users.has(each.target))) return [];
    return [versionIn(each) || (isRegistered ? 1 : count)];
  });
  const open = Math.max(Math.min(1, count), Math.min(count, ...later.map((version) => version - 1)));
  return Math.min(count, Math.max(open, ...said));
}

/** A group with upcasters, all of whose topics have an envelope: it reads by the envelope's version alone. */
function hasUpcasters({ nodes, wires }: Scenario, nodeId: string): boolean {
  if (nodes.find(({ id }) => id === nodeId)?.config["upcasters"] !== true) return false;
  const read = new Set(
    wires.filter(({ kind, to }) => kind === "consumes" && to === nodeId).map(({ from }) => from),
  );
  return nodes
    .filter(({ id }) => read.has(id))
    .every(({ config }) => (config["envelope"] ?? "none") !== "none");
}

/** Between the last instance of one step and the first of the next. */
const BETWEEN_STEPS_MS = 5_000;

/** The deployments of a plan: one service after the other's instances, one step after the other, from `atMs` on. */
export function deploymentsFor(
  scenario: Scenario,
  users: readonly Upgrader[],
  steps: readonly RolloutStep[],
  { version, atMs }: { readonly version: number; readonly atMs: number },
): readonly Intervention[] {
  const idFor = freshIds(scenario);
  const config: Config = { ...initialConfig(faults["deploy"]!.fields), version };
  const eachMs = Number(config["downMs"]) + Number(config["pauseMs"]);
  const deployments: Intervention[] = [];
  let startMs = atMs;
  for (const { role, services } of steps) {
    const wanted = role === "producers" ? "writes" : "reads";
    const movers = users.filter((user) => user.role === wanted && services.includes(user.name));
    let longest = 0;
    movers.forEach(({ nodeId }, index) => {
      // A microsecond apart, as two at one moment have no order that people can see.
      const offsetMs = index / US_PER_MS;
      deployments.push({
        id: idFor("intervention"),
        kind: "deploy",
        atMs: startMs + offsetMs,
        target: nodeId,
        config,
      });
      longest = Math.max(longest, instancesOf(scenario, nodeId) * eachMs);
    });
    if (movers.length > 0) startMs += longest + BETWEEN_STEPS_MS;
  }
  return deployments;
}

/** Of a service, or of the service whose instances are a group's members. */
function instancesOf({ nodes }: Scenario, nodeId: string): number {
  const node = nodes.find(({ id }) => id === nodeId);
  const service = node?.config["service"];
  const owner = typeof service === "string" ? nodes.find(({ id }) => id === service) : node;
  const instances = owner?.config["instances"];
  return typeof instances === "number" ? instances : 1;
}

/** Puts the deployments of a plan into the scenario from the playhead on, as one step that can be undone. */
export function addDeployments(
  subject: SchemaSubject,
  users: readonly Upgrader[],
  steps: readonly RolloutStep[],
  version: number,
): void {
  const before = currentScenario();
  const deployments = deploymentsFor(before, users, steps, { version, atMs: interventionMs() });
  if (deployments.length === 0) return;
  edit(`Deploy v${version} of ${subject.name}`, (now) => deployments.reduce(addIntervention, now));
  if (currentScenario() === before) return;
  const times = deployments.map(({ atMs }) => momentText(Math.floor(atMs) * US_PER_MS));
  const last = times.length === 1 ? "" : `, the last at ${times.at(-1)}`;
  announce(`${amountText(deployments.length, "deployment")} added from ${times[0]} on${last}.`);
}

/** Whether the last of the deployments begins after the run has ended. */
export function endsTooLate(deployments: readonly Intervention[], durationUs: Micros): boolean {
  return deployments.some(({ atMs }) => atMs * US_PER_MS > durationUs);
}
