/** What the rest of the simulator uses of transactions: of their coordinator, and of the producer that has them. */
export {
  addToTransaction,
  joinTransaction,
  startTransactions,
  transactionHandlers,
} from "#sim/bus/log/transaction-coordinator.ts";
export {
  advanceTransaction,
  closeTransaction,
  countMessage,
  endBatch,
  noteBatch,
  offsetsAnswered,
  producerIdAnswered,
  takeBackBatch,
  transactionAnswered,
  transactionDue,
} from "#sim/bus/log/transactional-producer.ts";
