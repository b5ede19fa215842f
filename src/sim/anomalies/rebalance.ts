import { REBALANCE_REASONS } from "#sim/fact-tables.ts";
import type { FactRow } from "#sim/story-context.ts";
import { momentText, spanText } from "#sim/words.ts";
import { configText, type AnomalyKind, type Prevention, type SettingAt, type Link } from "#sim/anomaly.ts";
import { links, type ExplainPast, type LastEvent } from "./past.ts";

/** Why a group rebalances: what came before, which setting decided it, and what would have prevented it. */
interface Reason {
  readonly before: readonly Link[];
  readonly why: string;
  readonly setting: SettingAt | null;
  readonly prevention: Prevention;
}

export const rebalance: AnomalyKind = {
  kind: "rebalance",
  title: "Rebalance",
  class: "rebalance",
  says: "A group shares its partitions out anew; meanwhile some or all of them stand still.",
  finds: {
    rebalanceStarted: (row, past) => ({
      // What happened to the member last is part of the cause.
      key: `${row.who} ${row.what} ${row.extra} ${past.instances.get(row.extra)?.atUs ?? -1}`,
      tell() {
        const { before, why, setting, prevention } = reasonOf(row, past);
        return {
          group: row.who,
          member: row.extra,
          before,
          itself: (count) =>
            `group ${past.groupName(row.who)} rebalances${count > 1 ? ` ${count} times` : ""}: ${why}`,
          setting,
          prevention,
        };
      },
    }),
  },
};

function reasonOf(row: FactRow, past: ExplainPast): Reason {
  const node = past.group(row.who)?.nodeId;
  const who = past.member(row.extra);
  const before = links(past.eventOf(row.extra));
  switch (REBALANCE_REASONS[row.what]) {
    case "member-joined":
      return joined(row, past, node);
    case "member-left":
      return past.instances.get(row.extra)?.is === "poll-expired"
        ? tooSlow(row, past, node)
        : left(row, past, node);
    case "session-expired":
      return silent(row, past, node);
    case "metadata-changed":
    case "partitions-changed":
      return changed(row, past, node);
    case "sync-expired":
      return late(past, node, before, `${who} joined and did not fetch its assignment in time`);
    case "revocation-expired":
      return late(past, node, before, `${who} did not give up in time what is to move`);
    case "leader-rejoined":
      return {
        before,
        why: `its leader ${who} joined again, which always makes one`,
        setting: past.setting(node, "protocol"),
        prevention: past.better(node, "protocol", "consumer", "the broker assigns, and no member leads."),
      };
    case "static-member-replaced":
      return {
        before,
        why: `another process took the place of ${who}`,
        setting: past.setting(node, "staticMembers"),
        prevention: { says: "A group.instance.id must belong to one process at a time.", setting: null },
      };
    default:
      return {
        before,
        why: "for a reason unknown",
        setting: null,
        prevention: { says: "", setting: null },
      };
  }
}

function left(row: FactRow, past: ExplainPast, node: string | undefined): Reason {
  return {
    before: links(past.eventOf(row.extra)),
    why: `${past.member(row.extra)} left it and its partitions go to the others`,
    setting: past.setting(node, "staticMembers"),
    prevention: past.better(
      node,
      "staticMembers",
      true,
      `a static member does not leave when it is shut down; if it is back within ${sessionText(past, node)} nothing moves.`,
    ),
  };
}

/** A member that does not do its part of the rebalance within the rebalance timeout. */
function late(past: ExplainPast, node: string | undefined, before: readonly Link[], why: string): Reason {
  return {
    before,
    why,
    setting: past.setting(node, "maxPollIntervalMs"),
    prevention: past.better(
      node,
      "maxPollRecords",
      Math.max(1, Math.floor(past.number(node, "maxPollRecords") / 10)),
      "it polls sooner, and a member does its part inside poll().",
    ),
  };
}

