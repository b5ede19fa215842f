/** What one message of a run is, for whoever points at it. */
import type { Micros } from "#base/units.ts";
import { keyText } from "./bus/log/keys.ts";
import type { MessageId } from "./kernel/message-store.ts";
import { headersOf } from "./parts.ts";
import type { Header } from "./retrying/headers.ts";
import type { Run } from "./run.ts";

export interface MessageInfo {
  readonly message: MessageId;
  readonly key: string | null;
  readonly createdUs: Micros;
  /** Subject of the instance that produced it. */
  readonly producer: number;
  /** The message whose processing caused it, or -1. */
  readonly parent: MessageId;
  readonly amountCents: number;
  readonly poisoned: boolean;
  /** Of a dead letter, or a message that is retried or redriven: where it came from, how often and when it failed. */
  readonly headers?: readonly Header[];
}

/** Reads a message out of the run; null where the run, as it stands, has made no such message. */
export function messageOf(run: Run, message: MessageId): MessageInfo | null {
  const { messages } = run.kernel;
  if (!Number.isInteger(message) || message < 0 || message >= messages.length) return null;
  return {
    message,
    key: keyText(messages.key(message)),
    createdUs: messages.createdUs(message),
    producer: messages.producer(message),
    parent: messages.parent(message),
    amountCents: messages.amountCents(message),
    poisoned: messages.isPoisoned(message),
    ...(run.kernel.copies?.of(message) === undefined ? {} : { headers: headersOf(run.kernel, message) }),
  };
}
