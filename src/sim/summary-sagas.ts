/** Sagas by events in the summary of a run. */
import type { Frame } from "./frame.ts";
import type { Layout } from "./layout.ts";

export interface SagasSummary {
  /** By name, services at which requests began. */
  readonly requests: Readonly<
    Record<
      string,
      {
        readonly begun: number;
        /** Ended with every step done once, with none done (any more), with some. */
        readonly done: number;
        readonly undone: number;
        readonly halfDone: number;
        /** Some event of theirs is still to be published or dealt with. */
        readonly underWay: number;
      }
    >
  >;
  /** By name, services that are steps. */
  readonly steps: Readonly<
    Record<
      string,
      {
        readonly done: number;
        readonly refused: number;
        readonly undone: number;
        /** Events with which nothing was to be done: known already, or failed before. */
        readonly passedOver: number;
        /** Steps that are done and not undone. */
        readonly standing: number;
      }
    >
  >;
}

/** What became of the requests, and of the steps. */
export function sagasSummary({ sagas }: Frame, { services }: Layout): SagasSummary {
  const named = <T extends { readonly service: number }>(all: readonly T[]) =>
    Object.fromEntries(all.map(({ service, ...rest }) => [services[service]!.name, rest]));
  return { requests: named(sagas?.origins ?? []), steps: named(sagas?.steps ?? []) };
}
