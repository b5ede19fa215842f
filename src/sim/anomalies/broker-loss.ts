import { brokerName } from "#sim/layout.ts";
import type { FactRow } from "#sim/story-context.ts";
import { amountText, momentText, numberText } from "#sim/words.ts";
import type { AnomalyKind, Finding, Link, Prevention, SettingAt, Told } from "#sim/anomaly.ts";
import { links, type ExplainPast } from "./past.ts";

export const brokerLoss: AnomalyKind = {
  kind: "broker-loss",
  title: "Lost by an election",
  class: "loss",
  says: "The new leader never had some records of the old one: they are gone from the log.",
  finds: {
    recordsLost: (row, past) => ({
      key: `${row.where}`,
      count: row.extra,
      tell: () => tellOfElection(row, past),
    }),
    truncated: findDeposed,
  },
};

/** The service that asks for less than acks=all, and its setting; null where all publishers ask for it. */
function weakAcks(partition: number, past: ExplainPast): SettingAt | null {
  const publisher = past.publishers(partition).find(({ nodeId }) => past.value(nodeId, "acks") !== "all");
  return publisher === undefined ? null : past.setting(publisher.nodeId, "acks");
}

function leads(row: FactRow, past: ExplainPast, isUnclean: boolean): Link | null {
  const leader = past.leaders.get(row.where);
  if (leader === undefined) return null;
  return {
    atUs: leader.atUs,
    says: `${brokerName(leader.broker)} leads ${past.partition(row.where)} from ${momentText(leader.atUs)} on${isUnclean ? ", though it was not in sync (unclean.leader.election.enable)" : ""}`,
  };
}

function preventionOf(partition: number, past: ExplainPast, isUnclean: boolean): Prevention {
  const topic = past.topic(partition)?.nodeId;
  const acks = weakAcks(partition, past);
  if (isUnclean) {
    return past.better(
      topic,
      "uncleanLeaderElection",
      false,
      "the partition waits for a replica that has everything; min.insync.replicas = 2 keeps a second one.",
    );
  }
  return acks !== null
    ? past.better(
        acks.nodeId,
        "acks",
        "all",
        "acknowledged only when all replicas in sync have it, with min.insync.replicas = 2.",
      )
    : past.better(
        topic,
        "minInsyncReplicas",
        2,
        "acknowledged only when two replicas have it (acks=all, replication.factor = 3).",
      );
}

function tellOfElection(row: FactRow, past: ExplainPast): Told {
  const topic = past.topic(row.where)?.nodeId;
  const acks = weakAcks(row.where, past);
  const isUnclean = past.leaders.get(row.where)?.how === "unclean";
  return {
    partition: row.where,
    offset: row.offset,
    before: links(
      past.cutAt(row.timeUs) ?? past.leaderWent(row.where),
      leads(row, past, isUnclean),
      isUnclean
        ? null
        : row.what > 0
          ? `with ${acks === null ? "acks=1 or 0" : `acks = ${acks.value}`} they were acknowledged before any follower had them`
          : "they were not acknowledged yet: their producer sends them again or fails",
    ),
    itself: (count) =>
      `${amountText(count, "record")} of ${past.partition(row.where)} from offset ${numberText(row.offset)} lost, ${row.what === 0 ? "none of them" : numberText(row.what)} acknowledged`,
    setting: isUnclean
      ? past.setting(topic, "uncleanLeaderElection")
      : (acks ?? past.setting(topic, "minInsyncReplicas")),
    prevention: preventionOf(row.where, past, isUnclean),
  };
}

/** What a leader that had been deposed and did not know took in, and cuts off when it hears of the new one. */
function findDeposed(row: FactRow, past: ExplainPast): Finding | null {
  const leader = past.leaders.get(row.where);
  const acks = weakAcks(row.where, past);
  if (leader === undefined || leader.broker === row.who || acks === null) return null;
  if (leader.before >= 0 && leader.before !== row.who) return null;
  const told = past.lost.get(row.where);
  const count = row.extra - (told !== undefined && told.atUs >= leader.atUs ? told.records : 0);
  if (count <= 0) return null;
  return {
    key: `${row.where} deposed`,
    count,
    tell: () => ({
      partition: row.where,
      offset: row.offset,
      before: links(
        past.cutAt(row.timeUs) ?? past.leaderWent(row.where),
        leads(row, past, false),
        `${brokerName(row.who)} did not know and went on taking writes, acknowledged with acks = ${acks.value}`,
      ),
      itself: (records) =>
        `${amountText(records, "record")} of ${past.partition(row.where)} cut off when it follows the new leader`,
      setting: acks,
      prevention: preventionOf(row.where, past, false),
    }),
  };
}
