/**
 * Which partition a record without a key goes to: it sticks to one for batch.size to twice that many bytes, then another
 * is drawn, the likelier the shorter its queue (BuiltInPartitioner, KIP-794). And RoundRobinPartitioner.
 */
import type { Micros } from "#base/units.ts";
import type { Accumulator } from "./accumulator.ts";
import type { ClusterView } from "./cluster-view.ts";
import type { PartitionLoad, ProducerState } from "./producer-state.ts";

/** Draws the partition that keyless records of a target stick to from now on; it may be the same one. */
export function drawSticky(acc: Accumulator, state: ProducerState, target: number, nowUs: Micros): void {
  seeLoad(acc, state, nowUs);
  state.stickyPartition[target] = nextPartition(acc, state, target);
  state.stickyBytes[target] = 0;
}

function nextPartition(acc: Accumulator, state: ProducerState, target: number): number {
  const random = acc.draw() & 0x7fffffff;
  const load = state.loads[target]!;
  if (load.length === 0) return oneOf(viewOf(acc, state), target, random);
  const drawn = random % load.sums[load.length - 1]!;
  let at = 0;
  while (load.sums[at]! <= drawn) at++;
  return load.numbers[at]!;
}

/** RoundRobinPartitioner: the available partitions in turn, in the order of the metadata. */
export function roundRobin(acc: Accumulator, state: ProducerState, target: number): number {
  const turn = state.turns[target]!;
  state.turns[target] = (turn + 1) & 0x7fffffff;
  return oneOf(viewOf(acc, state), target, turn);
}

function oneOf(view: ClusterView, target: number, which: number): number {
  const available = view.available[target]!;
  if (available.length > 0) return available[which % available.length]!;
  return which % view.partitions[target]!;
}

/** What the producer knows of the cluster. */
export function viewOf(acc: Accumulator, state: ProducerState): ClusterView {
  return state.view ?? acc.firstView;
}

/**
 * Brings the loads to what the sender saw when it last looked: as the queues were before anything that happens at this
 * moment. It looks whenever a queue changes, so nothing has changed since; only where somebody asks is it worked out.
 */
export function seeLoad(acc: Accumulator, state: ProducerState, nowUs: Micros): void {
  if (!acc.isAdaptive || !acc.seesLoadLate || state.unseenSinceUs < 0 || state.unseenSinceUs >= nowUs) return;
  state.unseenSinceUs = -1;
  updateLoads(acc, state);
}

/** What the sender does about loads in each of its loops (RecordAccumulator.partitionReady). */
export function updateLoads(acc: Accumulator, state: ProducerState): void {
  if (!acc.isAdaptive) return;
  const { partitions } = viewOf(acc, state);
  for (let target = 0; target < partitions.length; target++) {
    const load = state.loads[target]!;
    // Until each partition has had a batch, those without one would never be drawn.
    if (partitions[target]! < 2 || state.knownCount[target]! < partitions[target]!) load.length = 0;
    else updateLoad(acc, state, target, load);
  }
}

function updateLoad(acc: Accumulator, state: ProducerState, target: number, load: PartitionLoad): void {
  const { leaders } = viewOf(acc, state);
  const first = acc.firstLocal[target]!;
  const known = state.knownCount[target]!;
  const { numbers, sums } = load;
  let length = 0;
  for (let number = 0; number < known; number++) sums[number] = 0;
  for (let number = 0; number < known; number++) {
    const leader = leaders[first + number]!;
    if (leader < 0) continue;
    numbers[length] = number;
    const queued = state.lengths[first + number]!;
    // An empty queue leaves the place as it is, even where a partition that was left out has written there.
    if (queued > 0) {
      sums[length] = queued;
      if (isSlow(acc, state, leader)) continue;
    }
    length++;
  }
  load.length = length < 1 || known < 2 ? 0 : cumulate(sums, length, known);
}

/** Whether a broker has had something to take for too long without taking it (partitioner.availability.timeout.ms). */
function isSlow(acc: Accumulator, state: ProducerState, node: number): boolean {
  const { availabilityTimeoutUs } = acc;
  return (
    availabilityTimeoutUs > 0 &&
    state.nodeReadyUs[node]! >= 0 &&
    state.nodeReadyUs[node]! - state.nodeDrainedUs[node]! > availabilityTimeoutUs
  );
}

/** Turns queue lengths into running sums of (longest + 1 - length); 0 where all are alike and none was left out. */
function cumulate(sums: number[], length: number, known: number): number {
  let longest = sums[0]!;
  let allEqual = true;
  for (let at = 1; at < length; at++) {
    if (sums[at] !== longest) allEqual = false;
    if (sums[at]! > longest) longest = sums[at]!;
  }
  if (allEqual && length === known) return 0;
  let sum = 0;
  for (let at = 0; at < length; at++) {
    sum += longest + 1 - sums[at]!;
    sums[at] = sum;
  }
  return length;
}

/** Notes that the sender had something for a broker and sent it, or could not (RecordAccumulator.updateNodeLatencyStats). */
export function noteNode(
  acc: Accumulator,
  state: ProducerState,
  node: number,
  isDrained: boolean,
  nowUs: Micros,
): void {
  if (acc.availabilityTimeoutUs <= 0) return;
  if (isDrained || state.nodeReadyUs[node]! < 0) state.nodeDrainedUs[node] = nowUs;
  state.nodeReadyUs[node] = nowUs;
}
