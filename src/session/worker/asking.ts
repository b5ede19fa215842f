/**
 * Answers questions about the run that is shown: which messages there are, what happened to one of them, what stands in
 * the trace. In slices, and without moving the run; what was read is kept for the next question of the same kind.
 */
import { unreachable } from "#base/assert.ts";
import { JourneyReader } from "#sim/journey-reader.ts";
import { LatencyReader } from "#sim/journey-latency.ts";
import { messageOf } from "#sim/message-info.ts";
import { MessagePlaces, MessageTable } from "#sim/message-table.ts";
import type { Run } from "#sim/run.ts";
import type { AggregateHistory } from "#sim/aggregate.ts";
import { aggregateHistory } from "#sim/parts.ts";
import { partitionDetail, type PartitionDetail } from "#sim/partition-detail.ts";
import { PROTOCOL_FACTS, protocolFilter } from "#sim/protocol-rows.ts";
import { TraceWindowReader } from "#sim/trace-window-reader.ts";
import type { Answer, Question } from "./protocol.ts";

/** What was read of one course of a run; made anew for another course. */
export interface Asking {
  readonly sim: Run;
  places: MessagePlaces | null;
  table: { readonly key: string; readonly table: MessageTable } | null;
  journey: JourneyReader | null;
  latencies: { readonly key: string; readonly reader: LatencyReader } | null;
  window: { readonly key: string; readonly reader: TraceWindowReader } | null;
  protocol: { readonly key: string; readonly reader: TraceWindowReader } | null;
}

export function createAsking(sim: Run): Asking {
  return { sim, places: null, table: null, journey: null, latencies: null, window: null, protocol: null };
}

/** Works on a question while `mayGoOn` says so; what is known by then, and whether that is all. */
export function answerTo(
  asking: Asking,
  question: Question,
  mayGoOn: () => boolean,
): { readonly answer: Answer; readonly done: boolean } {
  switch (question.is) {
    case "messages":
      return messages(asking, question, mayGoOn);
    case "journey":
      return journey(asking, question, mayGoOn);
    case "latencies":
      return latencies(asking, question, mayGoOn);
    case "record":
      return { answer: { is: "record", message: recordAt(asking.sim, question) }, done: true };
    case "window":
      return window(asking, question, mayGoOn);
    case "protocol":
      return protocol(asking, question, mayGoOn);
    case "partition":
      return { answer: { is: "partition", detail: detailOf(asking.sim, question) }, done: true };
    case "aggregate":
      return { answer: { is: "aggregate", history: historyOf(asking.sim, question) }, done: true };
    default:
      return unreachable(question);
  }
}

type About<K extends Question["is"]> = Extract<Question, { readonly is: K }>;
type Told = ReturnType<typeof answerTo>;

function messages(asking: Asking, question: About<"messages">, mayGoOn: () => boolean): Told {
  const { sim } = asking;
  asking.places ??= new MessagePlaces(sim);
  const key = JSON.stringify(question.query);
  if (asking.table?.key !== key || !isOfUse(asking.table.table, sim))
    asking.table = { key, table: new MessageTable(sim, asking.places, question.query) };
  const { table } = asking.table;
  const done = table.scan(mayGoOn);
  const focusAt = question.focus < 0 ? -1 : table.indexOf(question.focus);
  const rows = table.rows(question.from, question.to);
  return { answer: { is: "messages", atUs: table.atUs, total: table.length, rows, focusAt }, done };
}

/** A search that is not over goes on while the run moves forward: it would never end otherwise. */
function isOfUse(table: MessageTable, { kernel }: Run): boolean {
  return table.calls === kernel.calls || (!table.isWhole && kernel.messages.length >= table.messages);
}

function journey(asking: Asking, { message }: About<"journey">, mayGoOn: () => boolean): Told {
  const { sim } = asking;
  const info = messageOf(sim, message);
  if (info === null) return { answer: { is: "journey", journey: null, parent: null }, done: true };
  if (asking.journey?.message !== message) asking.journey = new JourneyReader(sim, message);
  const done = asking.journey.read(mayGoOn);
  const parent = messageOf(sim, info.parent);
  return { answer: { is: "journey", journey: asking.journey.journey(), parent }, done };
}

function recordAt({ kernel, program }: Run, { partition, offset }: About<"record">): number {
  const isThere =
    partition >= 0 &&
    partition < program.layout.partitionCount &&
    offset >= 0 &&
    offset < kernel.logs.endOffset(partition);
  // The marker of a transaction is no message.
  return isThere ? Math.max(-1, kernel.logs.messageAt(partition, offset)) : -1;
}

function detailOf(sim: Run, { partition, from, to }: About<"partition">): PartitionDetail | null {
  return partitionDetail(sim, partition, from, to);
}

/** Without an event store its part is not here. */
function historyOf(sim: Run, { store, aggregate, atUs }: About<"aggregate">): AggregateHistory | null {
  return sim.program.sourcing === null ? null : aggregateHistory(sim, store, aggregate, atUs);
}

function latencies(asking: Asking, question: About<"latencies">, mayGoOn: () => boolean): Told {
  const key = question.messages.join();
  if (asking.latencies?.key !== key)
    asking.latencies = { key, reader: new LatencyReader(asking.sim, question.messages) };
  const { reader } = asking.latencies;
  const done = reader.read(mayGoOn);
  return { answer: { is: "latencies", processed: reader.processed }, done };
}

function window(asking: Asking, question: About<"window">, mayGoOn: () => boolean): Told {
  const key = JSON.stringify(question.query);
  if (asking.window?.key !== key)
    asking.window = { key, reader: new TraceWindowReader(asking.sim, question.query) };
  const { reader } = asking.window;
  const done = reader.read(mayGoOn);
  const answer = { is: "window", atUs: asking.sim.atUs, window: reader.window() } as const;
  if (done) asking.window = null;
  return { answer, done };
}

function protocol(asking: Asking, { query }: About<"protocol">, mayGoOn: () => boolean): Told {
  const { sim } = asking;
  const { sinceUs, fromRow } = query;
  const key = JSON.stringify(query);
  if (asking.protocol?.key !== key) {
    const suits = protocolFilter(query, sim.program.layout);
    const all = { beforeRow: Infinity, facts: PROTOCOL_FACTS, limit: query.limit };
    asking.protocol = {
      key,
      reader: new TraceWindowReader(sim, all, { suits, sinceUs, fromRow }),
    };
  }
  const { reader } = asking.protocol;
  const done = reader.read(mayGoOn);
  const answer = { is: "protocol", atUs: sim.atUs, window: reader.window() } as const;
  if (done) asking.protocol = null;
  return { answer, done };
}
