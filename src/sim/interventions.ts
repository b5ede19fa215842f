/** Lets the planned interventions happen to the processes of a run: the verbs that faults are written in. */
import { Fact } from "./facts.ts";
import type { BrokerState } from "./bus/log/broker.ts";
import { FAULT_NAMES, faults } from "./faults/index.ts";
import type { FaultHost } from "./faults/fault.ts";
import { InstanceProcess, processOf } from "./instance-process.ts";
import { crash, pause, restart, slowDown, stop, takeTurn } from "./instance.ts";
import type { Kernel, Process } from "./kernel/kernel.ts";
import { INSTANCES_MAX } from "./layout.ts";
import { brokerHost } from "./broker-host.ts";
import { clientHost } from "./client-host.ts";
import { effectsHost, retryingHost, schemaHost, sourcingHost } from "./parts.ts";
import type { PlannedIntervention } from "./program.ts";
import { startPublishing } from "./publishing.ts";

/** The process of a service's instance (index from 0), if it exists. */
export function instanceOf(kernel: Kernel, service: number, index: number): InstanceProcess | undefined {
  const process = kernel.processes[processOf(kernel, service * INSTANCES_MAX + index)];
  return process instanceof InstanceProcess ? process : undefined;
}

/** Lets intervention number `index` of the program happen now. */
export function intervene(kernel: Kernel, index: number, planned: PlannedIntervention): void {
  const { service, topic, kind, config } = planned;
  const instance = config["instance"];
  const subject = typeof instance === "number" && service >= 0 ? service * INSTANCES_MAX + instance - 1 : -1;
  kernel.trace.record(
    kernel.nowUs,
    Fact.intervened,
    index,
    FAULT_NAMES.indexOf(kind),
    -1,
    service >= 0 ? service : topic,
    subject,
  );
  const on = (number: number, change: (instance: InstanceProcess) => unknown): void => {
    const process = instanceOf(kernel, service, number - 1);
    if (process !== undefined) change(process);
  };
  const host: FaultHost = {
    ...brokerHost(kernel, index),
    ...clientHost(kernel, planned),
    ...(kernel.program.schemas === null
      ? withoutSchemas(clientHost(kernel, planned))
      : schemaHost(kernel, planned, takeTurn)),
    ...(kernel.copies === null ? WITHOUT_QUEUES : retryingHost(kernel, planned)),
    ...(kernel.program.sourcing === null ? WITHOUT_STORES : sourcingHost(kernel, planned)),
    ...(kernel.program.effects === null ? WITHOUT_DATABASES : effectsHost(kernel, planned)),
    crash: (number) => on(number, crash),
    stop: (number) => on(number, stop),
    // Only scaling starts an instance for the first time: whether a later line does so must not matter here.
    restart: (number) => on(number, (process) => process.state.hasRun && restart(process)),
    pause: (number, durationUs) => on(number, (process) => pause(process, durationUs)),
    slowDown: (number, factor, durationUs) => on(number, (process) => slowDown(process, factor, durationUs)),
    poisonNext() {
      (kernel.processes[0] as Process<BrokerState>).state.poisonNext[topic]!++;
    },
    changeRate(factor) {
      for (let i = 0; i < INSTANCES_MAX; i++) {
        const process = instanceOf(kernel, service, i);
        if (process === undefined) continue;
        process.state.publishing.rateFactor = factor;
        if (isRunning(process)) startPublishing(process);
      }
    },
    scale(instances) {
      for (let i = 0; i < INSTANCES_MAX; i++) {
        const process = instanceOf(kernel, service, i);
        if (process === undefined) continue;
        if (i >= instances) stop(process);
        else restart(process);
      }
    },
  };
  faults[kind]!.apply(host, config as never);
}

/** Where there are no schemas, a deployment is a rolling restart, and there is no registry to do anything to. */
function withoutSchemas({
  rollingRestart,
}: Pick<FaultHost, "rollingRestart">): Pick<
  FaultHost,
  "deploy" | "registerSchema" | "setCompatibility" | "changeRegistry"
> {
  return {
    deploy: (_version, downUs, pauseUs) => rollingRestart(downUs, pauseUs),
    registerSchema: () => undefined,
    setCompatibility: () => undefined,
    changeRegistry: () => undefined,
  };
}

/** A scenario without dead letter queues has none to do anything to. */
const WITHOUT_QUEUES: Pick<FaultHost, "redrive" | "discardLetters" | "mendLetters"> = {
  redrive: () => undefined,
  discardLetters: () => undefined,
  mendLetters: () => undefined,
};

/** A scenario without databases has none to do anything to. */
const WITHOUT_DATABASES: Pick<FaultHost, "changeDatabase"> = { changeDatabase: () => undefined };

/** A scenario without event stores has none to do anything to. */
const WITHOUT_STORES: Pick<FaultHost, "rebuildProjection" | "eraseSubject" | "changeFold"> = {
  rebuildProjection: () => undefined,
  eraseSubject: () => undefined,
  changeFold: () => undefined,
};

function isRunning(process: InstanceProcess): boolean {
  return process.state.health === "up" || process.state.health === "paused";
}
