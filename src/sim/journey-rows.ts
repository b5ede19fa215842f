/**
 * Which rows of the trace concern a message. Many rows speak of a range of offsets or of a batch; here they are traced
 * to the one message, and what explains its fate (a crash of who had it in hand) is told from what does not.
 */
import { pauseUsOf } from "./pauses.ts";
import { Fact, FACT_NAMES } from "./facts.ts";
import type { Reader, Tracked } from "./journey-tracked.ts";
import type { MessageStore } from "./kernel/message-store.ts";
import { INSTANCES_MAX } from "./layout.ts";
import type { TraceRow } from "./kernel/trace-recorder.ts";

/** Takes the next row in: the index of the group at which it concerns the message, -1 for the producer's side, null if it does not. */
export function concerns(tracked: Tracked, row: TraceRow, messages: MessageStore): number | null {
  if (row.fact <= Fact.acknowledged) return ofProducer(tracked, row, messages);
  if (row.fact === Fact.dropped) return isDropped(tracked, row) ? -1 : null;
  if (row.who === tracked.producer && row.where === tracked.partition) {
    const isConcerned = ofSending(tracked, row, messages);
    if (isConcerned !== null) return isConcerned ? -1 : null;
  }
  if (row.who === tracked.producer && (row.fact === Fact.crashed || row.fact === Fact.stopped))
    tracked.isProducerGone = tracked.partition >= 0;
  if (tracked.offset < 0) return null;
  const reader = row.fact === Fact.committed ? byGroup(tracked, row.what) : tracked.readerOf(row.who);
  return reader !== undefined && ofReader(tracked, row, reader) ? reader.group : null;
}

function byGroup(tracked: Tracked, group: number): Reader | undefined {
  return tracked.readers.find((reader) => reader.group === group);
}

function ofProducer(tracked: Tracked, row: TraceRow, messages: MessageStore): number | null {
  const { message } = tracked;
  const { fact, what, where, offset, extra, who } = row;
  if (fact === Fact.produced) {
    if (what === message) tracked.setPartition(where);
    else if (offset !== message) return null;
    return what === message ? -1 : (tracked.readerOf(who)?.group ?? -1);
  }
  if (where !== tracked.partition) return null;
  if (fact === Fact.sent) {
    if (who !== tracked.producer || !isInBatch(message, what, offset, messages)) return null;
    tracked.isSent = true;
  } else if (fact === Fact.appended) {
    if (what !== message) return null;
    // What a deposed leader appends stands in its own log alone.
    if ((extra & 2) === 0) tracked.offset = offset;
    tracked.isUndecided = isTransactional(tracked);
  } else {
    if (who !== tracked.producer || !isInBatch(message, what, extra, messages)) return null;
    tracked.isAcknowledged = true;
  }
  return -1;
}

/** What else befalls its batch or its transaction; null for rows that tell of something else. */
function ofSending(tracked: Tracked, row: TraceRow, messages: MessageStore): boolean | null {
  const { message } = tracked;
  const { fact, what, offset, extra } = row;
  switch (FACT_NAMES[fact]) {
    case "produceRetried":
      return isInBatch(message, what, offset, messages);
    case "produceFailed":
      if (!isInBatch(message, what, offset, messages)) return false;
      tracked.isFailed = true;
      return true;
    case "duplicateRefused":
      return isInBatch(message, what, extra, messages);
    case "markerAppended":
      if (!tracked.isUndecided) return false;
      tracked.isUndecided = false;
      return true;
    default:
      return null;
  }
}

function isTransactional({ producer, program }: Tracked): boolean {
  return program.services[Math.floor(producer / INSTANCES_MAX)]!.config.transactional;
}

/** Messages of a batch hang together in the order of their making. */
function isInBatch(message: number, first: number, records: number, messages: MessageStore): boolean {
  if (first < 0) return false;
  for (let at = first, i = records; i > 0 && at >= 0 && at <= message; i--, at = messages.next(at))
    if (at === message) return true;
  return false;
}

/** Whether it will never be sent. */
function isOver({ isDropped: isGone, isFailed }: Tracked): boolean {
  return isGone || isFailed;
}

