/** What the rest of the simulator uses of retry topics, dead letter queues and redrives. */
export { backoffWithJitterUs } from "#sim/retrying/backing-off.ts";
export { earnRetry, mayRetry } from "#sim/retrying/budget.ts";
export { createCopies } from "#sim/retrying/copies.ts";
export { createRetries, noteCopy, noteFailure, noteProcessedCopy } from "#sim/retrying/copying.ts";
export { headersOf } from "#sim/retrying/headers.ts";
export { retryingHost } from "#sim/retrying/host.ts";
export { isRedriven, planRetrying } from "#sim/retrying/plan.ts";
export { createRetrying, isPoisonedCopy, noteAppended } from "#sim/retrying/queues.ts";
export { redrive, redriveDue } from "#sim/retrying/redriving.ts";
export {
  beginMove,
  breakMove,
  endMove,
  fencedTier,
  leftTheTiers,
  nextTier,
  notDueForUs,
  targetOfTier,
} from "#sim/retrying/retry-topics.ts";
export { retriesOf } from "#sim/retrying/sight.ts";
export { judgeRetries } from "#sim/judge-retries.ts";
