/**
 * Commands in the hand of an instance: load the aggregate, decide, append with the version that was seen; where somebody
 * else came first, all of it again, so many times. A command comes with a record or by the service's own schedule.
 */
import { micros } from "#base/units.ts";
import { failed, succeeded, type Next } from "#sim/bus/log/application.ts";
import { Instance } from "#sim/bus/log/handlers.ts";
import { Fact } from "#sim/facts.ts";
import type { InstanceProcess } from "#sim/instance-process.ts";
import type { MessageId } from "#sim/kernel/message-store.ts";
import { keyFor, publishOwnEvent } from "#sim/publishing.ts";
import type { Command } from "#sim/sourcing-state.ts";
import { ANY_VERSION } from "./event-log.ts";
import { AppendSays, askStore, Sourced, storeOf } from "./store-process.ts";

/** Why a command makes no event. */
export const COMMAND_REFUSALS = ["insufficient", "erased", "known"] as const;

/** The record in hand is a command. */
export function beginRecordCommand(self: InstanceProcess, message: MessageId): Next {
  const { messages } = self.kernel;
  const { work } = self.state;
  work.phase = "publishing";
  work.sinceUs = self.kernel.nowUs;
  work.untilUs = -1;
  begin(self, messages.key(message), messages.ordinal(message), messages.amountCents(message), message);
  return "waits";
}

/** A moment of the schedule is a command. */
export function beginOwnCommand(self: InstanceProcess, ordinal: number): void {
  const amountCents = (((ordinal - 1) % 10) + 1) * 1000;
  begin(self, keyFor(self, ordinal), ordinal, amountCents, -1);
}

function begin(
  self: InstanceProcess,
  aggregate: number,
  ordinal: number,
  cents: number,
  message: number,
): void {
  const { config } = self.plan;
  const sourcing = self.state.sourcing!;
  const { work } = self.state;
  const number = message >= 0 ? message : self.who * 100_003 + ordinal;
  const isRecord = message >= 0;
  sourcing.commands.set(sourcing.nextCommand, {
    aggregate,
    amountCents: isWithdrawal(number, config.withdrawalPercent) ? -cents : cents,
    message,
    pair: isRecord ? work.pair : -1,
    offset: isRecord ? work.offset : -1,
    ordinal,
    attempt: 1,
    version: 0,
    balanceCents: 0,
  });
  load(self, sourcing.nextCommand++);
}

/** The same command is the same deed however often it is delivered, so this is no chance: a number's bits, well mixed. */
function isWithdrawal(number: number, percent: number): boolean {
  let bits = Math.imul(number ^ 0x9e3779b9, 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return ((bits ^ (bits >>> 16)) >>> 0) % 100 < percent;
}

function load(self: InstanceProcess, id: number): void {
  const { aggregate, message } = self.state.sourcing!.commands.get(id)!;
  const cause = self.plan.config.commandsOnce ? message : -1;
  askStore(self, self.storeStream!, self.storeUse!.store, "load", id, [aggregate, cause]);
}

/** A step of a command is done; what the application does next where it waited for it. */
export function commandWentOn(
  self: InstanceProcess,
  step: number,
  id: number,
  c: number,
  parcel: readonly number[],
): Next {
  const command = self.state.sourcing!.commands.get(id);
  if (command === undefined) return "waits";
  if (step !== Sourced.decided)
    self.kernel.ledger.cameBack(self.storeUse!.wire, step === Sourced.loaded || c === AppendSays.appended);
  switch (step) {
    case Sourced.loaded:
      return loaded(self, id, command, c, parcel);
    case Sourced.decided:
      return decided(self, id, command);
    default:
      return appended(self, id, command, c);
  }
}

function loaded(
  self: InstanceProcess,
  id: number,
  command: Command,
  version: number,
  [balanceCents = 0, isErased = 0, isKnown = 0]: readonly number[],
): Next {
  command.version = version;
  command.balanceCents = balanceCents;
  const isShort = command.amountCents < 0 && balanceCents + command.amountCents < 0;
  const refusal = isErased === 1 ? "erased" : isKnown === 1 ? "known" : isShort ? "insufficient" : null;
  if (refusal !== null) return refuse(self, id, command, refusal);
  self.after(
    Math.round(micros(self.plan.config.decideMs) * self.state.slowFactor),
    Instance.sourced,
    Sourced.decided,
    id,
  );
  return "waits";
}

function decided(self: InstanceProcess, id: number, command: Command): "waits" {
  const { aggregate, amountCents, version, balanceCents, message } = command;
  const expected = self.plan.config.expectedVersion === "checked" ? version : ANY_VERSION;
  askStore(self, self.storeStream!, self.storeUse!.store, "append", id, [
    aggregate,
    amountCents,
    expected,
    version,
    balanceCents,
    message,
  ]);
  return "waits";
}

function appended(self: InstanceProcess, id: number, command: Command, says: number): Next {
  if (says === AppendSays.appended) return end(self, id, command, true);
  if (says === AppendSays.erased) return refuse(self, id, command, "erased");
  const { aggregate, version, attempt } = command;
  self.note(Fact.versionConflict, attempt, -1, version, aggregate);
  if (attempt < self.plan.config.conflictAttempts) {
    command.attempt++;
    load(self, id);
    return "waits";
  }
  storeOf(self.kernel, self.storeUse!.store).state.counts.givenUp++;
  self.note(Fact.conflictGivenUp, attempt, -1, version, aggregate);
  return end(self, id, command, false);
}

function refuse(
  self: InstanceProcess,
  id: number,
  command: Command,
  why: (typeof COMMAND_REFUSALS)[number],
): Next {
  storeOf(self.kernel, self.storeUse!.store).state.counts.refused++;
  self.note(Fact.commandRefused, COMMAND_REFUSALS.indexOf(why), -1, command.version, command.aggregate);
  return end(self, id, command, true, why !== "known");
}

/** A command is dealt with. `isRefused`: by the aggregate's own rules, which is an answer, too. */
function end(self: InstanceProcess, id: number, command: Command, isDone: boolean, isRefused = false): Next {
  self.state.sourcing!.commands.delete(id);
  const { message, pair, offset } = command;
  if (message < 0) {
    if (isDone && !isRefused) publishOwnEvent(self, command.aggregate, command.ordinal);
    return "waits";
  }
  const { work } = self.state;
  // It has let go of the record meanwhile (fenced, or its batch was taken back).
  if (work.pair !== pair || work.offset !== offset || work.phase !== "publishing") return "waits";
  return isDone ? succeeded(self, message) : failed(self, message);
}
