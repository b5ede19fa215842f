/** Registry of what is explained, in the order in which filters list it. */
import type { AnomalyKind } from "#sim/anomaly.ts";
import { archivedRecords } from "./archived-records.ts";
import { blockedProducer } from "./blocked-producer.ts";
import { brokerLoss } from "./broker-loss.ts";
import { consumerLoss } from "./consumer-loss.ts";
import { deadLetter } from "./dead-letter.ts";
import { duplicate } from "./duplicate.ts";
import { lostEvent, missingEffect, phantomEvent, repeatedEffect, wrongValue } from "./effects.ts";
import { expiredOffset } from "./expired-offset.ts";
import { fencedProducer } from "./fenced-producer.ts";
import { givenUp } from "./given-up.ts";
import { halfDoneByEvents } from "./half-done-by-events.ts";
import { halfDone } from "./half-done.ts";
import { hungTransaction } from "./hung-transaction.ts";
import { lockExpired } from "./lock-expired.ts";
import { limitedRequest } from "./limited-request.ts";
import { logDuplicate } from "./log-duplicate.ts";
import { noOffset } from "./no-offset.ts";
import { offlinePartition } from "./offline-partition.ts";
import { rebalance } from "./rebalance.ts";
import { lateCopy } from "./late-copy.ts";
import { redriveLoop } from "./redrive-loop.ts";
import { repeatedCopy } from "./repeated-copy.ts";
import { ringingQueue } from "./ringing-queue.ts";
import { refusedCommit } from "./refused-commit.ts";
import { refusedReset } from "./refused-reset.ts";
import { refusedRequest } from "./refused-request.ts";
import { reorder } from "./reorder.ts";
import { retiredOffset } from "./retired-offset.ts";
import { sendFailed } from "./send-failed.ts";
import { skippedRecords } from "./skipped-records.ts";
import { countedTwice, lostUpdate, overdrawn } from "./store-decisions.ts";
import { uncleanElection } from "./unclean-election.ts";
import { underMinIsr } from "./under-min-isr.ts";
import { unreadableRecord } from "./unreadable-record.ts";
import { unsentLoss } from "./unsent-loss.ts";
import { workForNobody } from "./work-for-nobody.ts";

export const ANOMALIES: readonly AnomalyKind[] = [
  consumerLoss,
  givenUp,
  missingEffect,
  lostEvent,
  unsentLoss,
  sendFailed,
  brokerLoss,
  skippedRecords,
  archivedRecords,
  duplicate,
  repeatedEffect,
  phantomEvent,
  wrongValue,
  logDuplicate,
  repeatedCopy,
  lockExpired,
  reorder,
  lateCopy,
  rebalance,
  refusedCommit,
  refusedReset,
  retiredOffset,
  expiredOffset,
  noOffset,
  fencedProducer,
  hungTransaction,
  blockedProducer,
  underMinIsr,
  offlinePartition,
  uncleanElection,
  unreadableRecord,
  overdrawn,
  lostUpdate,
  countedTwice,
  deadLetter,
  ringingQueue,
  redriveLoop,
  halfDone,
  halfDoneByEvents,
  refusedRequest,
  limitedRequest,
  workForNobody,
];
