/** How long a group goes on trying a message that fails. */
import type { Thing } from "./drawing.ts";

/** A message that takes longer than this to give up is as bad as one that is never given up, in ms. */
export const GIVE_UP_MS_MAX = 120_000;

/** Time that the waits between the attempts of a group take together, in ms; not summed beyond `GIVE_UP_MS_MAX`. */
export function giveUpMs(group: Thing): number {
  let sum = 0;
  let wait = group.number("backoffMs");
  for (let attempt = 1; attempt < group.number("maxAttempts") && sum < GIVE_UP_MS_MAX; attempt++) {
    sum += Math.min(wait, group.number("backoffMaxMs"));
    wait *= group.number("backoffFactor");
  }
  return sum;
}