function sessionText(past: ExplainPast, node: string | undefined): string {
  const isClassic = past.value(node, "protocol") === "classic";
  const field = isClassic ? "sessionTimeoutMs" : "brokerSessionTimeoutMs";
  return `${past.setting(node, field)?.name ?? "session.timeout.ms"} (${spanText(past.number(node, field) * 1000)})`;
}

function joined(row: FactRow, past: ExplainPast, node: string | undefined): Reason {
  const who = past.member(row.extra);
  const event = past.instances.get(row.extra);
  const removal = past.removals.get(row.extra);
  if ((past.story.generations[row.who] ?? -1) < 0) return first(row, past, node);
  const isBack = removal !== undefined && (event?.is !== "started" || removal.atUs >= event.atUs);
  if (isBack && event?.is === "poll-expired") {
    const slow = tooSlow(row, past, node);
    return { ...slow, why: `${who} is back after it had left for not polling` };
  }
  if (isBack && removal.reason === "session-expired") {
    const gone = silent(row, past, node);
    const put = { atUs: removal.atUs, says: `the group removed it at ${momentText(removal.atUs)}` };
    return { ...gone, before: links(past.eventOf(row.extra), put), why: `${who} joins again` };
  }
  const before = past.instancesBefore.get(row.extra);
  if (event?.is === "started" && before !== undefined && past.value(node, "staticMembers") !== true)
    return restarted(row, past, node, before);
  const isClassic = past.value(node, "protocol") === "classic";
  const isEager = isClassic && past.value(node, "assignor") !== "cooperative-sticky";
  return {
    before: links(past.eventOf(row.extra)),
    why: `${who} joins and wants its share`,
    setting: past.setting(node, isClassic ? "assignor" : "serverAssignor"),
    prevention: isEager
      ? past.better(
          node,
          "assignor",
          "cooperative-sticky",
          "it cannot be prevented, but partitions that do not move then go on meanwhile.",
        )
      : {
          says: "It cannot be prevented: a new member needs partitions. Those that do not move go on.",
          setting: null,
        },
  };
}

/** The rebalance that a group begins with. */
function first(row: FactRow, past: ExplainPast, node: string | undefined): Reason {
  const isClassic = past.value(node, "protocol") === "classic";
  const then = isClassic
    ? "it waits a moment for others"
    : "the coordinator assigns it everything at once: under the consumer protocol nobody is waited for";
  return {
    before: links(past.eventOf(row.extra)),
    why: `${past.member(row.extra)} is its first member, and ${then}`,
    setting: past.setting(node, isClassic ? "initialRebalanceDelayMs" : "protocol"),
    prevention: { says: "Nothing has to be prevented: a group begins with one.", setting: null },
  };
}

function restarted(row: FactRow, past: ExplainPast, node: string | undefined, before: LastEvent): Reason {
  const who = past.member(row.extra);
  const how = before.is === "crashed" ? "crashed" : "was shut down";
  return {
    before: links(
      { atUs: before.atUs, says: `${who} ${how} at ${momentText(before.atUs)}` },
      past.eventOf(row.extra),
    ),
    why: `${who} joins as a new member`,
    setting: past.setting(node, "staticMembers"),
    prevention: past.better(
      node,
      "staticMembers",
      true,
      `who comes back under its own id within ${sessionText(past, node)} gets its partitions without a rebalance.`,
    ),
  };
}

function tooSlow(row: FactRow, past: ExplainPast, node: string | undefined): Reason {
  const who = past.member(row.extra);
  const records = past.number(node, "maxPollRecords");
  const interval = past.number(node, "maxPollIntervalMs");
  return {
    before: links(
      `${who} works on one poll for longer than ${spanText(interval * 1000)} (max.poll.interval.ms)`,
      past.eventOf(row.extra),
    ),
    why: `its client has left for ${who}, whose application still works`,
    setting: past.setting(node, "maxPollIntervalMs"),
    prevention:
      records > 1
        ? past.better(
            node,
            "maxPollRecords",
            Math.max(1, Math.floor(records / 10)),
            "a poll is worked off sooner (or a larger max.poll.interval.ms).",
          )
        : past.better(node, "maxPollIntervalMs", interval * 2, "the work on one record must fit into it."),
  };
}

