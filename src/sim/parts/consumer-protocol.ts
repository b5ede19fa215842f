/** What the rest of the simulator uses of the consumer protocol (KIP-848). */
export { createConsumerCoordinator, sessionDeadlineOf } from "#sim/bus/log/consumer-protocol-coordinator.ts";
export { consumerHeartbeatAnswered, consumerMember } from "#sim/bus/log/consumer-protocol-member.ts";
