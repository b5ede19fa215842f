/** A producer's connections to the brokers: they stand until they break; then they are opened again when something is to go there. */
import { removeFrom } from "#base/lists.ts";
import type { Micros } from "#base/units.ts";
import type { InstanceProcess } from "#sim/instance-process.ts";
import { BatchIs, type BatchId } from "./batch-store.ts";
import { Broker } from "./handlers.ts";
import { requestMetadata } from "./producer-metadata.ts";
import { handleError, NETWORK_EXCEPTION } from "./producer-retries.ts";
import { CONNECTION } from "./producer-state.ts";
import { armTimer } from "./producer-timer.ts";

/** reconnect.backoff.ms doubles up to reconnect.backoff.max.ms; socket.connection.setup.timeout.ms: Kafka's defaults. */
const RECONNECT_US = 50_000;
const RECONNECT_MAX_US = 1_000_000;
const SETUP_TIMEOUT_US = 10_000_000;

/**
 * Whether a broker takes a request now (NetworkClient.ready): 0, or when to ask again, Infinity for when something has
 * happened. Opens the connection if it is time.
 */
export function notBefore(self: InstanceProcess, node: number): Micros {
  const { producer } = self.state;
  const { nowUs } = self.kernel;
  if (producer.connection[node] === CONNECTION.stands)
    return producer.underWay[node]! < self.plan.config.maxInFlight ? 0 : Infinity;
  if (producer.connection[node] === CONNECTION.opening) return Infinity;
  if (producer.connectUs[node]! > nowUs) return producer.connectUs[node]!;
  open(self, node);
  return Infinity;
}

function open(self: InstanceProcess, node: number): void {
  const { kernel } = self;
  const { producer } = self.state;
  producer.connection[node] = CONNECTION.opening;
  producer.connectUs[node] = kernel.nowUs + SETUP_TIMEOUT_US;
  armTimer(self, producer.connectUs[node]);
  kernel.calendar.push(self.arrivalAt(node), 0, 0, Broker.connect, self.index, self.life.incarnation, node);
}

/** A connection stands again. */
export function connected(self: InstanceProcess, node: number): void {
  const { producer } = self.state;
  if (producer.connection[node] !== CONNECTION.opening) return;
  producer.connection[node] = CONNECTION.stands;
  producer.connectFailures[node] = 0;
}

/** A connection broke, was refused, or could not be opened in time: everything that was under way on it failed. */
export function broken(self: InstanceProcess, node: number): void {
  const { producer } = self.state;
  const { nowUs } = self.kernel;
  const failures = producer.connectFailures[node]!++;
  let pauseUs = RECONNECT_US;
  for (let n = 0; n < failures && pauseUs < RECONNECT_MAX_US; n++) pauseUs *= 2;
  producer.connection[node] = CONNECTION.broken;
  producer.connectUs[node] = nowUs + Math.min(pauseUs, RECONNECT_MAX_US);
  for (const first of producer.inFlight.slice())
    if (self.kernel.batches.node(first) === node) abandon(self, first);
  requestMetadata(self);
}

/** Nobody waits for the answer of a request any more; its batches are sent again if that may be. */
function abandon(self: InstanceProcess, first: BatchId): void {
  const { kernel } = self;
  const { batches } = kernel;
  const { producer } = self.state;
  removeFrom(producer.inFlight, first);
  producer.underWay[batches.node(first)]!--;
  for (let batch = first; batch >= 0; batch = batches.nextInRequest(batch)) {
    producer.isMuted[batches.local(batch)] = 0;
    // The broker may have the first one still.
    if (!batches.isGivenUp(batch)) handleError(self, batches.copy(batch), NETWORK_EXCEPTION);
  }
  const status = batches.status(first);
  if (status === BatchIs.lost) return batches.freeRequest(first);
  if (status === BatchIs.answered) producer.late.push(first);
  batches.setStatus(first, BatchIs.orphan);
}

/** request.timeout.ms: whoever does not answer in time is not waited for, and its connection is closed. */
export function breakLateConnections(self: InstanceProcess): void {
  const { batches, nowUs } = self.kernel;
  const { producer } = self.state;
  for (let node = 0; node < producer.connection.length; node++) {
    const isLate = producer.inFlight.some(
      (first) =>
        batches.node(first) === node && nowUs - batches.sentUs(first) >= self.sending.requestTimeoutUs,
    );
    const isUnopened = producer.connection[node] === CONNECTION.opening && nowUs >= producer.connectUs[node]!;
    if (isLate || isUnopened) broken(self, node);
  }
}
