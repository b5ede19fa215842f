/** Which topics are retry topics, what queues ring at, and which instances write where besides. */
import type { Scenario, ScenarioNode } from "#scenario/document.ts";
import { readConfig } from "#scenario/fields.ts";
import { deadLetterQueue } from "#sim/kinds/dead-letter-queue.ts";
import type { WireLayout } from "#sim/layout.ts";
import type { TopicPlan } from "#sim/program.ts";
import type { QueuePlan, RetryingPlan, TierPlan } from "#sim/retrying-plan.ts";

/** The plan. `nodes`: those of the topics, in their order. */
export function planRetrying(
  nodes: readonly ScenarioNode[],
  topics: readonly TopicPlan[],
  groups: number,
  wires: readonly WireLayout[],
): RetryingPlan {
  return {
    queues: nodes.map(queueOf),
    tiers: Array.from({ length: groups }, (_, group) => tiersOf(group, topics, wires)),
  };
}

function queueOf(node: ScenarioNode): QueuePlan | null {
  if (node.kind !== "dead-letter-queue") return null;
  const read = readConfig(deadLetterQueue.fields, node.config, "");
  return read.ok ? { alertDepth: read.value.alertDepth, maxRedrives: read.value.maxRedrives } : null;
}

/** The shortest delay first, equal ones by topic. */
function tiersOf(group: number, topics: readonly TopicPlan[], wires: readonly WireLayout[]): TierPlan[] {
  return wires
    .flatMap(({ kind, from, to }): TierPlan[] =>
      kind === "retries" && from === group
        ? [{ topic: to, delayUs: Math.round(topics[to]!.config.retryDelayMs * 1000) }]
        : [],
    )
    .sort((a, b) => a.delayUs - b.delayUs || a.topic - b.topic);
}

/** Whether somebody redrives what lies in a queue: then those who put it there write to its sources as well. */
export function isRedriven({ interventions }: Scenario, queue: string): boolean {
  return interventions.some(({ kind, target }) => kind === "redrive" && target === queue);
}
