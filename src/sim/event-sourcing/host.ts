/** What faults do to event stores and read models: verbs of the FaultHost. */
import { Fact } from "#sim/facts.ts";
import type { FaultHost } from "#sim/faults/fault.ts";
import { InstanceProcess, processOf } from "#sim/instance-process.ts";
import { keyNumber } from "#sim/bus/log/keys.ts";
import type { Kernel } from "#sim/kernel/kernel.ts";
import type { PlannedIntervention } from "#sim/program.ts";
import type { Erasure } from "#sim/aggregate.ts";
import { REBUILDS } from "./projection.ts";
import { read } from "./projecting.ts";
import { createReadModel } from "./read-model.ts";
import { storeOf, wakeReaders } from "./store-process.ts";

type SourcingVerbs = Pick<FaultHost, "rebuildProjection" | "eraseSubject" | "changeFold">;

export const ERASURES = ["tombstone", "shredded"] as const satisfies readonly Erasure[];

/** The verbs for one intervention. */
export function sourcingHost(kernel: Kernel, { service, store }: PlannedIntervention): SourcingVerbs {
  const note = (fact: number, who: number, what: number, offset: number, extra: number): void =>
    kernel.trace.record(kernel.nowUs, fact as never, who, what, -1, offset, extra);
  return {
    rebuildProjection: (how, mends) => rebuild(kernel, service, how, mends),
    eraseSubject(name, ordinal, how) {
      if (store < 0) return;
      const self = storeOf(kernel, store);
      const key = keyNumber(name, ordinal);
      if (!self.log.erase(key, how, kernel.nowUs)) return;
      self.keep();
      note(Fact.streamErased, store, ERASURES.indexOf(how), self.log.version(key), key);
      wakeReaders(self);
    },
    changeFold() {
      if (store < 0) return;
      const self = storeOf(kernel, store);
      const dropped = self.log.changeFold();
      self.keep();
      note(Fact.snapshotsDropped, store, self.log.mark().fold, -1, dropped);
    },
  };
}

/** Begins a new read model at the first event: beside the one in use, or in its place. */
function rebuild(kernel: Kernel, service: number, how: (typeof REBUILDS)[number], mends: boolean): void {
  const use = kernel.program.sourcing!.uses[service];
  if (use?.use !== "projects") return;
  const store = storeOf(kernel, use.store);
  const projection = store.state.projections[use.reader]!;
  const { live } = projection;
  const note = (fact: number, what: number, offset: number, extra: number): void =>
    kernel.trace.record(kernel.nowUs, fact as never, service, what, -1, offset, extra);
  if (store.plan.config.keeps === "state") return note(Fact.rebuildRefused, -1, live.checkpoint, -1);
  const model = createReadModel(live.hasBug && !mends);
  // What is on its way for a rebuild that was not through is dropped, and both are read from where they stand.
  projection.builds++;
  projection.rebuildingSinceUs = kernel.nowUs;
  projection.rebuild = how;
  projection.target = live.checkpoint;
  if (how === "in-place") projection.live = model;
  projection.next = how === "blue-green" ? model : null;
  note(Fact.projectionRebuilding, REBUILDS.indexOf(how), live.checkpoint, mends ? 1 : 0);
  const holder = projection.holder < 0 ? undefined : kernel.processes[processOf(kernel, projection.holder)];
  if (!(holder instanceof InstanceProcess) || holder.state.health !== "up") return;
  read(holder, 0);
  if (projection.next !== null) read(holder, 1);
}
