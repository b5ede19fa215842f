import { expect, it } from "vitest";
import { LogTransactions } from "./log-transactions.ts";

/** A transaction of producer 7 from offset 3 on, whose marker at 9 has ended it. */
function ended(): LogTransactions {
  const transactions = new LogTransactions();
  transactions.begin(7, 3);
  transactions.end(7, 3, 9, false);
  return transactions;
}

it("holds the last stable offset at a transaction whose marker is not replicated", () => {
  expect(ended().lastStableOffset(9)).toBe(3);
  expect(ended().lastStableOffset(10)).toBe(10);
});

it("is not changed by who only looks, even with a high watermark that a new leader does not have", () => {
  const transactions = ended();
  transactions.lastStableOffset(10);
  expect(transactions.lastStableOffset(8)).toBe(3);
});

it("keeps what is not replicated when it forgets the rest", () => {
  const transactions = ended();
  transactions.begin(8, 10);
  transactions.end(8, 10, 12, false);
  transactions.forgetReplicated(11);
  expect(transactions.save().unreplicated).toEqual([10, 12]);
  expect(transactions.lastStableOffset(12)).toBe(10);
});
