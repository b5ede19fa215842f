import { REBALANCE_REASONS } from "#sim/fact-tables.ts";
import type { TraceRow } from "#sim/kernel/trace-recorder.ts";
import type { Checker } from "./checker.ts";

export const settledGroup: Checker = {
  name: "settled-group",
  says: "A group that has settled owns every partition exactly once, evenly: members differ by one at most (range: by one a topic).",
  isOfSteadyBrokers: true,
  origin: "Kafka's assignors under equal subscriptions",
  protocols: ["classic", "consumer"],
  create({ past, program, holds }) {
    /** By group: when one of its members last went down, came up or left. */
    const disturbedUs = program.groups.map(() => 0);
    const disturb = (row: TraceRow): void => {
      const group = past.groupOf(row.who);
      if (group >= 0) disturbedUs[group] = row.timeUs;
    };
    /** Longer than anybody may take to poll, or to be found dead. */
    const isSettled = (group: number, nowUs: number): boolean => {
      const { maxPollIntervalMs, protocol, ...config } = program.groups[group]!.config;
      const sessionTimeoutMs =
        protocol === "classic" ? config.sessionTimeoutMs : config.brokerSessionTimeoutMs;
      const { phase, sinceUs } = past.groups[group]!;
      const slackUs = (maxPollIntervalMs + sessionTimeoutMs) * 1000 + 4 * past.travelMaxUs;
      return phase === "stable" && nowUs - Math.max(sinceUs, disturbedUs[group]!) > slackUs;
    };
    const look = (group: number, row: TraceRow | null, newcomer = -1): void => {
      const { config, pairs, topics } = program.groups[group]!;
      // Partitions that come later, and topics that its pattern leaves out, are not there to be owned.
      const canGrow = topics.some(
        (topic) => program.topics[topic]!.partitions > program.topics[topic]!.initialPartitions,
      );
      if (config.pattern !== "" || canGrow) return;
      const owned = new Map<number, number>();
      for (const [who, count] of past.groups[group]!.members)
        if (count > 0 && who !== newcomer) owned.set(who, 0);
      if (owned.size === 0) return;
      for (const partition of pairs) {
        const owners = past.holders(group, partition).filter(({ who }) => owned.has(who));
        holds(owners.length === 1, row, () => `partition ${partition} has ${owners.length} owners`);
        for (const { who } of owners) owned.set(who, owned.get(who)! + 1);
      }
      const counts = [...owned.values()];
      const apart = Math.max(...counts) - Math.min(...counts);
      const assignor = config.protocol === "classic" ? config.assignor : config.serverAssignor;
      const allowed = assignor === "range" ? topics.length : 1;
      holds(apart <= allowed, row, () => `members own ${counts.join(", ")} partitions`);
      const idle = counts.filter((count) => count === 0).length;
      if (topics.length === 1) {
        const due = Math.max(0, counts.length - pairs.length);
        holds(idle === due, row, () => `${idle} members are idle, not ${due}`);
      }
    };
    return {
      // A newcomer moves the group away from where it had settled; the others are still there.
      rebalanceStarted(row) {
        const isJoin = REBALANCE_REASONS[row.what] === "member-joined";
        if (isJoin && isSettled(row.who, row.timeUs)) look(row.who, row, row.extra);
      },
      crashed: disturb,
      stopped: disturb,
      startedUp: disturb,
      paused: disturb,
      resumed: disturb,
      pollExpired: disturb,
      end: (endUs) =>
        program.groups.forEach(
          ({ config }, group) => config.protocol !== "share" && isSettled(group, endUs) && look(group, null),
        ),
    };
  },
};
