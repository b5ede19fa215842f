import { PRODUCE_ERRORS } from "#sim/fact-tables.ts";
import { amountText } from "#sim/words.ts";
import type { AnomalyKind, Prevention, SettingAt } from "#sim/anomaly.ts";
import { links, type ExplainPast } from "./past.ts";
import { isUnderMinimum } from "./under-min-isr.ts";
import { isFencing } from "./fenced-producer.ts";

export const sendFailed: AnomalyKind = {
  kind: "send-failed",
  title: "Send failed",
  class: "loss",
  says: "A producer has given messages up: send() fails, and unless the application keeps them they are lost.",
  finds: {
    produceFailed(row, past) {
      // These have kinds of their own.
      if (isFencing(row.extra) || isUnderMinimum(row.extra)) return null;
      return {
        key: `${row.who} ${row.where} ${row.extra}`,
        count: row.offset,
        tell() {
          const node = past.service(row.who)?.nodeId;
          const topic = past.topic(row.where)?.nodeId;
          const { why, setting, prevention } = reasonOf(
            PRODUCE_ERRORS[row.extra] ?? "NONE",
            node,
            topic,
            past,
          );
          const leader = past.leaders.get(row.where);
          const resent = past.resent.get(row.where);
          return {
            partition: row.where,
            member: row.who,
            before: links(
              leader !== undefined && leader.broker < 0 ? past.leaderWent(row.where) : null,
              leader !== undefined && leader.broker < 0
                ? { atUs: leader.atUs, says: `nobody leads ${past.partition(row.where)}` }
                : null,
              past.isCut(row.timeUs) ? { atUs: past.cutSinceUs, says: "the network is cut" } : null,
              resent !== undefined && resent.who === row.who
                ? {
                    atUs: resent.atUs,
                    says: `sent again before because of ${PRODUCE_ERRORS[resent.error] ?? "an error"}`,
                  }
                : null,
              why,
            ),
            itself: (count) =>
              `${past.member(row.who)} gives up ${amountText(count, "message")}${row.where < 0 ? "" : ` for ${past.partition(row.where)}`} (${PRODUCE_ERRORS[row.extra] ?? "error"})`,
            setting,
            prevention,
          };
        },
      };
    },
  },
};

interface Reason {
  readonly why: string | null;
  readonly setting: SettingAt | null;
  readonly prevention: Prevention;
}

/** What decides about an error, by its name; the rest is a matter of retries. */
const REASONS: Partial<
  Record<
    (typeof PRODUCE_ERRORS)[number],
    (node: string | undefined, topic: string | undefined, past: ExplainPast) => Reason
  >
> = {
  timeout: (node, _topic, past) => ({
    why: "no acknowledgement within delivery.timeout.ms, resends included",
    setting: past.setting(node, "deliveryTimeoutMs"),
    prevention: past.better(
      node,
      "deliveryTimeoutMs",
      Math.max(120_000, 2 * past.number(node, "deliveryTimeoutMs")),
      "longer than the broker is away.",
    ),
  }),
  buffer: (node, _topic, past) => ({
    why: "the buffer stays full for max.block.ms, and send() throws",
    setting: past.setting(node, "maxBlockMs"),
    prevention: past.better(
      node,
      "bufferMemoryBytes",
      2 * past.number(node, "bufferMemoryBytes"),
      "room for what is produced while the broker is slow or away.",
    ),
  }),
  MESSAGE_TOO_LARGE: (node, topic, past) => ({
    why: "it is larger than max.message.bytes of the topic or max.request.size of the producer",
    setting: past.setting(topic, "maxMessageBytes") ?? past.setting(node, "maxRequestBytes"),
    prevention: past.better(
      topic,
      "maxMessageBytes",
      2 * past.number(topic, "maxMessageBytes"),
      "both limits must be larger than the largest message.",
    ),
  }),
  INVALID_RECORD: (node, topic, past) => ({
    why: "a compacted topic takes no message without a key",
    setting: past.setting(topic, "cleanupPolicy"),
    prevention: past.better(node, "keys", "uniform", "every message of a compacted topic needs a key."),
  }),
  INVALID_TIMESTAMP: (_node, topic, past) => ({
    why: "its timestamp lies too far in the future",
    setting: past.setting(topic, "timestampAfterMaxMs"),
    prevention: past.better(topic, "timestampType", "append", "the broker's own clock then counts."),
  }),
  TRANSACTION_ABORTED: (node, _topic, past) => ({
    why: "its transaction is aborted",
    setting: past.setting(node, "transactionTimeoutMs"),
    prevention: { says: "The application has to send the whole transaction again.", setting: null },
  }),
};

function reasonOf(
  error: (typeof PRODUCE_ERRORS)[number],
  node: string | undefined,
  topic: string | undefined,
  past: ExplainPast,
): Reason {
  const retries = past.number(node, "retries");
  return (
    REASONS[error]?.(node, topic, past) ?? {
      why: retries < 2_147_483_647 ? `after ${retries} resends (retries)` : null,
      setting: past.setting(node, "retries"),
      prevention: past.better(
        node,
        "retries",
        2_147_483_647,
        "let delivery.timeout.ms alone say when to give up.",
      ),
    }
  );
}
