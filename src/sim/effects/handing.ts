/** What an instance hands over: transactions to a database, the messages of rows to its producer. */
import { produce } from "#sim/bus/log/producer-client.ts";
import type { Kernel } from "#sim/kernel/kernel.ts";
import type { InstanceProcess } from "#sim/instance-process.ts";
import { INSTANCES_MAX } from "#sim/layout.ts";
import type { Transaction } from "./committing.ts";
import { keyOfNumber, Row, rowValue } from "./maps.ts";

/** A transaction of this instance. */
export function transaction(
  self: InstanceProcess,
  op: Transaction["op"],
  of: Partial<Transaction>,
): Transaction {
  return {
    op,
    service: Math.floor(self.who / INSTANCES_MAX),
    process: self.index,
    incarnation: self.life.incarnation,
    token: self.state.effects!.token,
    about: { who: self.who, message: -1, partition: -1, offset: -1 },
    rows: [],
    limit: 0,
    position: -1,
    ...of,
  };
}

/** The wire that a transaction goes over, -1 where it leads out of the drawing: e-mails. */
export function wireOf(kernel: Kernel, { op, service }: Transaction): number {
  return op === "send" ? -1 : kernel.program.effects!.services[service]!.wire;
}

/** Hands the message of a row to the producer. */
export function produceRow(self: InstanceProcess, row: number): void {
  const { kernel } = self;
  const parent = rowValue(kernel, Row.parent, row) - 1;
  const ordinal = rowValue(kernel, Row.ordinal, row);
  const key = keyOfNumber(rowValue(kernel, Row.key, row));
  self.state.effects!.handed.push(row);
  produce(self, rowValue(kernel, Row.target, row) - 1, key, parent, ordinal);
}
