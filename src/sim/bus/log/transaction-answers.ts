/** What the coordinator of transactions answers its clients. */
import { present } from "#base/assert.ts";
import { PRODUCE_ERRORS, PROTOCOL_ERRORS, PROTOCOL_MESSAGES } from "#sim/fact-tables.ts";
import { Fact } from "#sim/facts.ts";
import { Link, type Process } from "#sim/kernel/kernel.ts";
import type { BrokerState } from "./broker.ts";
import { Instance } from "./handlers.ts";
import type { TransactionMetadata, TransactionRequest } from "./transaction-types.ts";

type Self = Process<BrokerState>;
type ErrorName = (typeof PRODUCE_ERRORS)[number];

/** Answers a TransactionRequest. `transaction`: as it stands, where it is the client's. */
export function answerTransaction(
  self: Self,
  from: number,
  incarnation: number,
  asked: (typeof PROTOCOL_MESSAGES)[number],
  error: ErrorName,
  request: TransactionRequest,
  transaction: TransactionMetadata | undefined,
): void {
  // Where the epochs are used up, the client goes on with another id.
  const nextId = transaction?.nextProducerId ?? -1;
  const producerId = nextId >= 0 ? nextId : (transaction?.producerId ?? request.producerId);
  const epoch = nextId >= 0 ? 0 : (transaction?.epoch ?? request.epoch);
  const what = PROTOCOL_MESSAGES.indexOf(asked);
  const arrivesUs = answered(self, from, incarnation, what, error, epoch);
  if (arrivesUs < 0) return;
  self.kernel.calendar.push(
    arrivesUs,
    from,
    incarnation,
    Instance.transactionAnswered,
    PRODUCE_ERRORS.indexOf(error),
    what,
    epoch,
    { ...request, producerId } satisfies TransactionRequest,
  );
}

/** Answers InitProducerId. `error`: index into PRODUCE_ERRORS. */
export function answerProducerId(
  self: Self,
  from: number,
  incarnation: number,
  error: number,
  producerId: number,
  epoch: number,
): void {
  const what = PROTOCOL_MESSAGES.indexOf("InitProducerId");
  const arrivesUs = answered(self, from, incarnation, what, PRODUCE_ERRORS[error]!, epoch);
  if (arrivesUs < 0) return;
  self.kernel.calendar.push(
    arrivesUs,
    from,
    incarnation,
    Instance.producerIdAnswered,
    error,
    producerId,
    epoch,
  );
}

/** Notes an answer that leaves; when it arrives, -1 where nobody is there any more. */
function answered(
  self: Self,
  from: number,
  incarnation: number,
  what: number,
  error: ErrorName,
  epoch: number,
): number {
  const { kernel } = self;
  const client = present(kernel.processes[from], "a producer's process");
  if (client.life.incarnation !== incarnation) return -1;
  const arrivesUs = client.arrival(Link.fromBus);
  kernel.trace.record(
    kernel.nowUs,
    Fact.answered,
    client.who,
    what,
    PROTOCOL_ERRORS.indexOf(error as (typeof PROTOCOL_ERRORS)[number]),
    epoch,
    arrivesUs - kernel.nowUs,
  );
  return arrivesUs;
}
