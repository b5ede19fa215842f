import { brokersOf, withPeak } from "#checklist/brokers.ts";
import { settingsFix } from "#checklist/fixes.ts";
import type { Harm, Place, Rule } from "#checklist/rule.ts";
import { withFault, type Stage } from "#checklist/stage.ts";
import { amountText } from "#sim/words.ts";

const PEAK_FROM_MS = 20_000;
const PEAK_MS = 2_000;
const CUT_MS = 3_000;
/** Moments within the peak at which the network may be cut. */
const CUTS_MS = [1_000.3, 1_004.9] as const;

export const noIdempotence: Rule = {
  id: "no-idempotence",
  title: "Sent again, and twice in the log",
  severity: "warning",
  says: "When an answer gets lost the producer sends again. Without idempotence the broker cannot tell that it has the batch already: it appends it twice, or behind later ones.",
  finds: (drawing) =>
    drawing.cluster === null
      ? []
      : drawing.services.flatMap((publisher) => {
          const isOpen =
            publisher.value("publishes") !== "none" &&
            publisher.value("acks") === "all" &&
            publisher.value("idempotence") === false &&
            publisher.number("retries") > 0;
          const [topic] = drawing.targets(publisher);
          if (!isOpen || topic === undefined) return [];
          return [
            {
              nodeId: publisher.id,
              aboutId: topic.id,
              says: `${publisher.name} sends again what is not acknowledged, and its producer is not idempotent.`,
              tryThis: "Turn enable.idempotence on: it costs nothing.",
              fix: settingsFix(`Make ${publisher.name} an idempotent producer`, publisher, {
                idempotence: true,
                maxInFlight: Math.min(5, publisher.number("maxInFlight")),
              }),
            },
          ];
        }),
  harm: (place, stage) => stage.first(cuts(place, stage), noIdempotence, place),
  shows({ aboutId }, played) {
    const topic = played.layout.topics.find(({ nodeId }) => nodeId === aboutId)?.name ?? "";
    const twice = played.surprises("log-duplicate", { topic });
    const turned = played.surprises("reorder", { topic });
    const [first] = [...twice, ...turned].sort((a, b) => a.atUs - b.atUs);
    if (first === undefined) return null;
    const sum = (found: typeof twice): number => found.reduce((total, { count }) => total + count, 0);
    return {
      atMs: first.atUs / 1000,
      says: `${amountText(sum(twice), "message")} twice in the log of ${topic}, ${amountText(sum(turned), "batch", "batches")} behind later ones.`,
    };
  },
};

function* cuts({ aboutId }: Place, stage: Stage): Iterable<Harm> {
  const { drawing } = stage;
  const topic = drawing.thing(aboutId);
  if (topic === undefined || drawing.cluster === null) return;
  const requestMs = Math.max(...drawing.publishers(topic).map((each) => each.number("requestTimeoutMs")));
  for (const after of CUTS_MS) {
    const atMs = PEAK_FROM_MS + after;
    const lasting = stage.lasting(atMs + requestMs + 30_000);
    const scenario = withPeak(lasting, drawing, topic, PEAK_FROM_MS, PEAK_FROM_MS + PEAK_MS);
    for (const instance of brokersOf(drawing))
      yield {
        scenario: withFault(scenario, atMs, "cut-network", drawing.cluster.id, {
          instance,
          from: "clients",
          durationMs: CUT_MS,
        }),
        atMs,
        says: `In a peak, the services do not reach broker-${instance} for ${CUT_MS / 1000} s; answers get lost.`,
      };
  }
}
