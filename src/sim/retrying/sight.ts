/** Dead letter queues as frames show them. */
import type { RetriesSight } from "#sim/frame.ts";
import type { Kernel } from "#sim/kernel/kernel.ts";
import { PARKED_ENTRY, retryingOf, waitingIn } from "./queues.ts";

/** The part of a frame. */
export function retriesOf(kernel: Kernel): RetriesSight {
  const { queues, parked } = retryingOf(kernel);
  return {
    waiting: queues.map((queue, topic) => (queue === null ? -1 : waitingIn(kernel, topic, queue))),
    parkedKeys: new Set(parked.filter((_, i) => i % PARKED_ENTRY === 1)).size,
  };
}
