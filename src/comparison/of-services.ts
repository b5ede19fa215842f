/** What services have come to beyond their groups, read from a frame: calls, effects, outboxes, sagas, event stores. */
import { US_PER_MS } from "#base/units.ts";
import type { Frame, ServiceEffectsSight } from "#sim/frame.ts";
import type { Layout } from "#sim/layout.ts";
import type { PartMeasures } from "./measures.ts";

type Figures = Record<string, number | null>;

/** Figures of services and event stores, in the order of the layout; those that have none are left out. */
export function measuresOfParts(frame: Frame, layout: Layout): readonly PartMeasures[] {
  const figures = layout.services.map((): Figures => ({}));
  /** What a service has come to in two ways (sagas by calls and by events, several stores) is added up. */
  const put = (service: number, more: Figures): void => {
    const own = figures[service]!;
    for (const [id, value] of Object.entries(more)) own[id] = value === null ? value : (own[id] ?? 0) + value;
  };
  for (const sight of frame.effects?.services ?? []) put(sight.service, effectsOf(sight));
  for (const of of frame.calling?.services ?? []) {
    const { service, completed, failed, served, refused, limited, calls, timedOut, p99Us } = of;
    if (completed + failed > 0)
      put(service, { completed, failed, requestP99: p99Us < 0 ? null : p99Us / US_PER_MS });
    if (served + refused + limited > 0) put(service, { served, refused, limited });
    if (calls.length > 0) put(service, { timedOut });
    if (calls.length > 1) put(service, { halfDone: of.sagasHalfDone, undone: of.sagasUndone });
  }
  for (const { service, done, undone, halfDone } of frame.sagas?.origins ?? [])
    put(service, { sagasDone: done, undone, halfDone });
  for (const { readers } of frame.stores ?? [])
    for (const { service, lag, staleReads } of readers) put(service, { behind: lag, staleReads });
  const services = layout.services.map(({ nodeId, name }, at): PartMeasures => ({
    nodeId,
    name,
    figures: figures[at] ?? {},
  }));
  const stores = (frame.stores ?? []).map(
    ({ events, conflicts, givenUp, overdrawn, lostCents }, at): PartMeasures => ({
      nodeId: layout.stores?.[at]?.nodeId ?? "",
      name: layout.stores?.[at]?.name ?? "",
      figures: { events, conflicts, givenUp, overdrawn, overwritten: lostCents / CENTS },
    }),
  );
  return [...services, ...stores].filter((part) => Object.keys(part.figures).length > 0);
}

const CENTS = 100;

function effectsOf(sight: ServiceEffectsSight): Figures {
  const { hasEffect, publishes, wrongKeys, repeated, missing } = sight;
  return {
    ...(hasEffect ? { wrongKeys, repeated, missing } : {}),
    ...(publishes
      ? {
          untold: sight.lost,
          phantom: sight.phantom,
          publishedAgain: sight.publishedAgain,
          outbox: sight.outbox,
        }
      : {}),
  };
}
