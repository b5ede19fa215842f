/**
 * The deserializer of a consumer: it asks the registry for ids that it does not know, and fails where the reader's schema
 * does not fit what the writer wrote. A plain client throws from poll(), at the same offset again and again
 * (CompletedFetch.fetchRecords keeps the exception and the position); error handlers get the record and decide.
 */
import { Instance } from "#sim/bus/log/handlers.ts";
import { serviceTimeUs } from "#sim/bus/log/application.ts";
import { Fact } from "#sim/facts.ts";
import type { InstanceProcess } from "#sim/instance-process.ts";
import type { MessageId } from "#sim/kernel/message-store.ts";
import type { ReadOutcome } from "#schema/payload.ts";
import { packSchemas, schemaNumber } from "#sim/schema-port.ts";
import { schemaPort } from "./port.ts";
import { Asks } from "./registry.ts";
import { ask, RETRY_US } from "./serialising.ts";

/** What a reader makes of one half of a record. */
interface Reading {
  readonly outcome: ReadOutcome;
  readonly reader: number;
  readonly writer: number;
  /** Upcasters on the way. */
  readonly steps: number;
}

/** How many of the next `most` records of a pair's buffer poll() can return; what comes after them has to wait. */
export function readableRecords(self: InstanceProcess, pair: number, most: number): number {
  const { member } = self.state;
  const { valueOf, keyOf } = self.kernel.program.schemas!;
  const topic = topicOf(self, pair);
  if (valueOf[topic]! < 0 && keyOf[topic]! < 0) return most;
  const runs = member.bufferRuns[pair] ?? [member.bufferFrom[pair]!, member.bufferTo[pair]!];
  let count = 0;
  for (let i = 0; i < runs.length; i += 2) {
    for (let offset = runs[i]!; offset < runs[i + 1]! && count < most; offset++, count++)
      if (!canReturn(self, pair, topic, offset)) return count;
  }
  return most;
}

function topicOf(self: InstanceProcess, pair: number): number {
  return self.kernel.program.topicOfPartition[self.partitionOf(pair)]!;
}

function canReturn(self: InstanceProcess, pair: number, topic: number, offset: number): boolean {
  const { kernel } = self;
  const partition = self.partitionOf(pair);
  const message = kernel.logs.messageAt(partition, offset);
  const writers = kernel.writers!;
  if (!knows(self, topic, writers.key(message)) || !knows(self, topic, writers.value(message))) return false;
  if (self.group!.config.deserializationError !== "fail") return true;
  const reading = readingOf(self, topic, message);
  if (reading?.outcome.kind !== "failed") return true;
  block(self, pair, offset, message, reading);
  return false;
}

/** Whether the deserializer knows a schema by its id; if not, it asks. */
function knows(self: InstanceProcess, topic: number, writer: number): boolean {
  const schemas = self.state.schemas!;
  if (writer === 0 || schemas.fetched.includes(writer)) return true;
  if (self.kernel.program.schemas!.hasEnvelope[topic] === true) return true;
  if (schemas.fetches !== 0) return false;
  if (self.kernel.nowUs < schemas.retryUs) tryLater(self);
  else {
    schemas.fetches = writer;
    ask(self, writer, Asks.fetch);
  }
  return false;
}

/** poll() throws: the position stays, and the application polls again a little later. */
function block(self: InstanceProcess, pair: number, offset: number, message: MessageId, how: Reading): void {
  const schemas = self.state.schemas!;
  const { blocked } = schemas;
  const { nowUs } = self.kernel;
  if (nowUs >= schemas.retryUs) schemas.retryUs = nowUs + RETRY_US;
  tryLater(self);
  let at = 0;
  while (at < blocked.length && blocked[at] !== pair) at += 2;
  if (blocked[at + 1] === offset) return;
  blocked[at] = pair;
  blocked[at + 1] = offset;
  const pairOfSchemas = packSchemas(how.reader, how.writer);
  self.note(Fact.deserializationFailed, message, self.partitionOf(pair), offset, pairOfSchemas);
}

