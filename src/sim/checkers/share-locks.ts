import { SHARE_ACKNOWLEDGEMENTS } from "#sim/fact-tables.ts";
import type { TraceRow } from "#sim/kernel/trace-recorder.ts";
import type { Checker } from "./checker.ts";

/** What a share group's rows have told of one record. */
interface Shared {
  is: "available" | "acquired" | "done" | "archived";
  who: number;
  /** As the group counts them, and all that ever were. */
  deliveries: number;
  acquired: number;
  sinceUs: number;
  processed: number;
}

export const shareLocks: Checker = {
  name: "share-locks",
  says: "In a share group a record is with one member at a time, each delivery counts one more up to the limit, a lock lasts its time, what the log has forgotten meanwhile is archived, and what is acknowledged or archived is never given out again.",
  origin: "KIP-932; kafka.server.share.SharePartition and InFlightState",
  protocols: ["share"],
  create({ past, program, holds }) {
    /** By pair, by offset. */
    const records = new Map<number, Map<number, Shared>>();
    const recordAt = (group: number, partition: number, offset: number): Shared => {
      const pair = past.pair(group, partition);
      const known = records.get(pair) ?? new Map<number, Shared>();
      records.set(pair, known);
      const record = known.get(offset) ?? {
        is: "available",
        who: -1,
        deliveries: 0,
        acquired: 0,
        sinceUs: 0,
        processed: 0,
      };
      known.set(offset, record);
      return record;
    };
    const each = (row: TraceRow, look: (record: Shared, offset: number) => void): void => {
      const group = past.groupOf(row.who);
      for (let offset = row.offset; offset < row.offset + row.extra; offset++)
        look(recordAt(group, row.where, offset), offset);
    };
    const isWith = (record: Shared, row: TraceRow, offset: number): void =>
      holds(
        record.is === "acquired" && record.who === row.who,
        row,
        () =>
          `the record at ${offset} is ${record.is}, ${record.who < 0 ? "with nobody" : `with ${record.who}`}`,
      );
    return {
      acquired(row) {
        const limit = past.planOf(row.who)!.config.deliveryCountLimit;
        each(row, (record, offset) => {
          holds(record.is === "available", row, () => `the record at ${offset} is ${record.is}`);
          record.deliveries++;
          record.acquired++;
          holds(
            row.what === record.deliveries && row.what <= limit,
            row,
            () => `delivery ${record.deliveries} of at most ${limit} is counted as ${row.what}`,
          );
          record.is = "acquired";
          record.who = row.who;
          record.sinceUs = row.timeUs;
        });
      },
      shareAcknowledged(row) {
        const says = SHARE_ACKNOWLEDGEMENTS[row.what]!;
        each(row, (record, offset) => {
          isWith(record, row, offset);
          if (says === "renew") {
            record.sinceUs = row.timeUs;
            return;
          }
          record.who = -1;
          record.is =
            says === "accept" || says === "gap" ? "done" : says === "reject" ? "archived" : "available";
          // What was never really delivered does not count.
          if (says === "return") record.deliveries--;
        });
      },
      lockExpired(row) {
        const lockUs = past.planOf(row.who)!.config.lockDurationMs * 1000;
        each(row, (record, offset) => {
          isWith(record, row, offset);
          holds(row.timeUs >= record.sinceUs + lockUs, row, () => `it was locked at ${record.sinceUs} µs`);
          record.is = "available";
          record.who = -1;
        });
      },
      archived(row) {
        const limit = past.planOf(row.who)!.config.deliveryCountLimit;
        each(row, (record, offset) => {
          holds(
            record.is === "archived" ||
              (record.is === "available" &&
                (record.deliveries >= limit || offset < past.logStart[row.where]!)),
            row,
            () => `the record at ${offset} is ${record.is} after ${record.deliveries} deliveries`,
          );
          record.is = "archived";
        });
      },
      processed(row) {
        const record = recordAt(past.groupOf(row.who), row.where, row.offset);
        record.processed++;
        holds(
          record.processed <= record.acquired,
          row,
          () => `it was given out ${record.acquired} times and processed ${record.processed} times`,
        );
      },
      committed(row) {
        const before = past.committed(row.what, row.where);
        const logStart = past.logStart[row.where]!;
        for (let at = Math.max(before, logStart); before >= 0 && at < row.offset; at++) {
          const record = records.get(past.pair(row.what, row.where))?.get(at);
          holds(
            record === undefined || record.is === "done" || record.is === "archived",
            row,
            () => `the record at ${at} is ${record?.is}`,
          );
        }
      },
      end() {
        for (const [pair, known] of records) {
          const group = Math.floor(pair / program.layout.partitionCount);
          const partition = pair % program.layout.partitionCount;
          let open = 0;
          for (const [offset, { is }] of known)
            if (is === "acquired" && offset >= past.committed(group, partition)) open++;
          const { recordLocksMax } = program.groups[group]!.config;
          holds(open <= recordLocksMax, null, () => `${open} records are locked, ${recordLocksMax} may be`);
        }
      },
    };
  },
};
