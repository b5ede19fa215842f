/** The offset of a moment in a log of the run (ListOffsets by timestamp). */
import type { Kernel } from "#sim/kernel/kernel.ts";
import { firstAtOrAfter } from "./offset-reset.ts";

/** The first offset whose message was made at or after the moment (ms), -1 for none. */
export function offsetAtTime({ logs, messages }: Kernel, partition: number, timeMs: number): number {
  return firstAtOrAfter(logs.startOffset(partition), logs.endOffset(partition), timeMs, (offset) => {
    const message = logs.messageAt(partition, offset);
    return message < 0 ? -1 : Math.floor(messages.createdUs(message) / 1000);
  });
}
