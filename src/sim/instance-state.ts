/** What one instance of a service remembers, all of it: plain data that a checkpoint copies. */
import type { Micros } from "#base/units.ts";
import { createCalls, type CallsState } from "./calls-state.ts";
import { createMember, createWork, type MemberState, type WorkState } from "./bus/log/member-state.ts";
import { createProducer, type ProducerState } from "./bus/log/producer-state.ts";
import { createSharing, type SharingState } from "./bus/log/sharing-state.ts";
import { createInstanceEffects, type InstanceEffects } from "./effects-state.ts";
import type { Program, ServicePlan } from "./program.ts";
import { createRetries } from "./parts.ts";
import type { InstanceRetries } from "./retrying-state.ts";
import { createInstanceSourcing, type InstanceSourcing } from "./sourcing-state.ts";
import { createInstanceSchemas, type InstanceSchemas } from "./schemas-state.ts";

export type Health = "up" | "paused" | "stopping" | "stopped" | "crashed";

export interface PublishingState {
  /** Goes up with each new schedule; calls of an older one do nothing. */
  version: number;
  /** What the rate is multiplied by (the fault `change-rate`). */
  rateFactor: number;
  /** Since when the present schedule counts, and how many of its moments have come. */
  sinceUs: Micros;
  moments: number;
  /** Messages made on its own account, for their ordinals. */
  made: number;
  /** How far its clock is off: added to the time of what it makes. */
  clockSkewMs: number;
}

export function createPublishing(clockSkewMs = 0): PublishingState {
  return { version: 0, rateFactor: 1, sinceUs: 0, moments: 0, made: 0, clockSkewMs };
}

/** How an instance is restarted in its turn. */
export interface Turn {
  /** From its stop to its start, and from there to the next one's turn. */
  readonly downUs: Micros;
  readonly pauseUs: Micros;
  /** In a deployment: the schema version that it writes (reads with) from its start on, -1 where that stays. */
  readonly writer?: number;
  readonly reader?: number;
}

export interface InstanceState {
  health: Health;
  /** Whether it ever ran: its next start is then a restart. */
  hasRun: boolean;
  /** 1 is normal, 4 takes four times as long. */
  slowFactor: number;
  /** What is to happen when its pause (stop) or its stopping (start) is over. */
  wanted: "nothing" | "stop" | "start";
  slowVersion: number;
  /** Its turn in a rolling restart: it is stopping, down, or about to pass the turn on. */
  turn: Turn | null;
  publishing: PublishingState;
  producer: ProducerState;
  member: MemberState;
  /** What a client of a share group remembers besides; unused in others. */
  sharing: SharingState;
  work: WorkState;
  /** null where the service takes and makes no synchronous calls. */
  calls: CallsState | null;
  /** null where the service has neither an effect nor a database. */
  effects: InstanceEffects | null;
  /** null where the scenario has no schemas. */
  schemas: InstanceSchemas | null;
  /** null where the scenario has no event store. */
  sourcing: InstanceSourcing | null;
  /** null where the scenario has no dead letter queue, no retry topic and no jitter. */
  retries: InstanceRetries | null;
}

/** An instance that was never started. */
export function createInstanceState(program: Program, plan: ServicePlan): InstanceState {
  const partitions = plan.targets.reduce((sum, topic) => sum + program.topics[topic]!.partitions, 0);
  const group = plan.group < 0 ? null : program.groups[plan.group]!;
  return {
    health: "stopped",
    hasRun: false,
    slowFactor: 1,
    wanted: "nothing",
    slowVersion: 0,
    turn: null,
    publishing: createPublishing(plan.config.clockSkewMs),
    producer: createProducer(
      plan.targets.length,
      partitions,
      program.cluster.brokers,
      plan.config.transactional && plan.targets.length > 0,
    ),
    member: createMember(group?.pairs.length ?? 0, group?.topics.length ?? 0, program.cluster.brokers),
    sharing: createSharing(),
    work: createWork(),
    calls: plan.config.http ? createCalls(plan) : null,
    effects: (program.effects?.services[plan.index] ?? null) === null ? null : createInstanceEffects(),
    schemas: program.schemas === null ? null : createInstanceSchemas(plan.config, group?.config ?? null),
    sourcing: program.sourcing === null ? null : createInstanceSourcing(),
    retries: program.retrying === null ? null : createRetries(group?.pairs.length ?? 0),
  };
}
