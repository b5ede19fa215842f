import type { Checker } from "./checker.ts";

export const retentionTakesOldBatches: Checker = {
  name: "retention-takes-old-batches",
  says: "Retention removes whole batches from the front, and by age only what is older than retention.ms.",
  origin: "Kafka's UnifiedLog.deleteOldSegments: whole segments, by their largest timestamp",
  create({ past, program, holds }) {
    // Whose clock is off says when, and retention goes by what it says.
    let areClocksRight = program.services.every(({ config }) => config.clockSkewMs === 0);
    // A send() that waits for room in the buffer has taken its record's time before (KafkaProducer.doSend).
    const waitsSince = new Map<number, number>();
    const calledAt = new Map<number, number>();
    return {
      sendBlocked(row) {
        if (!waitsSince.has(row.who)) waitsSince.set(row.who, row.timeUs);
      },
      produced(row) {
        const sinceUs = waitsSince.get(row.who);
        if (sinceUs === undefined) return;
        calledAt.set(row.what, sinceUs);
        waitsSince.delete(row.who);
      },
      clockSkewed(row) {
        if (row.extra !== 0) areClocksRight = false;
      },
      retired(row) {
        const { where, offset, timeUs } = row;
        const next = past.message(past.messageAt(where, offset) ?? -1);
        holds(
          offset === past.logEnd[where] ||
            next?.beginsBatch === true ||
            past.unseen.mayBeUnseen(-1, where, offset),
          row,
          () => `offset ${offset} lies inside a batch`,
        );
        const { retentionMs, retentionBytes } = program.topics[program.topicOfPartition[where]!]!.segments;
        // What compaction took before does not hold its segment back any more.
        const isCompacted =
          program.topics[program.topicOfPartition[where]!]!.config.cleanupPolicy !== "delete";
        if (retentionBytes >= 0 || !areClocksRight || isCompacted) return;
        const nowMs = Math.floor(timeUs / 1000);
        for (let at = past.logStart[where]!; at < offset; at++) {
          const message = past.messageAt(where, at) ?? -1;
          const createdMs = Math.floor((calledAt.get(message) ?? past.message(message)?.timeUs ?? 0) / 1000);
          holds(
            retentionMs >= 0 && nowMs - createdMs > retentionMs,
            row,
            () => `the record at ${at} is ${nowMs - createdMs} ms old and is kept for ${retentionMs} ms`,
          );
        }
      },
    };
  },
};
