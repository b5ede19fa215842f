/** One lazy timer for everything of a producer that may run out: requests, batches, waits for memory. */
import type { Micros } from "#base/units.ts";
import type { InstanceProcess } from "#sim/instance-process.ts";
import { Instance } from "./handlers.ts";
import { CONNECTION } from "./producer-state.ts";

/** Sees to it that the timer calls by then; it may call sooner for nothing. */
export function armTimer(self: InstanceProcess, atUs: Micros): void {
  const { producer } = self.state;
  if (producer.timerUs >= 0 && producer.timerUs <= atUs) return;
  producer.timerUs = atUs;
  self.after(Math.max(0, atUs - self.kernel.nowUs), Instance.producerTimer);
}

/** After the timer has called: arms it for whatever runs out next. */
export function armTimerAgain(self: InstanceProcess): void {
  const { batches } = self.kernel;
  const { producer } = self.state;
  let nextUs = Infinity;
  const until = (us: Micros): void => {
    if (us < nextUs) nextUs = us;
  };
  for (const first of producer.inFlight) {
    until(batches.sentUs(first) + self.sending.requestTimeoutUs);
    for (let batch = first; batch >= 0; batch = batches.nextInRequest(batch))
      if (!batches.isGivenUp(batch)) until(batches.createdUs(batch) + self.sending.deliveryTimeoutUs);
  }
  // Only the first of a queue is looked at, though an older one may stand behind it after a retry.
  for (const local of producer.waiting)
    until(batches.createdUs(producer.heads[local]!) + self.sending.deliveryTimeoutUs);
  producer.connection.forEach((is, node) => {
    if (is === CONNECTION.opening) until(producer.connectUs[node]!);
  });
  if (producer.blockedSinceUs >= 0) until(producer.blockedSinceUs + self.sending.maxBlockUs);
  if (nextUs < Infinity) armTimer(self, nextUs);
}
