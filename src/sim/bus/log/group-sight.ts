/** What views and summaries see of a group's coordinator, under whatever protocol. */
import { unreachable } from "#base/assert.ts";
import type { Micros } from "#base/units.ts";
import type { GROUP_STATES } from "#sim/frame.ts";
import type { Kernel, Process } from "#sim/kernel/kernel.ts";
import { sessionDeadlineOf } from "#sim/parts.ts";
import type { ConsumerCoordinatorState } from "./consumer-protocol-coordinator.ts";
import type { CoordinatorState } from "./coordinator-host.ts";
import type { OffsetsState } from "./group-offsets.ts";
import type { ShareProcessState } from "./share-types.ts";

export interface GroupSight {
  readonly state: (typeof GROUP_STATES)[number];
  /** Generation, or group epoch. */
  readonly generation: number;
  /** Rebalances begun so far, and since when one is under way (-1 for none). */
  readonly rebalances: number;
  readonly rebalanceSinceUs: Micros;
  /** When a phase that waits for members ends, -1 for no such. */
  readonly joinDeadlineUs: Micros;
  /** When the coordinator removes the members of an instance (subject) unless it hears of them; -1 if it knows none. */
  readonly sessionDeadlineUs: (who: number) => Micros;
}

/** What is known of group number `group`. */
export function sightOf(kernel: Kernel, group: number): GroupSight {
  const coordinator = kernel.processes[1 + group]!;
  const { protocol } = kernel.program.groups[group]!.config;
  switch (protocol) {
    case "classic":
      return classicSight((coordinator as Process<CoordinatorState>).state);
    case "consumer":
      return consumerSight((coordinator as Process<ConsumerCoordinatorState>).state);
    case "share":
      return shareSight((coordinator as Process<ShareProcessState>).state);
    default:
      return unreachable(protocol);
  }
}

/** How many members the coordinator counts. */
export function membersOf(kernel: Kernel, group: number): number {
  return (kernel.processes[1 + group]!.state as { group: { members: ReadonlyMap<string, unknown> } }).group
    .members.size;
}

/** The committed offsets of a group, by pair; -1 for none. Of a share group: where its records begin. */
export function offsetsOf(kernel: Kernel, group: number): readonly number[] {
  return (kernel.processes[1 + group]!.state as OffsetsState).offsets;
}

function classicSight({ group, rebalances, rebalanceSinceUs, whoIs }: CoordinatorState): GroupSight {
  return {
    state: group.state,
    generation: group.generation,
    rebalances,
    rebalanceSinceUs,
    joinDeadlineUs: group.joinTimer?.deadlineUs ?? -1,
    sessionDeadlineUs(who) {
      let deadlineUs = -1;
      for (const member of group.members.values()) {
        if (whoIs.get(member.memberId) === who && member.sessionDeadlineUs > deadlineUs)
          deadlineUs = member.sessionDeadlineUs;
      }
      return Number.isFinite(deadlineUs) ? deadlineUs : -1;
    },
  };
}

/** A share group has no rebalance: members come and go, and nobody waits. */
function shareSight({ group, whoIs }: ShareProcessState): GroupSight {
  return {
    state: group.state,
    generation: group.assignmentEpoch,
    rebalances: 0,
    rebalanceSinceUs: -1,
    joinDeadlineUs: -1,
    sessionDeadlineUs(who) {
      let deadlineUs = -1;
      for (const { memberId, sessionDeadlineUs } of group.members.values())
        if (whoIs.get(memberId) === who && Number.isFinite(sessionDeadlineUs))
          deadlineUs = Math.max(deadlineUs, sessionDeadlineUs);
      return deadlineUs;
    },
  };
}

function consumerSight(state: ConsumerCoordinatorState): GroupSight {
  return {
    state: state.group.state,
    generation: state.group.groupEpoch,
    rebalances: state.rebalances,
    rebalanceSinceUs: state.rebalanceSinceUs,
    joinDeadlineUs: -1,
    sessionDeadlineUs: (who) => sessionDeadlineOf(state, who),
  };
}