function isDropped(tracked: Tracked, row: TraceRow): boolean {
  if (row.who !== tracked.producer || tracked.partition < 0 || tracked.isSent || isOver(tracked))
    return false;
  tracked.isDropped = true;
  return true;
}

/** Whether a row about an instance of a reading group, or a commit of that group, concerns the message. */
function ofReader(tracked: Tracked, row: TraceRow, reader: Reader): boolean {
  const { who, what, where, offset } = row;
  const isHere = where === tracked.partition;
  switch (FACT_NAMES[row.fact]) {
    case "fetched":
      return isHere && covers(row, tracked.offset);
    case "delivered":
      return delivered(tracked, row, reader);
    case "started":
      return what === tracked.message;
    case "processed":
    case "skipped":
      return what === tracked.message && dealtWith(tracked, reader, who);
    case "deadLettered":
    case "movedToRetry":
    case "parked":
      return isHere && offset === tracked.offset && dealtWith(tracked, reader, who);
    case "failed":
    case "duplicated":
    case "redriven":
    case "deadLetterDiscarded":
    case "deadLetterMended":
    case "redriveRefused":
    case "processedLate":
    case "copyRepeated":
    case "budgetSpent":
      return what === tracked.message;
    case "backedOff":
    case "notDueYet":
      if (isHere && pauseUsOf(row) > 0) reader.hands.delete(who);
      return what === tracked.message;
    case "committed":
      return isHere && committed(tracked, row, reader);
    case "commitRefused":
      return isHere && offset > tracked.offset && reader.uncommitted.has(who);
    case "positioned":
      return isHere && positioned(tracked, row, reader);
    case "lost":
      return isHere && isLost(tracked, row, reader);
    case "revoked":
    case "lostPartition":
      return isHere && goes(reader, who);
    case "crashed":
    case "stopped":
    case "pollExpired":
      return goes(reader, who);
    case "startedUp":
      reader.hands.delete(who);
      return false;
    default:
      return false;
  }
}

function covers({ offset, extra }: TraceRow, at: number): boolean {
  return offset <= at && at < offset + extra;
}

/** A poll returned records: what the member had in hand before is dealt with or put back. */
function delivered(tracked: Tracked, row: TraceRow, reader: Reader): boolean {
  const { hands } = reader;
  if (hands.get(row.who) !== row.timeUs) hands.delete(row.who);
  if (row.where !== tracked.partition || !covers(row, tracked.offset)) return false;
  hands.set(row.who, row.timeUs);
  reader.isDelivered = true;
  return true;
}

function dealtWith({ offset }: Tracked, reader: Reader, who: number): boolean {
  reader.isHandled = true;
  reader.hands.delete(who);
  if (reader.committed <= offset) reader.uncommitted.add(who);
  return true;
}

/** A commit that passes the message. Where its owner has sought back, a later commit may be lower, and it can be passed again. */
function committed({ offset }: Tracked, row: TraceRow, reader: Reader): boolean {
  const passes = reader.committed <= offset && row.offset > offset;
  reader.committed = row.offset;
  if (passes) reader.uncommitted.clear();
  return passes;
}

/** A start before the message, which brings it back, or the first one after it while nobody has read it. */
function positioned({ offset }: Tracked, row: TraceRow, reader: Reader): boolean {
  if (row.offset <= offset) return reader.isDelivered;
  if (reader.isDelivered || reader.isPassed) return false;
  reader.isPassed = true;
  return true;
}

/** Committed, in the hand of a process that is gone, and dealt with by nobody. */
function isLost({ offset }: Tracked, row: TraceRow, reader: Reader): boolean {
  return row.offset <= offset && reader.committed > offset && !reader.isHandled && reader.hands.has(row.who);
}

/** Whoever goes takes the message with it, or the knowledge of having dealt with it. */
function goes(reader: Reader, who: number): boolean {
  const isConcerned = reader.hands.has(who) || reader.uncommitted.has(who);
  reader.uncommitted.delete(who);
  return isConcerned;
}
