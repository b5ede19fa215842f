/** Registry of forms of invariants. The key is what documents save; the order is that of the menus. */
import { atMostOnce } from "./at-most-once.ts";
import { deadLetters } from "./dead-letters.ts";
import type { InvariantForm } from "./form.ts";
import { lagUnder } from "./lag-under.ts";
import { latencyUnder } from "./latency-under.ts";
import { noLoss } from "./no-loss.ts";
import { orderKept } from "./order-kept.ts";
import { stateIsSum } from "./state-is-sum.ts";

export const FORMS: Readonly<Record<string, InvariantForm>> = {
  "at-most-once": atMostOnce,
  "no-loss": noLoss,
  "order-kept": orderKept,
  "lag-under": lagUnder,
  "latency-under": latencyUnder,
  "dead-letters": deadLetters,
  "state-is-sum": stateIsSum,
};

/** The form of this name, or undefined. */
export function formOf(kind: string): InvariantForm | undefined {
  return Object.hasOwn(FORMS, kind) ? FORMS[kind] : undefined;
}
