/** Effects and outboxes in the summary of a run. */
import type { Frame, ServiceEffectsSight } from "./frame.ts";
import type { Layout } from "./layout.ts";

/** What has become of a service's effects. Values are whole cents or pieces. */
export interface EffectsSummary {
  readonly unit: ServiceEffectsSight["unit"];
  /** What every event once would give, and what is there. */
  readonly expected: number;
  readonly actual: number;
  /** Keys (some, those that are wrong first) and how many of all are wrong. */
  readonly keys: Readonly<Record<string, { readonly expected: number; readonly actual: number }>>;
  readonly wrongKeys: number;
  /** When a value was wrong for the first time; null for never. */
  readonly firstWrongMs: number | null;
  readonly effects: number;
  readonly repeated: number;
  readonly skipped: number;
  readonly missing: number;
  readonly failedTransactions: number;
  /** Events that follow: in the database, in a log, there more than once, in the database only, in a log only, still in the outbox. */
  readonly events: {
    readonly committed: number;
    readonly published: number;
    readonly publishedAgain: number;
    readonly lost: number;
    readonly phantom: number;
    readonly inOutbox: number;
  };
}

/** By name, services that have an effect or a database. */
export function effectsSummary(frame: Frame, layout: Layout): Readonly<Record<string, EffectsSummary>> {
  return Object.fromEntries(
    (frame.effects?.services ?? []).map((sight) => {
      const { unit, expected, actual, wrongKeys, effects, repeated, skipped, missing } = sight;
      const { committed, published, publishedAgain, lost, phantom, outbox, failures, partedUs } = sight;
      const summary: EffectsSummary = {
        unit,
        expected,
        actual,
        keys: Object.fromEntries(
          sight.keys.map((key) => [key.name, { expected: key.expected, actual: key.actual }]),
        ),
        wrongKeys,
        firstWrongMs: partedUs < 0 ? null : partedUs / 1000,
        effects,
        repeated,
        skipped,
        missing,
        failedTransactions: failures,
        events: { committed, published, publishedAgain, lost, phantom, inOutbox: outbox },
      };
      return [layout.services[sight.service]!.name, summary];
    }),
  );
}
