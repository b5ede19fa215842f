/** The process of a database: transactions wait for a connection, take their time, and are committed or rolled back as a whole. */
import { Instance } from "#sim/bus/log/handlers.ts";
import { STORE_ERRORS } from "#sim/fact-tables.ts";
import { Fact } from "#sim/facts.ts";
import { handlerTable, Process, type Kernel } from "#sim/kernel/kernel.ts";
import type { StreamId } from "#sim/kernel/random.ts";
import { INSTANCES_MAX } from "#sim/layout.ts";
import type { DatabasePlan } from "#sim/effects-plan.ts";
import type { Program } from "#sim/program.ts";
import { commit, unlockRows, type Answer, type Transaction } from "./committing.ts";
import { wireOf } from "./handing.ts";
import { checkRowsOf } from "./rows.ts";

/** Calls of a database. */
export const Database = { asked: 0, done: 1, checkRows: 2 } as const;

interface DatabaseState {
  isDown: boolean;
  /** Goes up when it goes down: what was under way then is rolled back. */
  version: number;
  /** Those that have a connection, and those that wait for one. */
  underWay: Transaction[];
  waiting: Transaction[];
  commits: number;
}

/** Process index of a database: after all instances. */
export function databaseIndex({ groups, services }: Program, database: number): number {
  return 1 + groups.length + services.length * INSTANCES_MAX + database;
}

export class DatabaseProcess extends Process<DatabaseState> {
  readonly plan: DatabasePlan;
  readonly times: StreamId;
  readonly failures: StreamId;

  constructor(kernel: Kernel, database: number) {
    const plan = kernel.program.effects!.databases[database]!;
    const id = plan.nodeId ?? `outside#${database}`;
    const open = (purpose: string): StreamId => kernel.random.open(id, purpose);
    super(kernel, databaseIndex(kernel.program, database), database, handlers, open("network"), {
      isDown: false,
      version: 0,
      underWay: [],
      waiting: [],
      commits: 0,
    });
    this.plan = plan;
    this.times = open("transactions");
    this.failures = open("failures");
  }
}

/** Makes the databases of a run. */
export function createDatabases(kernel: Kernel): void {
  kernel.program.effects!.databases.forEach((_, index) => {
    const process = new DatabaseProcess(kernel, index);
    kernel.processes[process.index] = process;
  });
}

export function databaseOf(kernel: Kernel, database: number): DatabaseProcess {
  return kernel.processes[databaseIndex(kernel.program, database)] as DatabaseProcess;
}

/** Sends a transaction to a database; it is answered with Instance.stored. */
export function ask(kernel: Kernel, database: number, transaction: Transaction): void {
  const { calendar, nowUs, program } = kernel;
  const index = databaseIndex(program, database);
  kernel.ledger.wentOver(wireOf(kernel, transaction));
  calendar.push(nowUs + program.latencyUs, index, 0, Database.asked, 0, 0, 0, transaction);
}

/** Has the rows of a dual write looked at that a process leaves behind, once what it has sent must have arrived. */
export function checkRowsLater(
  kernel: Kernel,
  database: number,
  atUs: number,
  who: number,
  life: number,
): void {
  kernel.calendar.push(atUs, databaseIndex(kernel.program, database), 0, Database.checkRows, who, life, 0);
}

/** The database goes down, or comes back. */
export function changeDatabase(kernel: Kernel, database: number, isUp: boolean): void {
  const self = databaseOf(kernel, database);
  const { state } = self;
  if (state.isDown === !isUp) return;
  state.isDown = !isUp;
  self.note(isUp ? Fact.databaseUp : Fact.databaseDown);
  if (isUp) return;
  state.version++;
  for (const each of [...state.underWay, ...state.waiting]) answer(self, each, "down", null);
  state.underWay = [];
  state.waiting = [];
}

function begin(self: DatabaseProcess, transaction: Transaction): void {
  const { kernel, plan, state } = self;
  state.underWay.push(transaction);
  const { latencyUs } = plan;
  const takesUs =
    plan.isConstant || latencyUs === 0 ? latencyUs : kernel.random.exponential(self.times, latencyUs);
  self.after(takesUs, Database.done, state.version, 0, 0, transaction);
}

function answer(
  self: DatabaseProcess,
  { op, process, incarnation, token, rows }: Transaction,
  error: (typeof STORE_ERRORS)[number],
  parcel: Answer | null,
  delayUs = 0,
): void {
  const { calendar, nowUs, program } = self.kernel;
  calendar.push(
    nowUs + delayUs + program.latencyUs,
    process,
    incarnation,
    Instance.stored,
    token,
    STORE_ERRORS.indexOf(error),
    0,
    parcel ?? { op, seen: false, rows, position: -1 },
  );
}

const handlers = handlerTable<DatabaseState, DatabaseProcess>({
  [Database.asked](self, _a, _b, _c, parcel) {
    const transaction = parcel as Transaction;
    const { plan, state } = self;
    if (state.isDown) answer(self, transaction, "down", null);
    else if (state.underWay.length < plan.connections) begin(self, transaction);
    else state.waiting.push(transaction);
  },
  [Database.done](self, version, _b, _c, parcel) {
    const { kernel, plan, state } = self;
    if (version !== state.version) return;
    const transaction = parcel as Transaction;
    // A checkpoint copies the state and the calendar apart, so that the same transaction may be two objects.
    const at = state.underWay.findIndex(
      ({ process, token, op }) =>
        process === transaction.process && token === transaction.token && op === transaction.op,
    );
    if (at >= 0) state.underWay.splice(at, 1);
    const next = state.waiting.shift();
    if (next !== undefined) begin(self, next);
    // Whoever dies before its COMMIT leaves nothing behind; a mail service does not notice.
    const { process, incarnation, op } = transaction;
    if (op !== "send" && kernel.processes[process]?.life.incarnation !== incarnation) return;
    if (kernel.random.chance(self.failures, plan.failurePercent))
      return answer(self, transaction, "rolled-back", null);
    const parcelBack = commit(kernel, transaction);
    state.commits++;
    if (kernel.random.chance(self.failures, plan.lostAnswerPercent)) {
      if (op === "poll") unlockRows(kernel, parcelBack.rows);
      return answer(self, transaction, "no-answer", null, plan.timeoutUs);
    }
    answer(self, transaction, "NONE", parcelBack);
  },
  [Database.checkRows]: (self, who, life) => checkRowsOf(self.kernel, who, life),
});
