/** Registry of the patterns; the order is that of the inspector's list. */
import { bulkhead, callRetries, circuitBreaker, rateLimiter } from "./families/calls.ts";
import { deadLetters } from "./families/dead-letters.ts";
import { delivery } from "./families/delivery.ts";
import { aggregate, readModel } from "./families/event-sourcing.ts";
import { idempotency } from "./families/idempotency.ts";
import { publication } from "./families/outbox.ts";
import { retention, startingPoint } from "./families/replay.ts";
import { retries } from "./families/retries.ts";
import { sagaByCalls, sagaByEvents } from "./families/sagas.ts";
import type { Pattern } from "./pattern.ts";

export const PATTERNS: readonly Pattern[] = [
  delivery,
  idempotency,
  publication,
  retries,
  deadLetters,
  callRetries,
  circuitBreaker,
  bulkhead,
  rateLimiter,
  sagaByCalls,
  sagaByEvents,
  aggregate,
  readModel,
  startingPoint,
  retention,
];
