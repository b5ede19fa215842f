/** Brokers die, stop and start again; the network between them and others is cut and healed. */
import { Fact } from "#sim/facts.ts";
import { InstanceProcess } from "#sim/instance-process.ts";
import type { Process } from "#sim/kernel/kernel.ts";
import { changeDisk, DISK_FULL, DISK_NORMAL } from "./broker-disk.ts";
import type { BrokerState } from "./broker.ts";
import { controlledShutdown, fallSilent, fence, register, speakAgain } from "./cluster-control.ts";
import { hearsController, instanceTalks } from "./cluster-network.ts";
import { clusterPlan, type Cut } from "./cluster-types.ts";
import { dropFetches } from "./fetch-waiting.ts";
import { Broker, Instance } from "./handlers.ts";
import { dropRequests } from "./produce-waiting.ts";
import { breakFetchers, restartFetchers } from "./replication.ts";

type Self = Process<BrokerState>;

/** The broker's process dies at once, as by kill -9: nothing that is in its log is lost, every connection breaks. */
export function crashBroker(self: Self, broker: number): void {
  const run = self.state.cluster!.brokers[broker]!;
  if (run.is === "down") return;
  self.kernel.trace.record(self.kernel.nowUs, Fact.brokerCrashed, broker, -1, -1, -1, -1);
  endLife(self, broker, false);
  fallSilent(self, broker);
}

/** Controlled shutdown: the controller moves its leaders elsewhere, then the process ends. */
export function stopBroker(self: Self, broker: number): void {
  const { kernel, state } = self;
  const cluster = state.cluster!;
  const run = cluster.brokers[broker]!;
  if (run.is !== "up") return;
  run.is = "stopping";
  run.sinceUs = kernel.nowUs;
  const { latencyUs } = kernel.program;
  const isHeard = hearsController(cluster, broker) && !cluster.controller.brokers[broker]!.isFenced;
  if (isHeard) self.after(latencyUs, Broker.shutDown, broker, run.incarnation, 0);
  // It goes when everybody has heard of it, a few heartbeats of its own later.
  self.after(isHeard ? 4 * latencyUs + 1 : 0, Broker.shutDown, broker, run.incarnation, 1);
}

/** Steps of a controlled shutdown: 0 at the controller, 1 the end. */
export function shutDown(self: Self, broker: number, incarnation: number, step: number): void {
  const cluster = self.state.cluster!;
  const run = cluster.brokers[broker]!;
  if (run.incarnation !== incarnation) return;
  if (step === 0) {
    controlledShutdown(self, broker);
    return;
  }
  self.kernel.trace.record(self.kernel.nowUs, Fact.brokerStopped, broker, -1, -1, -1, -1);
  endLife(self, broker, true);
  const { isFenced, isShuttingDown } = cluster.controller.brokers[broker]!;
  if (isShuttingDown && hearsController(cluster, broker) && !isFenced) {
    run.isSilent = true;
    run.silence++;
    fence(self, broker, true);
  } else fallSilent(self, broker);
}

/** The process starts again with what its disk has kept. */
export function startBroker(self: Self, broker: number): void {
  const { kernel, state } = self;
  const cluster = state.cluster!;
  const run = cluster.brokers[broker]!;
  if (run.is !== "down") return;
  run.is = "up";
  run.sinceUs = kernel.nowUs;
  kernel.trace.record(kernel.nowUs, Fact.brokerStarted, broker, -1, -1, -1, 1);
  // Whoever starts it has made room.
  if (run.disk === DISK_FULL) changeDisk(self, broker, DISK_NORMAL, 0, 0);
  scheduleLagCheck(self, broker);
  if (hearsController(cluster, broker)) callController(self, broker);
}

/** A broker that has started says hello. While its former life's session lasts, the controller refuses it (DUPLICATE_BROKER_REGISTRATION). */
function callController(self: Self, broker: number): void {
  const cluster = self.state.cluster!;
  const run = cluster.brokers[broker]!;
  run.isSilent = false;
  if (!cluster.controller.brokers[broker]!.isFenced) return;
  run.silence++;
  self.after(self.kernel.program.latencyUs, Broker.register, broker, run.incarnation);
}

