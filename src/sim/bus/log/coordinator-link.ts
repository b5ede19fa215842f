/**
 * The way between a client and a coordinator: every request and every answer is sent, and written down, here. Commits are
 * as many as batches: of those to the one broker that never fails only refusals are written down, since the rows of the
 * committed offsets say that they arrived and were taken.
 */
import { PROTOCOL_MESSAGES } from "#sim/fact-tables.ts";
import { Fact } from "#sim/facts.ts";
import type { InstanceProcess } from "#sim/instance-process.ts";
import { Link, type Kernel } from "#sim/kernel/kernel.ts";
import { coordinatorBroker, reaches } from "./cluster-state.ts";
import { Instance } from "./handlers.ts";

/** What is asked, as trace rows number it. */
export const Protocol = {
  joinGroup: PROTOCOL_MESSAGES.indexOf("JoinGroup"),
  syncGroup: PROTOCOL_MESSAGES.indexOf("SyncGroup"),
  heartbeat: PROTOCOL_MESSAGES.indexOf("Heartbeat"),
  leaveGroup: PROTOCOL_MESSAGES.indexOf("LeaveGroup"),
  offsetCommit: PROTOCOL_MESSAGES.indexOf("OffsetCommit"),
  offsetFetch: PROTOCOL_MESSAGES.indexOf("OffsetFetch"),
  consumerGroupHeartbeat: PROTOCOL_MESSAGES.indexOf("ConsumerGroupHeartbeat"),
  shareGroupHeartbeat: PROTOCOL_MESSAGES.indexOf("ShareGroupHeartbeat"),
  txnOffsetCommit: PROTOCOL_MESSAGES.indexOf("TxnOffsetCommit"),
} as const;

/** retry.backoff.ms of a consumer. */
const RETRY_BACKOFF_US = 100_000;

/** Sends a request to the coordinator of the member's group. `what`: one of `Protocol`; `generation`: or epoch, -1 for none. */
export function askCoordinator(
  self: InstanceProcess,
  handler: number,
  what: number,
  generation: number,
  parcel: unknown,
): void {
  const { kernel } = self;
  const hasCluster = kernel.program.cluster.nodeId !== null;
  if (hasCluster) {
    const broker = coordinatorBroker(kernel, self.groupIndex);
    self.state.member.coordinatorIs = broker;
    if (broker < 0 || !reaches(kernel, self.who, broker)) return loseCoordinator(self);
  }
  const arrivesUs = self.arrival(Link.toCoordinator);
  if (hasCluster || what !== Protocol.offsetCommit)
    self.note(Fact.requested, what, -1, generation, arrivesUs - kernel.nowUs);
  kernel.calendar.push(arrivesUs, self.coordinator, 0, handler, self.index, self.life.incarnation, 0, parcel);
}

/** It has no coordinator, or lost the connection to it, and looks for it again after retry.backoff.ms. */
export function loseCoordinator(self: InstanceProcess): void {
  const { member } = self.state;
  if (member.isLookingForCoordinator) return;
  member.isLookingForCoordinator = true;
  self.after(RETRY_BACKOFF_US, Instance.coordinatorFailed);
}

/** Whom a coordinator answers. */
export interface Addressee {
  readonly process: number;
  readonly incarnation: number;
}

/** What an answer says, for the trace: `error` is an index into PROTOCOL_ERRORS. */
export interface Said {
  readonly what: number;
  readonly error: number;
  /** Or epoch, -1 for none. */
  readonly generation: number;
}

/** Sends a coordinator's answer back to a client's handler. */
export function answerMember(
  kernel: Kernel,
  { process, incarnation }: Addressee,
  { what, error, generation }: Said,
  handler: number,
  a = 0,
  b = 0,
  parcel?: unknown,
): void {
  const client = kernel.processes[process]!;
  // Whose process is gone has no connection any more.
  if (client.life.incarnation !== incarnation) return;
  const arrivesUs = client.arrival(Link.fromCoordinator);
  if (what !== Protocol.offsetCommit || error !== 0 || kernel.program.cluster.nodeId !== null) {
    const travelUs = arrivesUs - kernel.nowUs;
    kernel.trace.record(kernel.nowUs, Fact.answered, client.who, what, error, generation, travelUs);
  }
  kernel.calendar.push(arrivesUs, process, incarnation, handler, a, b, 0, parcel);
}

/** Writes down an answer that nobody waits for. */
export function noteAnswer(kernel: Kernel, process: number, { what, error, generation }: Said): void {
  const { who } = kernel.processes[process]!;
  kernel.trace.record(kernel.nowUs, Fact.answered, who, what, error, generation, kernel.program.latencyUs);
}
