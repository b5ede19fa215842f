/** From the document to the steps of choreographed sagas: who reads what, and whose steps a request needs. */
import { murmur2OfText } from "#sim/bus/log/murmur2.ts";
import type { ChoreographyPlan, StepPlan } from "#sim/choreography-plan.ts";
import type { GroupPlan, ServicePlan, TopicPlan } from "#sim/program.ts";

/** The plan of a program that has at least one step. */
export function planChoreography(
  seed: string,
  services: readonly ServicePlan[],
  topics: readonly TopicPlan[],
  groups: readonly GroupPlan[],
): ChoreographyPlan {
  const tellsFailures = topics.map(({ config }) => config.tells === "failed");
  const steps = services.map((plan) => (plan.config.sagaStep ? stepOf(plan, tellsFailures) : null));
  const readers = topics.map((_, topic) =>
    groups.flatMap(({ service, topics: read }) =>
      steps[service] !== null && steps[service] !== undefined && read.includes(topic) ? [service] : [],
    ),
  );
  return {
    steps,
    readers,
    tellsFailures,
    participants: services.map((plan) => participantsOf(plan, services, { steps, readers, tellsFailures })),
    salts: services.map(({ nodeId }) => murmur2OfText(`${seed}\n${nodeId}`)),
  };
}

function stepOf(
  { config, index, publishTargets, targets }: ServicePlan,
  tells: readonly boolean[],
): StepPlan {
  const all = targets.slice(0, publishTargets).map((topic, target) => ({ isFailure: tells[topic]!, target }));
  return {
    service: index,
    refusesPercent: config.refusesPercent,
    whenFailed: config.whenFailed,
    tellsUndone: config.tellsUndone,
    doneTargets: all.flatMap(({ isFailure, target }) => (isFailure ? [] : [target])),
    failedTargets: all.flatMap(({ isFailure, target }) => (isFailure ? [target] : [])),
  };
}

/** Whom the events of a service's steps reach, over any number of steps. */
function participantsOf(
  origin: ServicePlan,
  services: readonly ServicePlan[],
  { readers, steps, tellsFailures }: Pick<ChoreographyPlan, "steps" | "readers" | "tellsFailures">,
): number[] {
  const reached = new Set<number>(steps[origin.index] === null ? [] : [origin.index]);
  const open = [origin];
  for (let plan = open.pop(); plan !== undefined; plan = open.pop()) {
    for (const topic of plan.targets.slice(0, plan.publishTargets)) {
      if (tellsFailures[topic]!) continue;
      for (const reader of readers[topic]!) {
        if (reached.has(reader)) continue;
        reached.add(reader);
        if (services[reader]!.config.publishes === "per-message") open.push(services[reader]!);
      }
    }
  }
  return [...reached].sort((a, b) => a - b);
}
