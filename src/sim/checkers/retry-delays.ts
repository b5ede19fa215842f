import { pauseUsOf } from "#sim/pauses.ts";
import { START_REASONS } from "#sim/fact-tables.ts";
import type { TraceRow } from "#sim/kernel/trace-recorder.ts";
import type { ConsumerGroupConfig } from "#sim/kinds/consumer-group.ts";
import type { Checker } from "./checker.ts";

/** The least pause after a dead letter that could not be written, and for a record that cannot be read. */
const RECOVERY_PAUSE_US = 1_000_000;

/** Between which bounds the pause after a failed attempt (from 1) lies, µs. `lastUs`: the pause before, 0 for none. */
function rangeUs(config: ConsumerGroupConfig, attempt: number, lastUs: number): readonly [number, number] {
  const dUs = pauseUs(config, attempt);
  const baseUs = config.backoffMs * 1000;
  switch (config.jitter) {
    case "none":
      return [dUs, dUs];
    case "full":
      return [0, dUs];
    case "equal":
      return [Math.floor(dUs / 2), dUs];
    case "ratio":
      return [
        Math.floor(dUs * (1 - config.jitterPercent / 100)),
        Math.ceil(dUs * (1 + config.jitterPercent / 100)),
      ];
    case "decorrelated": {
      const capUs = config.backoffMaxMs * 1000;
      return [Math.min(baseUs, capUs), Math.min(capUs, 3 * Math.max(baseUs, lastUs))];
    }
  }
}

/** The pause after a failed attempt (from 1) in µs without jitter, grown step by step as the setting says. */
function pauseUs({ backoffMs, backoffFactor, backoffMaxMs }: ConsumerGroupConfig, attempt: number): number {
  let ms = backoffMs;
  for (let n = 1; n < attempt && ms < backoffMaxMs && backoffFactor > 1 && ms > 0; n++) ms *= backoffFactor;
  return Math.round(Math.min(ms, backoffMaxMs) * 1000);
}

export const retryDelays: Checker = {
  name: "retry-delays",
  says: "The next attempt comes no sooner than the backoff after a failure, and counts one more.",
  origin: "Spring's ExponentialBackOff",
  protocols: ["classic", "consumer"],
  create({ past, holds }) {
    /** By (instance, partition): the record that waits there. */
    const waiting = new Map<
      number,
      {
        readonly claim: number;
        readonly offset: number;
        readonly attempt: number;
        readonly notBeforeUs: number;
      }
    >();
    const attempts = new Map<number, number>();
    /** By (instance, partition): how long the last pause was. */
    const pauses = new Map<number, number>();
    /** By instance: the record that its deserializer could not read last; whose failed record that is. */
    const unread = new Map<number, TraceRow>();
    const unreadable = new Set<number>();
    /** Whose send has failed since its last attempt. */
    const unwritten = new Set<number>();
    /** Whose retry budget made its last attempt the last one. */
    const overBudget = new Set<number>();
    return {
      deserializationFailed: (row) => void unread.set(row.who, row),
      failed(row) {
        attempts.set(row.who, row.extra);
        unwritten.delete(row.who);
        overBudget.delete(row.who);
        const last = unread.get(row.who);
        if (last?.where === row.where && last.offset === row.offset) unreadable.add(row.who);
        else unreadable.delete(row.who);
      },
      budgetSpent: (row) => void overBudget.add(row.who),
      produceFailed: (row) => void unwritten.add(row.who),
      backedOff(row) {
        const { config } = past.planOf(row.who)!;
        let attempt = attempts.get(row.who) ?? 0;
        const lane = past.pair(row.who, row.where);
        const lastUs = attempt > 1 ? (pauses.get(lane) ?? 0) : 0;
        let [leastUs, mostUs] = rangeUs(config, attempt, lastUs);
        if (attempt >= config.maxAttempts && unreadable.has(row.who)) {
          leastUs = Math.max(RECOVERY_PAUSE_US, leastUs);
          mostUs = Math.max(RECOVERY_PAUSE_US, mostUs);
        }
        const isLast = attempt >= config.maxAttempts || unreadable.has(row.who) || overBudget.has(row.who);
        if (isLast && unwritten.has(row.who)) {
          // Its dead letter could not be written: it is taken up again as if it had never failed.
          [leastUs, mostUs] = rangeUs(config, 1, 0).map((us) => Math.max(RECOVERY_PAUSE_US, us)) as [
            number,
            number,
          ];
          attempt = 0;
        }
        const pauseUs = pauseUsOf(row);
        pauses.set(lane, pauseUs);
        holds(
          pauseUs >= leastUs && pauseUs <= mostUs,
          row,
          () => `the pause after attempt ${attempt} is ${leastUs} to ${mostUs} µs`,
        );
        const claim = past.claim(row.who, row.where);
        if (claim?.isHeld !== true) return;
        const { number } = claim;
        const { offset, timeUs } = row;
        waiting.set(past.pair(row.who, row.where), {
          claim: number,
          offset,
          attempt,
          notBeforeUs: timeUs + pauseUs,
        });
      },
      // A batch that a transaction takes back is taken up as if it had never been tried.
      positioned(row) {
        if (START_REASONS[row.extra] === "sought") waiting.delete(past.pair(row.who, row.where));
      },
      started(row) {
        const lane = past.pair(row.who, row.where);
        const before = waiting.get(lane);
        const claim = past.claim(row.who, row.where);
        waiting.delete(lane);
        const isSame =
          before?.claim === claim?.number && before?.offset === row.offset && claim?.isHeld === true;
        if (before === undefined || !isSame) {
          holds(row.extra === 1, row, () => "no attempt failed before it");
          return;
        }
        holds(row.extra === before.attempt + 1, row, () => `attempt ${before.attempt} came before`);
        holds(row.timeUs >= before.notBeforeUs, row, () => `it should wait until ${before.notBeforeUs} µs`);
      },
    };
  },
};
