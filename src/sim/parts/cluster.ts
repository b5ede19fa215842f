/** What the rest of the simulator uses of a cluster: brokers that replicate, elect, fail and come back. */
export { changeDisk } from "#sim/bus/log/broker-disk.ts";
export { crashBroker, cutNetwork, healNetwork, startBroker, stopBroker } from "#sim/bus/log/broker-life.ts";
export { clusterHandlers, startCluster } from "#sim/bus/log/cluster-handlers.ts";
export { clusterPlan, createCluster } from "#sim/bus/log/cluster-types.ts";
export { effectiveMinIsr } from "#sim/bus/log/election.ts";
export { internalPartitionOf } from "#sim/bus/log/internal-topics.ts";
export { appendedByBroker, produceInCluster } from "#sim/bus/log/produce-in-cluster.ts";
export { commonEnd } from "#sim/bus/log/replica-log.ts";
