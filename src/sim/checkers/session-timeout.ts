import { REMOVAL_REASONS } from "#sim/fact-tables.ts";
import type { Checker } from "./checker.ts";

/** When the coordinator certainly heard of a member. */
interface Heard {
  atUs: number;
  /** Sent heartbeats, newest last, as [sent at, generation]. */
  readonly heartbeats: (readonly [number, number])[];
  /** Two member ids of one instance at a time: nobody can tell whose sign of life it was. */
  isMixed: boolean;
}

export const sessionTimeout: Checker = {
  name: "session-timeout",
  says: "A member is removed for silence session.timeout.ms after its last sign of life: not sooner, and a crashed one no later.",
  isOfSteadyBrokers: true,
  origin: "session.timeout.ms; Kafka's GroupMetadataManager.rescheduleClassicGroupMemberHeartbeat",
  protocols: ["classic"],
  create({ past, program, holds }) {
    const members = new Map<number, Heard>();
    /** By subject: a crashed member's last moment in its group. */
    const dueUs = new Map<number, number>();
    const heard = (who: number, atUs: number): void => {
      const member = members.get(who);
      if (member !== undefined) member.atUs = atUs;
    };
    const membersOf = (group: number): number[] =>
      [...past.groups[group]!.members].flatMap(([who, count]) => (count > 0 ? [who] : []));
    const sessionUs = (who: number): number => (past.planOf(who)?.config.sessionTimeoutMs ?? 0) * 1000;
    /** Sets crashed members a new last moment. */
    const renew = (group: number, atUs: number): void => {
      for (const who of membersOf(group)) {
        if (past.instance(who).is === "crashed") dueUs.set(who, atUs + sessionUs(who) + past.travelMaxUs);
      }
    };
    return {
      memberJoined(row) {
        const isMixed = past.isMember(row.who, row.extra);
        members.set(row.extra, { atUs: row.timeUs, heartbeats: [], isMixed });
      },
      committed: (row) => heard(row.who, row.timeUs),
      heartbeat: (row) => void members.get(row.who)?.heartbeats.push([row.timeUs, row.extra]),
      generationFormed(row) {
        membersOf(row.who).forEach((who) => heard(who, row.timeUs));
        renew(row.who, row.timeUs);
      },
      // Renews those only whose sync had come before the leader's.
      stable: (row) => renew(row.who, row.timeUs),
      // A parked member's session does not count; it begins anew with the next generation.
      rebalanceStarted: (row) => membersOf(row.who).forEach((who) => dueUs.delete(who)),
      crashed(row) {
        const group = past.groupOf(row.who);
        if (group < 0 || past.groups[group]!.phase !== "stable" || !past.isMember(group, row.who)) return;
        dueUs.set(row.who, row.timeUs + past.travelMaxUs + sessionUs(row.who));
      },
      startedUp: (row) => void dueUs.delete(row.who),
      memberRemoved(row) {
        const who = row.extra;
        dueUs.delete(who);
        const member = members.get(who);
        if (member === undefined || member.isMixed || REMOVAL_REASONS[row.what] !== "session-expired") return;
        const { generation } = past.groups[row.who]!;
        const arrived = member.heartbeats.filter(
          ([sentUs, of]) => of === generation && sentUs + past.travelMaxUs <= row.timeUs,
        );
        const lastUs = Math.max(member.atUs, arrived.at(-1)?.[0] ?? 0);
        holds(
          row.timeUs >= lastUs + program.groups[row.who]!.config.sessionTimeoutMs * 1000,
          row,
          () => `it was heard of at ${lastUs} µs`,
        );
      },
      any(row) {
        for (const [who, us] of dueUs) {
          if (row.timeUs <= us) continue;
          dueUs.delete(who);
          holds(false, row, () => `instance ${who} crashed and should have been removed by ${us} µs`);
        }
      },
    };
  },
};
