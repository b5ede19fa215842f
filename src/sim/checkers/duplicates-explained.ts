import { START_REASONS } from "#sim/fact-tables.ts";
import { Fact } from "#sim/facts.ts";
import type { TraceRow } from "#sim/kernel/trace-recorder.ts";
import type { Checker } from "./checker.ts";
import type { Claim } from "./past.ts";

export const duplicatesExplained: Checker = {
  name: "duplicates-explained",
  says: "A record is processed once by each owner that got it: duplicates are at most what owners had read beyond where the next one started.",
  origin:
    "At-least-once: redelivery comes from position − committed offset at a loss of ownership, and from nothing else",
  protocols: ["classic", "consumer"],
  create({ past, holds }) {
    /**
     * By pair: how often each message was processed at its offset, how many were duplicates, and all claims. After an unclean
     * election an offset may name another message.
     */
    const times = new Map<number, Map<string, number>>();
    const duplicates = new Map<number, number>();
    const claims = new Map<number, Set<Claim>>();
    /** By pair: how far owners went back over what they had read. */
    const sought = new Map<number, number>();
    /** By claim number: the last offset that it has processed. */
    const last = new Map<number, number>();
    /** A second processing that still has to be called a duplicate by the next row. */
    let owed: { readonly row: TraceRow; readonly times: number } | null = null;
    return {
      any(row) {
        // Of a copy more is said first: that it comes late, and that the group has processed it elsewhere.
        if (owed === null || row.fact === Fact.processedLate || row.fact === Fact.copyRepeated) return;
        const { row: first, times: due } = owed;
        owed = null;
        const isSame = row.what === first.what && row.who === first.who && row.offset === first.offset;
        holds(isSame && row.extra === due, row, () => `processing number ${due} was not called a duplicate`);
      },
      positioned(row) {
        const claim = past.claim(row.who, row.where);
        const pair = past.pair(row.what, row.where);
        if (claim === undefined) return;
        claims.set(pair, (claims.get(pair) ?? new Set<Claim>()).add(claim));
        const reason = START_REASONS[row.extra];
        if (reason !== "sought" && reason !== "out-of-range") return;
        // It goes back to what was read: by hand, to the beginning of a batch that was aborted, or because there is nothing
        // where it was sent.
        last.set(claim.number, row.offset - 1);
        const readTo = Math.min(claim.furthest, past.logEnd[row.where]!);
        sought.set(pair, (sought.get(pair) ?? 0) + Math.max(0, readTo - row.offset));
      },
      processed(row) {
        const claim = past.claim(row.who, row.where);
        const pair = past.pair(past.groupOf(row.who), row.where);
        if (claim !== undefined) {
          const before = last.get(claim.number) ?? -1;
          const isSought = sought.has(pair);
          holds(
            isSought || row.offset > before,
            row,
            () => `the same owner has processed offset ${before} already`,
          );
          last.set(claim.number, row.offset);
        }
        const counts = times.get(pair) ?? new Map<string, number>();
        times.set(pair, counts);
        const place = `${row.offset} ${row.what}`;
        const count = (counts.get(place) ?? 0) + 1;
        counts.set(place, count);
        if (count === 1) return;
        duplicates.set(pair, (duplicates.get(pair) ?? 0) + 1);
        owed = { row, times: count };
      },
      end() {
        for (const [pair, count] of duplicates) {
          let allowed = sought.get(pair) ?? 0;
          let furthest = 0;
          for (const { start, furthest: reached } of claims.get(pair) ?? []) {
            allowed += Math.max(0, furthest - start);
            furthest = Math.max(furthest, reached);
          }
          holds(count <= allowed, null, () => `${count} duplicates, and ownership losses explain ${allowed}`);
        }
      },
    };
  },
};
