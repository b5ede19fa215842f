/** Registry of checkers, from the kernel over the log and the group to what a group promises. */
import { downCommitsNothing } from "./down-commits-nothing.ts";
import { effectsOnce } from "./effects-once.ts";
import { sagaEnds } from "./saga-ends.ts";
import { sagaStepsOnce } from "./saga-steps-once.ts";
import { atLeastOnce } from "./at-least-once.ts";
import { atMostOnce } from "./at-most-once.ts";
import { batchesArrive } from "./batches-arrive.ts";
import { causesBeforeEffects } from "./causes-before-effects.ts";
import { commitsOfTheGeneration } from "./commits-of-the-generation.ts";
import { commitsWithinPosition } from "./commits-within-position.ts";
import { committedOffsetRises } from "./committed-offset-rises.ts";
import { committedOnly } from "./committed-only.ts";
import { redrives } from "./redrives.ts";
import { retryTopics } from "./retry-topics.ts";
import { queueRings } from "./queue-rings.ts";
import { checkpointsWithinStore } from "./checkpoints-within-store.ts";
import { decidesOnNewest } from "./decides-on-newest.ts";
import { versionsWithoutGaps } from "./versions-without-gaps.ts";
import { deadLetters } from "./dead-letters.ts";
import { deliveriesWithoutGaps } from "./deliveries-without-gaps.ts";
import { downIsSilent } from "./down-is-silent.ts";
import { duplicatesExplained } from "./duplicates-explained.ts";
import { failingRecordBlocks } from "./failing-record-blocks.ts";
import { epochsRise } from "./epochs-rise.ts";
import { generationsRise } from "./generations-rise.ts";
import { keyDecidesPartition } from "./key-decides-partition.ts";
import { lagIsNeverNegative } from "./lag-is-never-negative.ts";
import { logStartRises } from "./log-start-rises.ts";
import { offsetsWithoutGaps } from "./offsets-without-gaps.ts";
import { oneMessageAnOffset } from "./one-message-an-offset.ts";
import { oneOwner } from "./one-owner.ts";
import { pollInterval } from "./poll-interval.ts";
import { producedConserved } from "./produced-conserved.ts";
import { readsWithinLog } from "./reads-within-log.ts";
import { recordsInHand } from "./records-in-hand.ts";
import { retentionTakesOldBatches } from "./retention-takes-old-batches.ts";
import { retryDelays } from "./retry-delays.ts";
import { revokedBeforeAssigned } from "./revoked-before-assigned.ts";
import { seenFromOutside } from "./seen-from-outside.ts";
import { schemasFit } from "./schemas-fit.ts";
import { sendOrderIsLogOrder } from "./send-order-is-log-order.ts";
import { releasedBeforeAssigned } from "./released-before-assigned.ts";
import { serverSession } from "./server-session.ts";
import { sessionTimeout } from "./session-timeout.ts";
import { settledGroup } from "./settled-group.ts";
import { startsAtCommitted } from "./starts-at-committed.ts";
import { shareLocks } from "./share-locks.ts";
import { timeGoesOn } from "./time-goes-on.ts";
import { transactionsEnd } from "./transactions-end.ts";
import { acksAllIsReplicated } from "./acks-all-is-replicated.ts";
import { acksAllSurvives } from "./acks-all-survives.ts";
import { highWatermarkRises } from "./high-watermark-rises.ts";
import { leaderInSync } from "./leader-in-sync.ts";
import { oneLeaderAnEpoch } from "./one-leader-an-epoch.ts";
import { strongIsr } from "./strong-isr.ts";
import { truncatesToLeader } from "./truncates-to-leader.ts";
import { watermarksInOrder } from "./watermarks-in-order.ts";
import type { Checker } from "./checker.ts";

export const checkers: readonly Checker[] = [
  timeGoesOn,
  offsetsWithoutGaps,
  oneMessageAnOffset,
  readsWithinLog,
  logStartRises,
  retentionTakesOldBatches,
  keyDecidesPartition,
  schemasFit,
  sendOrderIsLogOrder,
  batchesArrive,
  producedConserved,
  oneOwner,
  settledGroup,
  revokedBeforeAssigned,
  generationsRise,
  releasedBeforeAssigned,
  epochsRise,
  serverSession,
  sessionTimeout,
  pollInterval,
  commitsOfTheGeneration,
  commitsWithinPosition,
  committedOffsetRises,
  startsAtCommitted,
  deliveriesWithoutGaps,
  recordsInHand,
  downIsSilent,
  atMostOnce,
  atLeastOnce,
  duplicatesExplained,
  lagIsNeverNegative,
  causesBeforeEffects,
  retryDelays,
  failingRecordBlocks,
  deadLetters,
  retryTopics,
  redrives,
  queueRings,
  effectsOnce,
  sagaStepsOnce,
  sagaEnds,
  downCommitsNothing,
  versionsWithoutGaps,
  decidesOnNewest,
  checkpointsWithinStore,
  committedOnly,
  transactionsEnd,
  shareLocks,
  seenFromOutside,
  watermarksInOrder,
  highWatermarkRises,
  oneLeaderAnEpoch,
  leaderInSync,
  strongIsr,
  acksAllIsReplicated,
  acksAllSurvives,
  truncatesToLeader,
];
