import { PROTOCOL_ERRORS, PROTOCOL_MESSAGES, REMOVAL_REASONS } from "#sim/fact-tables.ts";
import type { Checker } from "./checker.ts";

const HEARTBEAT = PROTOCOL_MESSAGES.indexOf("ConsumerGroupHeartbeat");

export const serverSession: Checker = {
  name: "server-session",
  says: "Under the consumer protocol a member is removed for silence the session timeout after its last heartbeat that was taken: not sooner, and no later.",
  isOfSteadyBrokers: true,
  origin: "group.consumer.session.timeout.ms; GroupMetadataManager.scheduleConsumerGroupSessionTimeout",
  protocols: ["consumer"],
  create({ past, program, holds }) {
    /** By subject: when its last heartbeat was taken, as far as it lived to be answered, and when it sent its last. */
    const heardUs = new Map<number, number>();
    const sentUs = new Map<number, number>();
    /** Instances with two member ids at a time: nobody can tell whose heartbeat it was. */
    const mixed = new Set<number>();
    return {
      requested(row) {
        if (row.what === HEARTBEAT && row.offset >= 0) sentUs.set(row.who, row.timeUs);
      },
      answered(row) {
        const isTaken = row.what === HEARTBEAT && PROTOCOL_ERRORS[row.where] === "NONE" && row.offset >= 0;
        if (isTaken) heardUs.set(row.who, row.timeUs);
      },
      memberJoined(row) {
        if (past.isMember(row.who, row.extra)) mixed.add(row.extra);
        else mixed.delete(row.extra);
      },
      memberRemoved(row) {
        const isSilence = REMOVAL_REASONS[row.what] === "session-expired";
        if (!isSilence || mixed.has(row.extra)) return;
        const { brokerSessionTimeoutMs } = program.groups[row.who]!.config;
        const sessionUs = brokerSessionTimeoutMs * 1000;
        const firstUs = (heardUs.get(row.extra) ?? 0) + sessionUs;
        const lastUs = (sentUs.get(row.extra) ?? 0) + past.travelMaxUs + sessionUs;
        const isDue = firstUs <= row.timeUs && row.timeUs <= lastUs;
        holds(isDue, row, () => `it was due from ${firstUs} to ${lastUs} µs`);
      },
    };
  },
};
