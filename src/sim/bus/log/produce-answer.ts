/** How produce requests are answered at last, or get lost. */
import { PRODUCE_ERRORS } from "#sim/fact-tables.ts";
import type { Kernel } from "#sim/kernel/kernel.ts";
import { BatchIs, type BatchId } from "./batch-store.ts";
import { instanceTalks } from "./cluster-network.ts";
import type { ClusterState } from "./cluster-types.ts";
import { Instance } from "./handlers.ts";

/** Index of an error as batches carry it. */
export const produceError = (name: (typeof PRODUCE_ERRORS)[number]): number => PRODUCE_ERRORS.indexOf(name);

/** The answer of a request leaves, with an error or a base offset for each of its batches. */
export function answerRequest(
  kernel: Kernel,
  cluster: ClusterState | null,
  from: number,
  incarnation: number,
  first: BatchId,
  broker: number,
): void {
  const { batches, nowUs, processes, calendar } = kernel;
  if (batches.status(first) === BatchIs.orphan) return batches.freeRequest(first);
  const client = processes[from]!;
  if (cluster !== null && !instanceTalks(cluster, client.who, broker)) return loseRequest(kernel, first);
  const arrivesUs = client.arrivalFrom(broker);
  for (let batch = first; batch >= 0; batch = batches.nextInRequest(batch)) {
    batches.setStatus(batch, BatchIs.answered);
    batches.setTravel(batch, nowUs, arrivesUs);
  }
  calendar.push(arrivesUs, from, incarnation, Instance.produced, first, 0, 0);
}

/** A request, or its answer, gets lost on the way or with the broker. */
export function loseRequest(kernel: Kernel, first: BatchId): void {
  const { batches } = kernel;
  if (batches.status(first) === BatchIs.orphan) return batches.freeRequest(first);
  for (let batch = first; batch >= 0; batch = batches.nextInRequest(batch))
    batches.setStatus(batch, BatchIs.lost);
}
