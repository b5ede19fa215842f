/**
 * Replays a recorded run of Kafka's RecordAccumulator and BuiltInPartitioner against ours and reports the first
 * difference. For tests and for the command `eventyard vectors`; the format is described in __vectors__/README.md.
 */
import { present, unreachable } from "#base/assert.ts";
import {
  afterKeyless,
  ANY_PARTITION,
  choose,
  drain,
  hasFullBatch,
  openBatch,
  ready,
  type Accumulator,
} from "./accumulator.ts";
import { BatchStore } from "./batch-store.ts";
import type { ClusterView } from "./cluster-view.ts";
import { murmur2OfText, partitionForKey, utf8LengthOfText } from "./murmur2.ts";
import { noteNode, updateLoads } from "./partitioner.ts";
import { createProducer, type ProducerState } from "./producer-state.ts";
import { NULL_BYTES } from "./record-size.ts";

/** One scenario of accumulator.json: a producer of one topic. */
export interface AccumulatorScenario {
  readonly id: string;
  /** Producer settings by their Kafka names. */
  readonly config: Readonly<Record<string, number | boolean>>;
  readonly partitions: number;
  /** By partition; null for none. */
  readonly leaders: readonly (number | null)[];
  /** Partitions with a leader in the order of the client's metadata; those of each broker in the order of draining. */
  readonly availableOrder: readonly number[];
  readonly nodeOrder: Readonly<Record<string, readonly number[]>>;
  readonly steps: readonly AccumulatorStep[];
}

/** One step with what came of it; `t` is ms since the start. */
export interface AccumulatorStep {
  readonly t: number;
  readonly op: "send" | "sleep" | "senderLoop";
  readonly key?: string;
  readonly valueBytes?: number;
  readonly partition?: number;
  readonly newBatch?: boolean;
  readonly batchIsFull?: boolean;
  readonly appendedBytes?: number;
  /** Random integers that the record consumed, in order. */
  readonly randoms?: readonly number[];
  readonly readyNodes?: readonly number[];
  readonly drainNodes?: readonly number[];
  /** Ready brokers that could not take anything. */
  readonly readyButNotDrained?: readonly number[];
  readonly drained?: readonly DrainedBatch[];
}

interface DrainedBatch {
  readonly node: number;
  readonly partition: number;
  readonly records: number;
  readonly bytes: number;
}

const MAX_REQUEST_BYTES = 1_048_576;
const BUFFER_BYTES = 33_554_432;

/** The first difference between our accumulator and the recorded one, or null. `betweenSteps` may replace the state by a copy. */
export function replayAccumulator(
  scenario: AccumulatorScenario,
  betweenSteps: (state: ProducerState) => ProducerState = (state) => state,
): { readonly step: string; readonly expected: string; readonly got: string } | null {
  const randoms: number[] = [];
  const acc = accumulatorOf(scenario, () => present(randoms.shift(), "another random number"));
  let state = createProducer(1, scenario.partitions, acc.isReady.length);
  for (const [index, step] of scenario.steps.entries()) {
    state = betweenSteps(state);
    randoms.push(...(step.randoms ?? []));
    const [expected, got] = carryOut(acc, state, step).map((value) => JSON.stringify(value));
    if (got !== expected || randoms.length > 0)
      return {
        step: `step ${index} (t=${step.t}, ${step.op})`,
        expected: expected ?? "",
        got: `${got}${randoms.length > 0 ? `, and ${randoms.length} random numbers were not used` : ""}`,
      };
  }
  return null;
}

function accumulatorOf(scenario: AccumulatorScenario, draw: () => number): Accumulator {
  const { config, partitions, leaders, availableOrder, nodeOrder } = scenario;
  const setting = (name: string): number => Number(present(config[name], `the setting ${name}`));
  const nodes = Object.keys(nodeOrder)
    .map(Number)
    .sort((a, b) => a - b);
  const ofNode = Array.from({ length: (nodes.at(-1) ?? 0) + 1 }, (_, node) => nodeOrder[node] ?? []);
  const numbers = Array.from({ length: partitions }, (_, number) => number);
  const firstView: ClusterView = {
    partitions: [partitions],
    leaders: leaders.map((leader) => leader ?? -1),
    epochs: leaders.map(() => 0),
    available: [availableOrder],
    ofNode,
    placeInNode: numbers.map((number) => ofNode[leaders[number] ?? -1]?.indexOf(number) ?? -1),
  };
  return {
    batches: new BatchStore(),
    batchSizeBytes: setting("batch.size"),
    lingerUs: setting("linger.ms") * 1000,
    maxRequestBytes: MAX_REQUEST_BYTES,
    bufferBytes: BUFFER_BYTES,
    isAdaptive: config["partitioner.adaptive.partitioning.enable"] === true,
    availabilityTimeoutUs: setting("partitioner.availability.timeout.ms") * 1000,
    seesLoadLate: false,
    firstLocal: [0],
    partitionOfLocal: numbers,
    firstView,
    isIdempotent: false,
    keepsOrder: false,
    draw,
    chosenBytes: 0,
    opensBatch: false,
    isReady: ofNode.map(() => 0),
    lacksLeader: false,
  };
}

/** What the recording says of the step and what we say, in the same order. */
function carryOut(acc: Accumulator, state: ProducerState, step: AccumulatorStep): [unknown, unknown] {
  switch (step.op) {
    case "sleep":
      return [null, null];
    case "send":
      return [[step.partition, step.newBatch, step.batchIsFull, step.appendedBytes], send(acc, state, step)];
    case "senderLoop":
      return [[step.readyNodes, step.drained], senderLoop(acc, state, step)];
    default:
      return unreachable(step.op);
  }
}

function send(acc: Accumulator, state: ProducerState, step: AccumulatorStep): unknown[] {
  const { key, t } = step;
  const nowUs = t * 1000;
  const valueBytes = present(step.valueBytes, "the size of a value");
  const keyBytes = key === undefined ? NULL_BYTES : utf8LengthOfText(key);
  const number =
    key === undefined ? ANY_PARTITION : partitionForKey(murmur2OfText(key), acc.firstView.partitions[0] ?? 0);
  const local = choose(acc, state, 0, number, keyBytes, valueBytes, t, nowUs);
  let bytes = acc.chosenBytes;
  if (acc.opensBatch) bytes = acc.batches.bytes(openBatch(acc, state, 0, local, 0, t, nowUs));
  else acc.batches.add(present(state.tails[local], "a batch"), 0, bytes);
  const isBatchFull = hasFullBatch(acc.batches, state, local);
  if (number === ANY_PARTITION) afterKeyless(acc, state, 0, local, bytes, nowUs);
  return [local, acc.opensBatch, isBatchFull, bytes];
}

function senderLoop(acc: Accumulator, state: ProducerState, step: AccumulatorStep): unknown[] {
  const { batches } = acc;
  const nowUs = step.t * 1000;
  updateLoads(acc, state);
  ready(acc, state, nowUs);
  const readyNodes = acc.isReady.flatMap((isReady, node) => (isReady === 1 ? [node] : []));
  const drained: DrainedBatch[] = [];
  for (const node of step.readyButNotDrained ?? []) noteNode(acc, state, node, false, nowUs);
  for (const node of step.drainNodes ?? []) {
    noteNode(acc, state, node, true, nowUs);
    for (let batch = drain(acc, state, node, nowUs); batch >= 0; batch = batches.nextInRequest(batch))
      drained.push({
        node,
        partition: batches.partition(batch),
        records: batches.records(batch),
        bytes: batches.bytes(batch),
      });
  }
  return [readyNodes, drained];
}
