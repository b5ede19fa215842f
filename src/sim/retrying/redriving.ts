/**
 * Redrive: dead letters are sent once more, to the topic that they came from (where every group reads them) or into a retry
 * topic of the group alone. A tool that runs inside the service does it, with the producer of its first instance that is
 * up, at a rate. A dead letter counts as redriven once it stands in the log there; who dies before leaves it waiting.
 */
import { Broker, Instance } from "#sim/bus/log/handlers.ts";
import { produce, SEND } from "#sim/bus/log/producer-client.ts";
import { admitsMessages } from "#sim/bus/log/producer-state.ts";
import type { BrokerState } from "#sim/bus/log/broker.ts";
import { Fact } from "#sim/facts.ts";
import { InstanceProcess, processOf } from "#sim/instance-process.ts";
import type { Kernel, Process } from "#sim/kernel/kernel.ts";
import { INSTANCES_MAX } from "#sim/layout.ts";
import { LETTER, type QueueState, type RedriveJob } from "#sim/retrying-state.ts";

/** What was sent and has not arrived for so long is sent again: delivery.timeout.ms and a little. */
const GIVEN_UP_US = 125_000_000;

type Bus = Process<BrokerState>;

/** How a redrive is asked for. */
type RedriveOrder = Omit<RedriveJob, "number" | "end" | "at" | "sent">;

function queueOf(kernel: Kernel, topic: number): QueueState | null {
  return (kernel.processes[0] as Bus).state.retrying?.queues[topic] ?? null;
}

/** Begins a redrive of a dead letter queue. */
export function beginRedrive(kernel: Kernel, topic: number, order: RedriveOrder): void {
  const queue = queueOf(kernel, topic);
  if (queue === null) return;
  const at = kernel.logs.startOffset(kernel.program.topics[topic]!.firstPartition);
  const job: RedriveJob = {
    ...order,
    number: ++queue.jobCount,
    end: order.goesOn ? -1 : queue.status.length,
    at,
    sent: 0,
  };
  queue.jobs.push(job);
  armJob(kernel, topic, job);
}

/** A redrive looks at its queue at the next moment of its rate. */
export function armJob(kernel: Kernel, topic: number, job: RedriveJob): void {
  const bus = kernel.processes[0] as Bus;
  bus.after(job.sent === 0 ? 0 : job.everyUs, Broker.redriveDue, topic, job.number, job.sent);
}

/** The next dead letter of a redrive is due. `sent`: how many it had sent when this was planned; others are stale. */
export function redriveDue(self: Bus, topic: number, number: number, sent: number): void {
  const { kernel } = self;
  const queue = queueOf(kernel, topic);
  const job = queue?.jobs.find((each) => each.number === number);
  if (queue === null || job === undefined || job.sent !== sent) return;
  const offset = nextLetter(kernel, topic, queue, job);
  if (offset < 0) {
    if (job.goesOn) return;
    queue.jobs = queue.jobs.filter((each) => each !== job);
    kernel.trace.record(kernel.nowUs, Fact.redriveEnded, topic, -1, -1, -1, job.sent);
    return;
  }
  const sender = senderOf(kernel, topic, offset);
  if (sender === undefined) {
    // Nobody is up who could send it: the tool waits with its service.
    self.after(Math.max(job.everyUs, 1_000_000), Broker.redriveDue, topic, number, sent);
    return;
  }
  job.at = offset + 1;
  job.sent++;
  queue.status[offset] = LETTER.underWay;
  queue.sinceUs[offset] = kernel.nowUs;
  const { incarnation } = sender.life;
  const toGroup = job.toGroup ? 1 : 0;
  kernel.calendar.push(kernel.nowUs, sender.index, incarnation, Instance.redrive, topic, offset, toGroup);
  armJob(kernel, topic, job);
}

/** The next one that the redrive is to send, -1 for none. What was redriven too often is passed over, and that is told. */
function nextLetter(kernel: Kernel, topic: number, queue: QueueState, job: RedriveJob): number {
  const { firstPartition } = kernel.program.topics[topic]!;
  const { maxRedrives } = kernel.program.retrying!.queues[topic]!;
  const { logs, messages, nowUs, trace } = kernel;
  const end = job.end < 0 ? queue.status.length : job.end;
  for (let at = Math.max(job.at, logs.startOffset(firstPartition)); at < end; at++) {
    const message = logs.messageAt(firstPartition, at);
    const isLate = queue.status[at] === LETTER.underWay && nowUs - queue.sinceUs[at]! > GIVEN_UP_US;
    if (message < 0 || (queue.status[at] !== LETTER.waiting && !isLate)) continue;
    const copy = kernel.copies!.of(message);
    if (copy === undefined || (job.offset >= 0 && job.offset !== at)) continue;
    if (job.key >= 0 && messages.key(message) !== job.key) continue;
    if (job.death >= 0 && copy.death !== job.death) continue;
    if (maxRedrives > 0 && copy.redrives >= maxRedrives) {
      job.at = at + 1;
      trace.record(nowUs, Fact.redriveRefused, topic, message, firstPartition, at, copy.redrives);
      continue;
    }
    return at;
  }
  return -1;
}

/** The first instance that is up of the service whose group put the dead letter there. */
function senderOf(kernel: Kernel, topic: number, offset: number): InstanceProcess | undefined {
  const message = kernel.logs.messageAt(kernel.program.topics[topic]!.firstPartition, offset);
  const group = kernel.copies!.of(message)?.group ?? -1;
  const service = kernel.program.groups[group]?.service ?? -1;
  for (let i = 0; service >= 0 && i < INSTANCES_MAX; i++) {
    const process = kernel.processes[processOf(kernel, service * INSTANCES_MAX + i)];
    if (process instanceof InstanceProcess && process.state.health === "up") return process;
  }
  return undefined;
}

/** An instance sends a dead letter once more; where its producer has no room it stays in the queue for the next redrive. */
export function redrive(self: InstanceProcess, topic: number, offset: number, toGroup: number): void {
  const { kernel } = self;
  const { producer, retries } = self.state;
  const queue = queueOf(kernel, topic)!;
  const message = kernel.logs.messageAt(kernel.program.topics[topic]!.firstPartition, offset);
  const copy = kernel.copies!.of(message);
  const target = copy === undefined ? -1 : targetOf(self, copy.partition, toGroup === 1);
  const hasRoom = producer.outbox.length === 0 && admitsMessages(producer);
  if (target < 0 || !hasRoom || producer.usedBytes > self.accumulator.bufferBytes / 2) {
    queue.status[offset] = LETTER.waiting;
    return;
  }
  retries!.redriving.push(message, offset);
  const sent = produce(self, target, kernel.messages.key(message), message, kernel.messages.ordinal(message));
  retries!.redriving.length = 0;
  if (sent === SEND.refused || sent === SEND.blocked) queue.status[offset] = LETTER.waiting;
}

/** Which of its targets it writes a redriven record to: the topic of the original, or its group's first retry topic; -1 for none. */
function targetOf(self: InstanceProcess, partition: number, toGroup: boolean): number {
  const { program } = self.kernel;
  const topic = toGroup
    ? program.retrying!.tiers[self.groupIndex]?.[0]?.topic
    : program.topicOfPartition[partition];
  return topic === undefined ? -1 : self.plan.targets.indexOf(topic);
}