function silent(row: FactRow, past: ExplainPast, node: string | undefined): Reason {
  const who = past.member(row.extra);
  const event = past.instances.get(row.extra);
  const isClassic = past.value(node, "protocol") === "classic";
  const field = isClassic ? "sessionTimeoutMs" : "brokerSessionTimeoutMs";
  const setting = past.setting(node, field);
  const timeoutMs = past.number(node, field);
  const heard = `the group hears nothing of it for ${spanText(timeoutMs * 1000)} (${setting?.name ?? "session.timeout.ms"})`;
  const larger = (ms: number, comesOf: string): Prevention =>
    past.better(node, field, Math.ceil(ms / 1000) * 1000, comesOf);
  if (event?.is === "paused" || event?.is === "resumed") {
    const pause = event.is === "paused" ? event : past.instancesBefore.get(row.extra);
    const lengthMs = ((pause?.untilUs ?? row.timeUs) - (pause?.atUs ?? row.timeUs)) / 1000;
    return {
      before: links(past.eventOf(row.extra), heard),
      why: `${who} is taken for dead though it only stands still, and may still write when it wakes up`,
      setting,
      prevention: larger(Math.max(lengthMs, timeoutMs) + 1000, "longer than the pause."),
    };
  }
  if (past.isCut(row.timeUs)) {
    return {
      before: links(
        { atUs: past.cutSinceUs, says: `the network is cut at ${momentText(past.cutSinceUs)}` },
        heard,
      ),
      why: `${who} is taken for dead`,
      setting,
      prevention: larger(2 * timeoutMs, "longer than the network may be away."),
    };
  }
  return {
    before: links(past.eventOf(row.extra), heard),
    why: `${who} is taken for dead and its partitions, unowned until now, go to the others`,
    setting,
    prevention: {
      says: `Only ${who} could: with ${configName(past, node)} it gets its partitions back if it restarts within ${sessionText(past, node)}. A shorter timeout makes the wait shorter.`,
      setting: past.setting(node, "staticMembers", true),
    },
  };
}

function configName(past: ExplainPast, node: string | undefined): string {
  return `${past.setting(node, "staticMembers")?.name ?? "group.instance.id"} ${configText("group.instance.id", true)}`;
}

function changed(row: FactRow, past: ExplainPast, node: string | undefined): Reason {
  const who = past.member(row.extra);
  const topics = past.group(row.who)?.topics ?? [];
  const grown = topics
    .map((topic) => ({ topic, grown: past.grown.get(topic) }))
    .find(
      ({ grown: at }) =>
        at !== undefined &&
        row.timeUs - at.atUs <= past.number(node, "consumerMetadataMaxAgeMs") * 1000 + 60_000_000,
    );
  if (grown?.grown !== undefined) {
    return {
      before: links({
        atUs: grown.grown.atUs,
        says: `topic ${past.layout.topics[grown.topic]?.name ?? "unknown"} got more partitions at ${momentText(grown.grown.atUs)}`,
      }),
      why: `${who} has noticed it and joins again`,
      setting: past.setting(node, "consumerMetadataMaxAgeMs"),
      prevention: { says: "Make a topic with as many partitions as it will ever need.", setting: null },
    };
  }
  const isCooperative = past.value(node, "assignor") === "cooperative-sticky";
  return {
    before: isCooperative ? [] : links(past.eventOf(row.extra)),
    why: isCooperative
      ? `${who} has given up partitions that are to move, and this second one hands them out (cooperative)`
      : `${who} joins again with other topics or partitions in hand`,
    setting: past.setting(node, "assignor"),
    prevention: past.better(
      node,
      "protocol",
      "consumer",
      "members then move partitions one by one, without a second rebalance for all.",
    ),
  };
}
