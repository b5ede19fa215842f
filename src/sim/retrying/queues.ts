/** Dead letter queues as their keepers see them: what waits in each, when it rings, what was thrown away or mended. */
import type { BrokerState } from "#sim/bus/log/broker.ts";
import { Fact, type FactCode } from "#sim/facts.ts";
import type { Kernel, Process } from "#sim/kernel/kernel.ts";
import { NO_KEY, type MessageId } from "#sim/kernel/message-store.ts";
import type { Program } from "#sim/program.ts";
import { LETTER, type QueueState, type RetryingState } from "#sim/retrying-state.ts";
import type { Copy } from "./copies.ts";
import { armJob } from "./redriving.ts";

/** Of a run that begins. */
export function createRetrying({ retrying }: Program): RetryingState {
  return {
    queues: (retrying?.queues ?? []).map((queue) =>
      queue === null
        ? null
        : {
            status: [],
            sinceUs: [],
            mended: [],
            waiting: 0,
            countedFrom: 0,
            isRinging: false,
            jobs: [],
            jobCount: 0,
          },
    ),
    parked: [],
  };
}

/** The bus's part of the state. */
export function retryingOf(kernel: Kernel): RetryingState {
  return (kernel.processes[0] as Process<BrokerState>).state.retrying!;
}

/** A record was appended. Returns whether it is poisoned for being a copy of one that is. */
export function isPoisonedCopy(kernel: Kernel, message: MessageId): boolean {
  return kernel.copies!.of(message)?.isPoisoned === true;
}

/** A record stands in a log now: a dead letter is counted, and where it was redriven its queue has one fewer. */
export function noteAppended(
  kernel: Kernel,
  topic: number,
  partition: number,
  offset: number,
  message: MessageId,
): void {
  const { queues } = retryingOf(kernel);
  const queue = queues[topic];
  if (queue !== null && queue !== undefined) {
    queue.status[offset] = LETTER.waiting;
    queue.sinceUs[offset] = kernel.nowUs;
    queue.waiting++;
    ring(kernel, topic, queue);
    for (const job of queue.jobs) if (job.goesOn) armJob(kernel, topic, job);
  }
  const copy = kernel.copies!.of(message);
  if (copy === undefined) return;
  if (copy.tier > 0) countParked(kernel, copy, kernel.messages.key(message), 1);
  if (copy.is !== "redriven") return;
  const source = queues[copy.queue];
  kernel.trace.record(
    kernel.nowUs,
    Fact.redriven,
    kernel.messages.producer(message),
    message,
    partition,
    offset,
    copy.redrives,
  );
  if (source !== null && source !== undefined) settle(kernel, copy.queue, source, copy.letter, "redriven");
}

/** Numbers of one entry of `RetryingState.parked`. */
export const PARKED_ENTRY = 5;

/** One copy more (or fewer) of a record waits in the retry topics of a group with a key fence. */
export function countParked(kernel: Kernel, copy: Copy, key: number, by: 1 | -1): void {
  if (key === NO_KEY || !kernel.program.groups[copy.group]!.config.keyFence) return;
  const { parked } = retryingOf(kernel);
  const entry = [copy.group, key, copy.partition, copy.offset];
  for (let i = 0; i < parked.length; i += PARKED_ENTRY) {
    if (entry.some((value, at) => parked[i + at] !== value)) continue;
    parked[i + 4]! += by;
    if (parked[i + 4]! <= 0) parked.splice(i, PARKED_ENTRY);
    return;
  }
  if (by > 0) parked.push(...entry, 1);
}

/** A dead letter is dealt with. */
export function settle(
  kernel: Kernel,
  topic: number,
  queue: QueueState,
  offset: number,
  how: "redriven" | "discarded",
): void {
  const before = queue.status[offset];
  if (before !== LETTER.waiting && before !== LETTER.underWay) return;
  queue.status[offset] = LETTER[how];
  if (offset >= queue.countedFrom) queue.waiting--;
  ring(kernel, topic, queue);
}

/** Dead letters that nobody has dealt with; those that retention has taken do not count. */
export function waitingIn(kernel: Kernel, topic: number, queue: QueueState): number {
  const start = kernel.logs.startOffset(kernel.program.topics[topic]!.firstPartition);
  let { waiting } = queue;
  for (let at = queue.countedFrom; at < start; at++) if (isOpen(queue, at)) waiting--;
  return waiting;
}

/** Whether nobody has dealt with a dead letter yet. */
export function isOpen(queue: QueueState, offset: number): boolean {
  return queue.status[offset] === LETTER.waiting || queue.status[offset] === LETTER.underWay;
}

function ring(kernel: Kernel, topic: number, queue: QueueState): void {
  const { firstPartition } = kernel.program.topics[topic]!;
  queue.waiting = waitingIn(kernel, topic, queue);
  queue.countedFrom = Math.max(queue.countedFrom, kernel.logs.startOffset(firstPartition));
  const rings = queue.waiting >= kernel.program.retrying!.queues[topic]!.alertDepth;
  if (rings === queue.isRinging) return;
  queue.isRinging = rings;
  const fact = rings ? Fact.queueRang : Fact.queueQuiet;
  kernel.trace.record(kernel.nowUs, fact, topic, -1, firstPartition, -1, queue.waiting);
}

/** Somebody throws dead letters away, or mends them so that what is sent again is no poison. `offset` -1: all that wait. */
export function handle(kernel: Kernel, topic: number, offset: number, how: "discard" | "mend"): void {
  const queue = retryingOf(kernel).queues[topic];
  if (queue === null || queue === undefined) return;
  const { firstPartition } = kernel.program.topics[topic]!;
  const start = kernel.logs.startOffset(firstPartition);
  const note = (fact: FactCode, at: number): void =>
    kernel.trace.record(
      kernel.nowUs,
      fact,
      topic,
      kernel.logs.messageAt(firstPartition, at),
      firstPartition,
      at,
      -1,
    );
  for (let at = start; at < queue.status.length; at++) {
    if ((offset >= 0 && at !== offset) || !isOpen(queue, at)) continue;
    if (how === "discard") {
      note(Fact.deadLetterDiscarded, at);
      settle(kernel, topic, queue, at, "discarded");
    } else if (!queue.mended.includes(at)) {
      queue.mended.push(at);
      note(Fact.deadLetterMended, at);
    }
  }
}
