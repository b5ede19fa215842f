/** Topics on a cluster of three brokers, and questions about what was lost. */
import { ELECTIONS, PRODUCE_ERRORS } from "./fact-tables.ts";
import { play, type Played, type Sketch } from "./scenario.fixture.ts";

export const election = (name: (typeof ELECTIONS)[number]): number => ELECTIONS.indexOf(name);
export const produceError = (name: (typeof PRODUCE_ERRORS)[number]): number => PRODUCE_ERRORS.indexOf(name);

/** Offsets at which records were appended to the log that counts, the last one first. */
export function logEndBefore(played: Played, ms: number): number {
  const appended = played.all("appended", { beforeMs: ms }).filter(({ extra }) => (extra & 2) === 0);
  return Math.max(...appended.map(({ offset }) => offset + 1));
}

/** How far a broker had come before a moment. */
export function replicatedBefore(played: Played, broker: number, ms: number): number {
  return Math.max(
    0,
    ...played
      .all("replicated", { beforeMs: ms })
      .filter(({ who }) => who === broker)
      .map(({ offset }) => offset),
  );
}

/** Messages whose batch was acknowledged. */
export function acknowledged(played: Played): Set<number> {
  const messages = new Set<number>();
  const { kernel } = played.run;
  for (const { what, extra } of played.all("acknowledged")) {
    let message = what;
    for (let i = 0; i < extra; i++) {
      messages.add(message);
      message = kernel.messages.next(message);
    }
  }
  return messages;
}

/** Messages in the log as it is in the end, in order, over all partitions. */
export function inTheLog({ run }: Played): number[] {
  const { logs } = run.kernel;
  const messages: number[] = [];
  for (let partition = 0; partition < run.program.layout.partitionCount; partition++)
    for (let offset = logs.startOffset(partition); offset < logs.endOffset(partition); offset++)
      if (logs.messageAt(partition, offset) >= 0) messages.push(logs.messageAt(partition, offset));
  return messages;
}

export const lostOf = (played: Played): number[] => {
  const there = new Set(inTheLog(played));
  return [...acknowledged(played)].filter((message) => !there.has(message));
};

export const cluster = { brokers: 3 };
export const crash = (atMs: number, broker: number): [number, string, string, { instance: number }] => [
  atMs,
  "broker-crash",
  "cluster",
  { instance: broker },
];
export const start = (atMs: number, broker: number): [number, string, string, { instance: number }] => [
  atMs,
  "broker-restart",
  "cluster",
  { instance: broker },
];

/** A topic on three brokers, led by broker 1, written to ten times a second. */
export function playTopic(topic: object, shop: object, more: Omit<Sketch, "topics" | "shop"> = {}): Played {
  return play({
    cluster,
    topics: { orders: { partitions: 1, replicationFactor: 3, ...topic } },
    shop: { acks: "all", ...shop },
    ...more,
  });
}
