/**
 * What a copy of a record carries in its headers, whether it is a dead letter, waits in a retry topic or was redriven:
 * where it came from, how often and when it failed. Written when the message is made, anew after every seek back, so that
 * checkpoints need not hold it.
 */
import type { Micros } from "#base/units.ts";
import type { MessageId } from "#sim/kernel/message-store.ts";

/** Why the last attempt failed, by the code of `Copy.death`: the application threw, or its deserializer did. */
export const DEATHS = ["processing", "deserialization"] as const;

/** The headers of a copy (as Spring's DeadLetterPublishingRecoverer and RetryTopic have them). */
export interface Copy {
  readonly is: "dead-letter" | "retry" | "redriven";
  /** The message that was published first: the event's identity stays. */
  readonly original: MessageId;
  /** x-original-partition (of the run) and x-original-offset. */
  readonly partition: number;
  readonly offset: number;
  /** Index of the group that failed: x-consumer-group. */
  readonly group: number;
  /** x-attempts: all that were made, in whatever topic. */
  readonly attempts: number;
  /** x-first-failed-at and x-last-failed-at; -1 where it never failed itself (it was parked). */
  readonly firstFailedUs: Micros;
  readonly lastFailedUs: Micros;
  /** x-exception-class: index into DEATHS. */
  readonly death: number;
  /** How often it was redriven. */
  readonly redrives: number;
  /** Tier of the retry topic that it is for, from 1; 0: for none. */
  readonly tier: number;
  /** Not to be tried before; 0: at once. */
  readonly notBeforeUs: Micros;
  /** Whether no attempt at it can succeed. */
  readonly isPoisoned: boolean;
  /** Of a redriven one: the topic (of the run) and offset of the dead letter; else -1. */
  readonly queue: number;
  readonly letter: number;
}

export class CopyTable {
  readonly #copies = new Map<MessageId, Copy>();

  set(message: MessageId, copy: Copy): void {
    this.#copies.set(message, copy);
  }

  /** A message takes a number over that another course of events had given to a copy. */
  clear(message: MessageId): void {
    this.#copies.delete(message);
  }

  /** The headers; undefined where the message is no copy. */
  of(message: MessageId): Copy | undefined {
    return this.#copies.get(message);
  }

  /** The message that carries the event first: itself where it is no copy. */
  originalOf(message: MessageId): MessageId {
    return this.#copies.get(message)?.original ?? message;
  }

  /** Takes what another table says of the first `length` messages. */
  copyFrom(other: CopyTable, length: number): void {
    this.#copies.clear();
    for (const [message, copy] of other.#copies) if (message < length) this.#copies.set(message, copy);
  }

  /** Roughly. */
  get bytesHeld(): number {
    return this.#copies.size * 200;
  }
}

/** The table of a run. */
export function createCopies(): CopyTable {
  return new CopyTable();
}
