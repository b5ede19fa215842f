/** How long to wait before the next attempt: growing backoff, and the kinds of chance in it (AWS Architecture Blog, "Exponential Backoff And Jitter"). */
import { unreachable } from "#base/assert.ts";
import type { Micros } from "#base/units.ts";
import type { ConsumerGroupConfig } from "#sim/kinds/consumer-group.ts";

/** The settings that a pause depends on. */
export type Backoff = Pick<
  ConsumerGroupConfig,
  "backoffMs" | "backoffFactor" | "backoffMaxMs" | "jitter" | "jitterPercent"
>;

/** The pause after the n-th failed attempt (from 1) without any chance in it: min(cap, base × factor^(n − 1)). */
export function plainBackoffUs(
  { backoffMs, backoffFactor, backoffMaxMs }: Omit<Backoff, "jitter" | "jitterPercent">,
  attempt: number,
): Micros {
  let ms = backoffMs;
  for (let n = 1; n < attempt && ms < backoffMaxMs; n++) {
    if (backoffFactor === 1 || ms === 0) break;
    ms *= backoffFactor;
  }
  return Math.round(Math.min(ms, backoffMaxMs) * 1000);
}

/** Between which bounds the pause after an attempt lies. `previousUs`: the pause before this one, 0 for none. */
function backoffRangeUs(
  backoff: Backoff,
  attempt: number,
  previousUs: Micros,
): { readonly fromUs: Micros; readonly toUs: Micros } {
  const dUs = plainBackoffUs(backoff, attempt);
  switch (backoff.jitter) {
    case "none":
      return { fromUs: dUs, toUs: dUs };
    case "full":
      return { fromUs: 0, toUs: dUs };
    case "equal":
      return { fromUs: Math.floor(dUs / 2), toUs: dUs };
    case "decorrelated": {
      const capUs = Math.round(backoff.backoffMaxMs * 1000);
      const baseUs = Math.min(capUs, Math.round(backoff.backoffMs * 1000));
      const lastUs = previousUs > 0 ? previousUs : baseUs;
      return { fromUs: baseUs, toUs: Math.max(baseUs, 3 * lastUs) };
    }
    case "ratio": {
      const share = backoff.jitterPercent / 100;
      return { fromUs: Math.floor(dUs * (1 - share)), toUs: Math.ceil(dUs * (1 + share)) };
    }
    default:
      return unreachable(backoff.jitter);
  }
}

/** The pause after an attempt. `chance`: uniform in (0, 1). The decorrelated kind is cut off at the cap after it was drawn. */
export function jitteredBackoffUs(
  backoff: Backoff,
  attempt: number,
  previousUs: Micros,
  chance: number,
): Micros {
  const { fromUs, toUs } = backoffRangeUs(backoff, attempt, previousUs);
  const drawnUs = fromUs + Math.round((toUs - fromUs) * chance);
  return backoff.jitter === "decorrelated"
    ? Math.min(Math.round(backoff.backoffMaxMs * 1000), drawnUs)
    : drawnUs;
}
