/** Crashes at moments when an instance has much in hand, which several rules show harm by. */
import type { Reader } from "./drawing.ts";
import { earliestMs, mostPending } from "./moments.ts";
import { instanceNumber } from "./played.ts";
import type { Harm } from "./rule.ts";
import { withFault, type Stage } from "./stage.ts";
import { amountText } from "#sim/words.ts";

/** How long the instance stays down. */
const DOWN_MS = 10_000;
const AFTERWARDS_MS = 60_000;

const WHAT = {
  processed: "processed and not committed",
  committed: "committed and not processed",
} as const;

/** So many moments of one kind are tried at most, spread over the middle of the run. */
const TRIES = 8;
/** The smallest step of time in a document. */
const JUST_AFTER_MS = 0.001;

/** An instance crashes and comes back when an effect has just been done, and nobody but the other side knows it yet. */
export function* crashesAfterEffects(stage: Stage, reader: Reader): Iterable<Harm> {
  const played = stage.play(["effectApplied"]);
  const fromMs = earliestMs(played, reader.group.id);
  const own = played.rows.filter(
    ({ who, timeUs }) =>
      played.isInstanceOf(who, reader.service.id) && timeUs > fromMs * 1000 && timeUs < played.endMs * 667,
  );
  for (let tried = 0; tried < TRIES && tried < own.length; tried++) {
    const row = own[Math.floor((tried * own.length) / TRIES)]!;
    const instance = instanceNumber(row.who);
    const says = `${reader.service.name}-${instance} crashes when an effect is done and its message not committed.`;
    yield crash(stage, reader, { atMs: row.timeUs / 1000 + JUST_AFTER_MS, instance, says });
  }
}

/** An instance crashes and comes back: at the moments that promise the most, the best first. */
export function crashes(stage: Stage, reader: Reader, what: keyof typeof WHAT): readonly Harm[] {
  return mostPending(stage, reader, what).map(({ atMs, instance, amount }) => {
    const says = `${reader.service.name}-${instance} crashes with ${amountText(amount, "message")} in hand that ${amount === 1 ? "is" : "are"} ${WHAT[what]}.`;
    return crash(stage, reader, { atMs, instance, says });
  });
}

function crash(
  stage: Stage,
  { group, service }: Reader,
  { atMs, instance, says }: { readonly atMs: number; readonly instance: number; readonly says: string },
): Harm {
  const waitMs = DOWN_MS + group.number("sessionTimeoutMs") + AFTERWARDS_MS;
  const crashed = withFault(stage.lasting(atMs + waitMs), atMs, "crash", service.id, { instance });
  return {
    scenario: withFault(crashed, atMs + DOWN_MS, "restart", service.id, { instance }),
    atMs,
    says,
  };
}
