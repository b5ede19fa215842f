/**
 * What a consumer client asks of its group protocol. Two answer: the classic one (`membership.ts`), whose leader assigns,
 * and the consumer protocol of KIP-848, where the coordinator does. Fetching, positions and commits are common to both.
 */
import type { InstanceProcess } from "#sim/instance-process.ts";

export interface MemberProtocol {
  /** Inside poll(): all that waits for the application's thread: losing, joining, giving up, taking over. */
  readonly poll: (self: InstanceProcess) => void;
  /** What a commit now would throw without being sent, null where it is sent. */
  readonly commitThrows: (
    self: InstanceProcess,
  ) => "RebalanceInProgressException" | "CommitFailedException" | null;
  /** The coordinator refused a commit; index into GROUP_ERRORS. */
  readonly commitRefused: (self: InstanceProcess, error: number) => void;
  /** close(): says goodbye where this is its way. What it owned is given up after this. */
  readonly leave: (self: InstanceProcess) => void;
  /** What was asked of a coordinator that is gone: it is asked again, or the member joins anew. */
  readonly coordinatorFailed?: (self: InstanceProcess) => void;
  /** The heartbeat thread's moment. */
  readonly heartbeatDue: (self: InstanceProcess) => void;
  /** max.poll.interval.ms may be over. */
  readonly pollDeadline: (self: InstanceProcess) => void;
}
