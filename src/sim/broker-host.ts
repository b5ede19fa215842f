/** The verbs of faults that happen to brokers. Where there is no cluster, or no such broker, they do nothing. */
import type { CutOff } from "./bus/log/broker-life.ts";
import type { BrokerState } from "./bus/log/broker.ts";
import { DISK_STATES } from "./facts.ts";
import type { CutOffFrom, FaultHost } from "./faults/fault.ts";
import type { Kernel, Process } from "./kernel/kernel.ts";
import { changeDisk, crashBroker, cutNetwork, healNetwork, startBroker, stopBroker } from "./parts.ts";

type BrokerVerbs = Pick<
  FaultHost,
  "crashBroker" | "stopBroker" | "startBroker" | "cutNetwork" | "healNetwork" | "changeDisk"
>;

/** The verbs for an intervention of the program, by its index. */
export function brokerHost(kernel: Kernel, intervention: number): BrokerVerbs {
  const bus = kernel.processes[0] as Process<BrokerState>;
  const { cluster } = bus.state;
  const on = (number: number, change: (broker: number) => void): void => {
    if (cluster?.brokers[number - 1] !== undefined) change(number - 1);
  };
  return {
    crashBroker: (number) => on(number, (broker) => crashBroker(bus, broker)),
    stopBroker: (number) => on(number, (broker) => stopBroker(bus, broker)),
    startBroker: (number) => on(number, (broker) => startBroker(bus, broker)),
    cutNetwork: (number, from, other, service, durationUs) =>
      on(number, (broker) =>
        cutNetwork(bus, intervention, broker, cutOff(kernel, from, other, service), durationUs),
      ),
    healNetwork() {
      if (cluster !== null) healNetwork(bus, -1);
    },
    changeDisk: (number, state, appendUs, durationUs) =>
      on(number, (broker) => changeDisk(bus, broker, DISK_STATES.indexOf(state), appendUs, durationUs)),
  };
}

function cutOff({ program }: Kernel, from: CutOffFrom, other: number, service: string): CutOff {
  const brokers = Array.from({ length: program.cluster.brokers }, (_, broker) => broker);
  const services = program.services.map((_, index) => index);
  switch (from) {
    case "everything":
      return { brokers, isFromController: true, services };
    case "cluster":
      return { brokers, isFromController: true, services: [] };
    case "brokers":
      return { brokers, isFromController: false, services: [] };
    case "controller":
      return { brokers: [], isFromController: true, services: [] };
    case "broker":
      return { brokers: [other - 1], isFromController: false, services: [] };
    case "clients":
      return { brokers: [], isFromController: false, services };
    case "service":
      return {
        brokers: [],
        isFromController: false,
        services: services.filter((index) => program.services[index]!.nodeId === service),
      };
  }
}
