/** Registry of the production checklist; the order is that of the report within a severity. */
import type { Rule, RuleWithoutShow } from "#checklist/rule.ts";
import { acksNotAll } from "./acks-not-all.ts";
import { callsOutlastPoll } from "./calls-outlast-poll.ts";
import { commitsBeforeProcessing } from "./commits-before-processing.ts";
import { dualWrite } from "./dual-write.ts";
import { halfDone } from "./half-done.ts";
import { hotKey } from "./hot-key.ts";
import { idleMembers } from "./idle-members.ts";
import { lagUnwatched } from "./lag-unwatched.ts";
import { noCompatibility } from "./no-compatibility.ts";
import { noDeadLetterQueue } from "./no-dead-letter-queue.ts";
import { noEnvelope } from "./no-envelope.ts";
import { noHeadroom } from "./no-headroom.ts";
import { noKey } from "./no-key.ts";
import { noIdempotence } from "./no-idempotence.ts";
import { noOwner } from "./no-owner.ts";
import { noSchema } from "./no-schema.ts";
import { nobodyReads } from "./nobody-reads.ts";
import { notIdempotent } from "./not-idempotent.ts";
import { oneInSync } from "./one-in-sync.ts";
import { oneReplica } from "./one-replica.ts";
import { outboxWithoutDeduplication } from "./outbox-without-deduplication.ts";
import { overRateLimit } from "./over-rate-limit.ts";
import { pollsTooSeldom } from "./polls-too-seldom.ts";
import { quietDeadLetters } from "./quiet-dead-letters.ts";
import { repeatsMuch } from "./repeats-much.ts";
import { retriesTooLong } from "./retries-too-long.ts";
import { retryStorm } from "./retry-storm.ts";
import { sessionTooShort } from "./session-too-short.ts";
import { shortRetention } from "./short-retention.ts";
import { singleInstance } from "./single-instance.ts";
import { startsAtLatest } from "./starts-at-latest.ts";
import { waitsForOthers } from "./waits-for-others.ts";

export const RULES: readonly (Rule | RuleWithoutShow)[] = [
  singleInstance,
  noDeadLetterQueue,
  commitsBeforeProcessing,
  notIdempotent,
  dualWrite,
  outboxWithoutDeduplication,
  pollsTooSeldom,
  callsOutlastPoll,
  retryStorm,
  shortRetention,
  noCompatibility,
  acksNotAll,
  oneReplica,
  oneInSync,
  noHeadroom,
  waitsForOthers,
  overRateLimit,
  halfDone,
  hotKey,
  noKey,
  repeatsMuch,
  retriesTooLong,
  sessionTooShort,
  noIdempotence,
  startsAtLatest,
  idleMembers,
  noSchema,
  noEnvelope,
  noOwner,
  nobodyReads,
  lagUnwatched,
  quietDeadLetters,
];
