/** What is done to brokers in shows: each is tried, since who leads what is known only by running. */
import type { Scenario } from "#scenario/document.ts";
import type { Drawing, Thing } from "./drawing.ts";
import { withFault } from "./stage.ts";

/** Messages a second that a topic gets in a peak: then there is always something under way. */
const PEAK_PER_SECOND = 500;

/** Numbers of the cluster's brokers, from 1; none where there is no cluster. */
export function brokersOf({ cluster }: Drawing): readonly number[] {
  return cluster === null ? [] : Array.from({ length: cluster.number("brokers") }, (_, index) => index + 1);
}

/** The services that publish to a topic do so much more between two moments. */
export function withPeak(
  scenario: Scenario,
  drawing: Drawing,
  topic: Thing,
  fromMs: number,
  untilMs: number,
): Scenario {
  const factor = Math.min(1000, Math.max(1, Math.ceil(PEAK_PER_SECOND / Math.max(0.5, drawing.rate(topic)))));
  let changed = scenario;
  for (const service of drawing.publishers(topic)) {
    if (service.value("publishes") === "per-message") continue;
    changed = withFault(changed, fromMs, "change-rate", service.id, { factor });
    changed = withFault(changed, untilMs, "change-rate", service.id, { factor: 1 });
  }
  return changed;
}
