/** The serializer of a producer: it needs the id of its schema before the first record, and sends nothing without it. */
import { Broker } from "#sim/bus/log/handlers.ts";
import { Fact } from "#sim/facts.ts";
import type { InstanceProcess } from "#sim/instance-process.ts";
import { NO_KEY, type MessageId } from "#sim/kernel/message-store.ts";
import { schemaNumber } from "#sim/schema-port.ts";
import { Asks, asked, question } from "./registry.ts";

/** Whether a record can be serialised: `waits` for the registry, or send() throws a SerializationException. */
export type Serialised = "ready" | "waits" | "failed";

/** The schema that a value (a key) on a topic is written with, 0 for none. */
function writerOf(self: InstanceProcess, topic: number, part: "value" | "key"): number {
  const plan = self.kernel.program.schemas!;
  const subject = (part === "value" ? plan.valueOf : plan.keyOf)[topic]!;
  return subject < 0 ? 0 : schemaNumber(plan, subject, self.state.schemas!.writer);
}

/** Serialises a record for one of the instance's targets. A dead letter is a copy of bytes. */
export function serialise(
  self: InstanceProcess,
  target: number,
  key: number,
  isDeletion: boolean,
): Serialised {
  if (target >= self.plan.publishTargets) return "ready";
  const topic = self.plan.targets[target]!;
  if (self.kernel.program.schemas!.hasEnvelope[topic] === true) return "ready";
  const ofKey = key === NO_KEY ? 0 : writerOf(self, topic, "key");
  const how = ofKey === 0 ? "ready" : idOf(self, ofKey);
  if (how !== "ready" || isDeletion) return how;
  const ofValue = writerOf(self, topic, "value");
  return ofValue === 0 ? "ready" : idOf(self, ofValue);
}

function idOf(self: InstanceProcess, schema: number): Serialised {
  const schemas = self.state.schemas!;
  if (schemas.written.includes(schema)) return "ready";
  if (schemas.failedSchema === schema) {
    // Told once: the next record asks again.
    schemas.failedSchema = 0;
    self.note(Fact.serializationFailed, schema, -1, -1, schemas.failedError);
    return "failed";
  }
  if (schemas.writes === 0) {
    schemas.writes = schema;
    ask(self, schema, self.plan.config.autoRegister ? Asks.register : Asks.lookUp);
  }
  return "waits";
}

/** Sends a question to the registry. */
export function ask(self: InstanceProcess, schema: number, kind: number): void {
  const { kernel } = self;
  const toUs = Math.floor(kernel.program.schemas!.latencyUs / 2);
  const { incarnation } = kernel.processes[0]!.life;
  kernel.calendar.push(
    kernel.nowUs + toUs,
    0,
    incarnation,
    Broker.schemaAsked,
    self.index,
    self.life.incarnation,
    question(schema, kind),
  );
}

/** Whether its producer waits for the registry. */
export function awaitsSchema(self: InstanceProcess): boolean {
  return self.state.schemas!.writes !== 0;
}

/** Notes with what a message was written. */
export function noteWriter(
  self: InstanceProcess,
  target: number,
  message: MessageId,
  parent: MessageId,
  isDeletion: boolean,
): void {
  const { messages } = self.kernel;
  const writers = self.kernel.writers!;
  if (target >= self.plan.publishTargets) {
    writers.set(message, writers.value(parent), writers.key(parent));
    return;
  }
  const topic = self.plan.targets[target]!;
  const ofKey = messages.key(message) === NO_KEY ? 0 : writerOf(self, topic, "key");
  writers.set(message, isDeletion ? 0 : writerOf(self, topic, "value"), ofKey);
}

/** The registry has answered. "producer" or "consumer": who asked, and may go on. */
export function schemaAnswered(
  self: InstanceProcess,
  question_: number,
  error: number,
  id: number,
): "producer" | "consumer" {
  const schemas = self.state.schemas!;
  const { schema, kind } = asked(question_);
  const isReading = kind === Asks.fetch;
  if (isReading) schemas.fetches = 0;
  else schemas.writes = 0;
  if (error === 0) {
    (isReading ? schemas.fetched : schemas.written).push(schema);
    self.note(Fact.schemaFetched, schema, -1, id, isReading ? 1 : 0);
  } else if (isReading) {
    self.note(Fact.schemaFetchFailed, schema, -1, id, error);
    schemas.retryUs = self.kernel.nowUs + RETRY_US;
  } else {
    schemas.failedSchema = schema;
    schemas.failedError = error;
  }
  return isReading ? "consumer" : "producer";
}

/** An application that polls again after an exception does so this much later. */
export const RETRY_US = 1_000_000;