/** Looks again once `retryUs` has come; one call for it is enough. */
function tryLater(self: InstanceProcess): void {
  const schemas = self.state.schemas!;
  if (schemas.retryIsPending) return;
  schemas.retryIsPending = true;
  self.after(Math.max(0, schemas.retryUs - self.kernel.nowUs), Instance.schemaRetry);
}

/** What the instance makes of a message of a topic; null where it has no schema. The half that fails, else the one that differs, counts. */
function readingOf(self: InstanceProcess, topic: number, message: MessageId): Reading | null {
  const writers = self.kernel.writers!;
  const { valueOf, keyOf } = self.kernel.program.schemas!;
  const ofKey = halfOf(self, topic, keyOf[topic]!, writers.key(message), message);
  if (ofKey?.outcome.kind === "failed") return ofKey;
  const ofValue = halfOf(self, topic, valueOf[topic]!, writers.value(message), message);
  return ofKey?.outcome.kind === "differs" && ofValue?.outcome.kind !== "failed" ? ofKey : ofValue;
}

function halfOf(
  self: InstanceProcess,
  topic: number,
  subject: number,
  writer: number,
  message: MessageId,
): Reading | null {
  if (subject < 0 || writer === 0) return null;
  const plan = self.kernel.program.schemas!;
  const { upcasters, validates } = self.group!.config;
  const reader = schemaNumber(plan, subject, self.state.schemas!.reader);
  if (plan.hasEnvelope[topic] === true && upcasters) {
    if (writer > reader) return { outcome: UNKNOWN_VERSION, reader, writer, steps: 0 };
    return { outcome: SAME, reader, writer, steps: reader - writer };
  }
  const outcome = schemaPort(plan).reads(reader, writer, message);
  // A JSON document is read whatever it says, unless somebody holds it against the schema.
  if (outcome.kind === "failed" && plan.subjects[subject]!.format === "json" && !validates) {
    return { outcome: { kind: "differs", path: outcome.path, says: outcome.says }, reader, writer, steps: 0 };
  }
  return { outcome, reader, writer, steps: 0 };
}

const SAME: ReadOutcome = { kind: "same" };
const UNKNOWN_VERSION: ReadOutcome = {
  kind: "failed",
  code: "UNKNOWN_SCHEMA_VERSION",
  path: "schemaVersion",
  says: "The reader knows no such schemaVersion.",
};

/** How long the record takes: nothing where it cannot be read, longer where it is brought up to the reader's version first. */
export function readingTimeUs(self: InstanceProcess, pair: number, offset: number): number {
  const message = self.kernel.logs.messageAt(self.partitionOf(pair), offset);
  const reading = readingOf(self, topicOf(self, pair), message);
  if (reading?.outcome.kind === "failed") return 0;
  return serviceTimeUs(self) + Math.round((reading?.steps ?? 0) * self.group!.config.upcastMs * 1000);
}

/** Whether the record in work cannot be read; notes that, and what else is to say of how it was read. */
export function cannotRead(self: InstanceProcess, message: MessageId): boolean {
  const { work, schemas } = self.state;
  const partition = self.partitionOf(work.pair);
  const reading = readingOf(self, topicOf(self, work.pair), message);
  if (reading === null) return false;
  const pair = packSchemas(reading.reader, reading.writer);
  if (reading.outcome.kind === "failed") {
    self.note(Fact.deserializationFailed, message, partition, work.offset, pair);
    return true;
  }
  if (reading.steps > 0) self.note(Fact.upcast, message, partition, work.offset, pair);
  if (reading.outcome.kind === "differs" && isNew(schemas!.differing, pair, partition))
    self.note(Fact.readDifferently, message, partition, work.offset, pair);
  return false;
}

/** Whether a pair of numbers is not in a flat list of pairs yet, where it is put. */
function isNew(list: number[], a: number, b: number): boolean {
  for (let i = 0; i < list.length; i += 2) if (list[i] === a && list[i + 1] === b) return false;
  list.push(a, b);
  return true;
}
