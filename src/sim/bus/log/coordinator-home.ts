/**
 * Where a group's coordinator lives: on the broker that leads the group's partition of __consumer_offsets. When that one
 * goes, another one loads what was written: the last stable generation and the committed offsets.
 */
import { clone } from "#base/clone.ts";
import type { Kernel, Process } from "#sim/kernel/kernel.ts";
import { createClassicGroup } from "./classic-group.ts";
import { classicGroupDefaults, type ClassicGroup } from "./classic-group-types.ts";
import type { CoordinatorHost, CoordinatorState } from "./coordinator-host.ts";
import type { AssignedPairs, Subscription } from "./coordinator-types.ts";
import { coordinatorHome } from "./cluster-state.ts";
import { Instance } from "./handlers.ts";

type Group = ClassicGroup<Subscription, AssignedPairs>;

/** Whether requests are answered at this moment; where the coordinator has moved meanwhile, it loads the group first. */
export function isHome(self: Process<CoordinatorState> & { readonly host: CoordinatorHost }): boolean {
  const { kernel, state, who } = self;
  if (kernel.program.cluster.nodeId === null) return true;
  const broker = coordinatorHome(kernel, who);
  if (broker < 0) return false;
  if (state.home >= 0 && state.home !== broker) load(self);
  state.home = broker;
  return true;
}

/** Keeps what a coordinator writes down: called whenever a generation is stable, or the group empty. */
export function storeGroup(kernel: Kernel, state: CoordinatorState): void {
  if (kernel.program.cluster.nodeId !== null) state.stored = clone(state.group);
}

/** The new coordinator begins with what was written; whoever waits for an answer of the old one hears that it is gone. */
function load(self: Process<CoordinatorState> & { readonly host: CoordinatorHost }): void {
  const { kernel, state, host, who } = self;
  for (const { process, incarnation } of state.requests.values()) {
    const client = kernel.processes[process]!;
    kernel.calendar.push(
      kernel.nowUs + kernel.program.latencyUs,
      client.index,
      incarnation,
      Instance.coordinatorFailed,
      0,
      0,
      0,
    );
  }
  state.requests.clear();
  for (const timers of Object.values(state.timers)) timers.clear();
  state.group = loaded(state.stored, kernel, who);
  state.rebalanceSinceUs = -1;
  // Nobody is to be missed before it could have spoken (ClassicGroup's onLoaded).
  for (const member of state.group.members.values()) {
    member.sessionDeadlineUs = kernel.nowUs + member.sessionTimeoutMs * 1000;
    host.setTimer({ is: "session", memberId: member.memberId }, member.sessionDeadlineUs);
  }
}

function loaded(stored: Group | null, kernel: Kernel, who: number): Group {
  const { initialRebalanceDelayMs } = kernel.program.groups[who]!.config;
  if (stored === null)
    return createClassicGroup({ ...classicGroupDefaults, initialRebalanceDelayMs }, kernel.nowUs);
  const group = clone(stored);
  for (const member of group.members.values()) {
    member.joinRequestId = -1;
    member.syncRequestId = -1;
    member.isNew = false;
  }
  group.pendingMembers.clear();
  group.pendingSync.clear();
  group.awaitingJoin = 0;
  group.newMemberAdded = false;
  group.joinTimer = null;
  group.syncDeadlineUs = -1;
  return group;
}
