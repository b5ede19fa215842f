/** What one instance remembers of its work with an event store. Plain data that checkpoints copy. */
/** A command in hand: it is loaded, decided and appended, as often as it takes. */
export interface Command {
  readonly aggregate: number;
  /** Negative for a withdrawal. */
  readonly amountCents: number;
  /** The record that brought it, and its pair and offset; -1 for a command of its own schedule. */
  readonly message: number;
  readonly pair: number;
  readonly offset: number;
  readonly ordinal: number;
  attempt: number;
  /** What it was decided on. */
  version: number;
  balanceCents: number;
}

export interface InstanceSourcing {
  nextCommand: number;
  readonly commands: Map<number, Command>;
  /** The event that a feed waits for: its position (-1: none), where what it has read ends, and which of its topics is next. */
  feedAt: number;
  feedUntil: number;
  feedTarget: number;
}

export function createInstanceSourcing(): InstanceSourcing {
  return { nextCommand: 1, commands: new Map(), feedAt: -1, feedUntil: -1, feedTarget: 0 };
}