/** A broker that has started reaches the controller. */
export function reachController(self: Self, broker: number, incarnation: number): void {
  if (self.state.cluster!.brokers[broker]!.incarnation === incarnation) register(self, broker);
}

/** Each broker looks for lagging followers every half of replica.lag.time.max.ms. */
export function scheduleLagCheck(self: Self, broker: number): void {
  const { incarnation } = self.state.cluster!.brokers[broker]!;
  self.after(clusterPlan(self.kernel.program).lagMaxUs / 2, Broker.lagCheck, broker, incarnation);
}

function endLife(self: Self, broker: number, isClean: boolean): void {
  const { kernel, state } = self;
  const cluster = state.cluster!;
  const run = cluster.brokers[broker]!;
  run.is = "down";
  run.sinceUs = kernel.nowUs;
  run.incarnation++;
  run.wasClean = isClean;
  run.isRegistered = false;
  run.diskFreeUs = 0;
  dropRequests(self, broker);
  dropFetches(self, broker);
  for (const { leaderships } of cluster.partitions)
    leaderships.forEach((leadership, place) => {
      if (leadership?.leader === broker) leaderships[place] = null;
    });
  breakFetchers(self, broker);
  tellClients(self, broker);
}

/** The clients' connections to a broker break. */
function tellClients(self: Self, broker: number): void {
  const { kernel, state } = self;
  for (const process of kernel.processes) {
    if (!(process instanceof InstanceProcess)) continue;
    const { health } = process.state;
    if (health === "stopped" || health === "crashed" || !instanceTalks(state.cluster!, process.who, broker))
      continue;
    const atUs = process.arrivalFrom(broker);
    kernel.calendar.push(atUs, process.index, process.life.incarnation, Instance.disconnected, broker, 0, 0);
  }
}

/** What a fault cuts a broker off from. */
export interface CutOff {
  readonly brokers: readonly number[];
  readonly isFromController: boolean;
  readonly services: readonly number[];
}

/** Cuts the network between a broker and others, for a time or (0) until it is healed. */
export function cutNetwork(
  self: Self,
  intervention: number,
  broker: number,
  off: CutOff,
  durationUs: number,
): void {
  const { kernel, state } = self;
  const cluster = state.cluster!;
  const cut: Cut = {
    intervention,
    broker,
    others: cluster.brokers.map((_, other) => other !== broker && off.brokers.includes(other)),
    isFromController: off.isFromController,
    services: off.services,
  };
  const wasHeard = hearsController(cluster, broker);
  cluster.cuts = [...cluster.cuts, cut];
  kernel.trace.record(kernel.nowUs, Fact.networkCut, broker, intervention, -1, -1, -1);
  if (off.isFromController && wasHeard && cluster.brokers[broker]!.is !== "down") fallSilent(self, broker);
  if (durationUs > 0) self.after(durationUs, Broker.healed, intervention);
}

/** Heals one cut, or all of them (-1). */
export function healNetwork(self: Self, intervention: number): void {
  const { kernel, state } = self;
  const cluster = state.cluster!;
  const healed = cluster.cuts.filter((cut) => intervention < 0 || cut.intervention === intervention);
  if (healed.length === 0) return;
  const wasHeard = cluster.brokers.map((_, broker) => hearsController(cluster, broker));
  cluster.cuts = cluster.cuts.filter((cut) => !healed.includes(cut));
  for (const cut of healed)
    kernel.trace.record(kernel.nowUs, Fact.networkHealed, cut.broker, cut.intervention, -1, -1, -1);
  cluster.brokers.forEach((run, broker) => {
    if (wasHeard[broker] === true || !hearsController(cluster, broker) || run.is === "down") return;
    if (run.isRegistered) speakAgain(self, broker);
    else callController(self, broker);
  });
  restartFetchers(self);
}
