/** A cluster as its brokers: which of them is up, how many partitions each leads, and what is wrong with its disk. */
import { BROKER_STATES, BROKER_STRIDE, BrokerAt } from "#sim/frame.ts";
import { DISK_STATES } from "#sim/facts.ts";
import { HEADER_HEIGHT, INSTANCE_ROW_HEIGHT } from "./card-size.ts";
import { clusterTrouble, troubleWords } from "./cluster-trouble.ts";
import type { LiveFrame } from "./live.ts";
import type { ClusterCard } from "./scene.ts";
import { paintSign, type InstanceLook } from "./service-painter.ts";
import { text } from "./shapes.ts";
import type { PaintJob } from "./topic-painter.ts";

/** One number of a broker. */
export function brokerValue(live: LiveFrame, broker: number, column: keyof typeof BrokerAt): number {
  return live.frame.brokers[broker * BROKER_STRIDE + BrokerAt[column]] ?? 0;
}

/** What to show of a broker. */
export function brokerLook(live: LiveFrame, broker: number): InstanceLook {
  const leads = brokerValue(live, broker, "leads");
  const disk = DISK_STATES[brokerValue(live, broker, "disk")];
  switch (BROKER_STATES[brokerValue(live, broker, "state")]) {
    case "down":
      return { sign: "crashed", words: "down", tone: "danger", left: null };
    case "fenced":
      return { sign: "crashed", words: "fenced", tone: "danger", left: null };
    case "cut":
      return { sign: "paused", words: "cut off", tone: "warn", left: null };
    case "stopping":
      return { sign: "stopped", words: "stopping", tone: "warn", left: null };
    default:
      if (disk === "slow")
        return { sign: "waiting", words: `slow disk · leads ${leads}`, tone: "warn", left: null };
      if (disk === "full") return { sign: "crashed", words: "disk full", tone: "danger", left: null };
      return { sign: leads > 0 ? "full" : "hollow", words: `leads ${leads}`, tone: "calm", left: null };
  }
}

/** Paints the live part of a cluster's card. */
export function paintCluster(job: PaintJob, card: ClusterCard): void {
  const { pen, theme, live } = job;
  if (live.layout.cluster?.nodeId !== card.id) return;
  const { x, y, width } = card.box;
  const { offline } = clusterTrouble(live);
  const trouble = troubleWords(live);
  if (trouble !== "")
    text(pen, theme, trouble, x + width - 12, y + HEADER_HEIGHT / 2, {
      colour: offline > 0 ? theme.danger : theme.warn,
      weight: 600,
      align: "right",
    });
  for (let broker = 0; broker < Math.min(card.brokers, live.layout.brokers); broker++) {
    const rowY = y + HEADER_HEIGHT + 8 + broker * INSTANCE_ROW_HEIGHT + INSTANCE_ROW_HEIGHT / 2;
    const look = brokerLook(live, broker);
    paintSign(pen, theme, look, x + 18, rowY);
    text(pen, theme, `broker-${broker + 1}`, x + 32, rowY, {
      weight: 600,
      colour: look.tone === "danger" ? theme.ink3 : theme.ink,
    });
    text(pen, theme, look.words, x + width - 12, rowY, {
      colour: look.tone === "danger" ? theme.danger : look.tone === "warn" ? theme.warn : theme.ink2,
      weight: look.tone === "calm" ? 400 : 600,
      align: "right",
    });
  }
}
