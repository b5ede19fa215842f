/** How a producer gets its id and epoch (InitProducerId): an idempotent one from any broker, a transactional one from its coordinator. */
import { PROTOCOL_MESSAGES } from "#sim/fact-tables.ts";
import { Fact } from "#sim/facts.ts";
import type { InstanceProcess } from "#sim/instance-process.ts";
import { Link } from "#sim/kernel/kernel.ts";
import { Broker } from "./handlers.ts";

/** Parcel of Broker.initProducerId. */
export interface ProducerIdRequest {
  /** null: an idempotent producer without transactions. */
  readonly transactionalId: string | null;
  readonly timeoutMs: number;
  /** The id and epoch that it has, -1 for none. */
  readonly producerId: number;
  readonly epoch: number;
}

const INIT_PRODUCER_ID = PROTOCOL_MESSAGES.indexOf("InitProducerId");

/** Asks for an id, where one is needed and not on its way. */
export function askProducerId(self: InstanceProcess): void {
  const { kernel } = self;
  const { producer } = self.state;
  if (!self.accumulator.isIdempotent || producer.producerId >= 0 || producer.isAskingId) return;
  producer.isAskingId = true;
  const arrivesUs = self.arrival(Link.toBus);
  const request: ProducerIdRequest = {
    transactionalId: self.sending.transactionalId,
    timeoutMs: self.plan.config.transactionTimeoutMs,
    producerId: producer.producerId,
    epoch: producer.epoch,
  };
  self.note(Fact.requested, INIT_PRODUCER_ID, -1, producer.epoch, arrivesUs - kernel.nowUs);
  kernel.calendar.push(arrivesUs, 0, 0, Broker.initProducerId, self.index, self.life.incarnation, 0, request);
}

/** The answer has come. `error`: index into PRODUCE_ERRORS; one that passes is asked again for after a pause. */
export function takeProducerId(
  self: InstanceProcess,
  error: number,
  producerId: number,
  epoch: number,
): void {
  const { producer } = self.state;
  producer.isAskingId = false;
  if (error !== 0) return;
  producer.producerId = producerId;
  producer.epoch = epoch;
  self.note(Fact.producerIdGiven, producerId, -1, -1, epoch);
}
