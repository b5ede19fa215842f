/** Retry budget: a token bucket that first attempts fill and further ones empty (Finagle's RetryBudget, Envoy's retry_budget). */
import { Fact } from "#sim/facts.ts";
import type { InstanceProcess } from "#sim/instance-process.ts";
import type { MessageId } from "#sim/kernel/message-store.ts";

/** What an instance begins with, and the most that it can have saved. */
export const BUDGET_MAX = 10;

/** Whether the record in hand, whose attempt has failed, may be tried again. Takes from the budget, or tells that it is spent. */
export function mayRetry(self: InstanceProcess, message: MessageId): boolean {
  const { retryBudgetPercent } = self.group!.config;
  if (retryBudgetPercent === 0) return true;
  const { retries, work } = self.state;
  if (work.attempt === 1) retries!.budget = Math.min(BUDGET_MAX, retries!.budget + retryBudgetPercent / 100);
  if (retries!.budget >= 1) {
    retries!.budget -= 1;
    return true;
  }
  const partition = self.partitionOf(work.pair);
  self.note(Fact.budgetSpent, message, partition, work.offset, work.attempt);
  return false;
}

/** A first attempt has succeeded: it earns the same share. */
export function earnRetry(self: InstanceProcess): void {
  const { retryBudgetPercent } = self.group!.config;
  const { retries, work } = self.state;
  if (work.attempt === 1 && retryBudgetPercent > 0)
    retries!.budget = Math.min(BUDGET_MAX, retries!.budget + retryBudgetPercent / 100);
}
