/** Steps of a journey through retry topics, dead letter queues and redrives, in words. */
import { pauseUsOf } from "./pauses.ts";
import type { FactName } from "./facts.ts";
import type { JourneyStep } from "./journey.ts";
import { amountText, numberText, ordinalText, spanText } from "./words.ts";

interface Telling {
  name(subject: number): string;
  place(partition: number): string;
  groupName(step: JourneyStep): string;
}

interface Said {
  readonly text: string;
  readonly tone: "good" | "wait" | "bad";
}

type Saying = (step: JourneyStep, t: Telling) => Said;

export const RETRY_STEPS: Partial<Readonly<Record<FactName, Saying>>> = {
  movedToRetry: (step, t) => ({
    text: `${t.name(step.who)} puts it as message ${numberText(step.what)} into the retry topic of tier ${step.extra}; the partition goes on.`,
    tone: "wait",
  }),
  parked: (step, t) => ({
    text: `${t.name(step.who)} puts it untried as message ${numberText(step.what)} into the retry topic of tier ${step.extra}: an earlier message of its key waits there.`,
    tone: "wait",
  }),
  notDueYet: (step, t) => ({
    text: `It is not due for another ${spanText(pauseUsOf(step))}: ${t.name(step.who)} leaves the partition alone until then.`,
    tone: "wait",
  }),
  redriven: (step, t) => ({
    text: `It stands at ${t.place(step.where)} again, redriven for the ${ordinalText(step.extra)} time, behind everything that came meanwhile.`,
    tone: "wait",
  }),
  redriveRefused: (step) => ({
    text: `It stays in the dead letter queue: it was redriven ${amountText(step.extra, "time")} already.`,
    tone: "bad",
  }),
  deadLetterDiscarded: () => ({
    text: "Somebody throws it away: it will never be processed.",
    tone: "bad",
  }),
  deadLetterMended: () => ({
    text: "Somebody mends it: sent again, it can be processed.",
    tone: "good",
  }),
  processedLate: (step) => ({
    text: `A later message of its key (message ${numberText(step.extra)}) had been processed before it.`,
    tone: "bad",
  }),
  budgetSpent: (step, t) => ({
    text: `${t.name(step.who)} does not try it again: its retry budget is spent.`,
    tone: "bad",
  }),
  copyRepeated: (step, t) => ({
    text: `Group ${t.groupName(step)} had processed the original, message ${numberText(step.extra)}: this is a duplicate.`,
    tone: "bad",
  }),
};

/** Facts by which a group is done with a record at its place, other than processing it. */
export const DEALT_WITH: ReadonlySet<FactName> = new Set<FactName>([
  "deadLettered",
  "skipped",
  "movedToRetry",
  "parked",
]);
