/** Where a record stands at a group: waiting, in somebody's hand, dealt with or lost, as a run stands. */
import { InstanceProcess } from "./instance-process.ts";
import { DEAD_LETTERED, MOVED_ON, SKIPPED, UNSEEN } from "./ledger.ts";
import type { GroupAt, RecordState, StateFilter } from "./message-query.ts";
import type { Run } from "./run.ts";

/** A (group, partition) pair of the run. */
export interface Pair {
  readonly group: number;
  readonly pair: number;
}

/** Records `from` … `to - 1` of a pair that an instance has. */
interface Hold {
  readonly who: number;
  readonly state: "fetched" | "in-hand" | "working" | "backing-off";
  readonly from: number;
  readonly to: number;
  readonly attempt: number;
}

/** Who has what of each pair, as the run stands. */
export class Holders {
  readonly run: Run;
  readonly #holds: Hold[][];
  readonly #pairsOfPartition: Pair[][];

  constructor(run: Run) {
    this.run = run;
    const { layout } = run.program;
    this.#holds = Array.from({ length: layout.pairCount }, () => []);
    this.#pairsOfPartition = Array.from({ length: layout.partitionCount }, () => []);
    layout.groups.forEach(({ pairs, firstPair }, group) =>
      pairs.forEach((partition, at) =>
        this.#pairsOfPartition[partition]!.push({ group, pair: firstPair + at }),
      ),
    );
    for (const process of run.kernel.processes)
      if (process instanceof InstanceProcess) this.#addHolds(process);
  }

  /** The groups that read a partition. */
  groupsOf(partition: number): readonly Pair[] {
    return this.#pairsOfPartition[partition]!;
  }

  /** Who has the record; whoever works on it before who only holds it. */
  holdOf(pair: number, offset: number): Hold | undefined {
    return this.#holds[pair]!.find(({ from, to }) => from <= offset && offset < to);
  }

  #addHolds(instance: InstanceProcess): void {
    if (instance.group === null) return;
    const { member, work } = instance.state;
    const { firstPair } = instance.group;
    const { who } = instance;
    const add = (pair: number, state: Hold["state"], from: number, to: number, attempt = 0): void => {
      const holds = this.#holds[firstPair + pair]!;
      const hold = { who, state, from, to, attempt };
      if (state === "working" || state === "backing-off") holds.unshift(hold);
      else if (from < to) holds.push(hold);
    };
    for (let i = work.batchAt; i < work.batchEnd; i += 3)
      add(work.batch[i]!, "in-hand", work.batch[i + 1]!, work.batch[i + 2]!);
    if (work.pair >= 0 && (work.phase === "working" || work.phase === "publishing"))
      add(work.pair, "working", work.offset, work.offset + 1, work.attempt);
    for (const pair of member.ownedPairs) {
      add(pair, "fetched", member.bufferFrom[pair]!, member.bufferTo[pair]!);
      const failed = member.failedAttempts[pair]!;
      if (member.heldUntilUs[pair]! > this.run.kernel.nowUs && failed > 0)
        add(pair, "backing-off", member.handled[pair]!, member.handled[pair]! + 1, failed + 1);
    }
  }
}

/** What stands of a record at a group. */
export function stateAt(holders: Holders, { group, pair }: Pair, offset: number): GroupAt {
  const { ledger } = holders.run.kernel;
  const mark = ledger.mark(pair, offset);
  const times = mark >= MOVED_ON ? 0 : mark;
  const hold = holders.holdOf(pair, offset);
  const at = (state: RecordState): GroupAt => ({
    group,
    state,
    who: hold?.who ?? -1,
    attempt: hold?.attempt ?? 0,
    times,
  });
  if (hold !== undefined && (hold.attempt > 0 || mark === 0)) return at(hold.state);
  const isCommitted = ledger.committed(pair) > offset;
  if (mark === DEAD_LETTERED) return at("dead-lettered");
  if (mark === SKIPPED) return at("skipped");
  // A marker, or what was never meant for the group.
  if (mark === MOVED_ON) return at("retried-later");
  if (mark === UNSEEN) return at("unread");
  if (mark > 0) return at(isCommitted ? "committed" : "processed");
  if (offset < ledger.startOf(pair)) return at("unread");
  return at(isCommitted ? "lost" : "waiting");
}

/** Whether a record in this state is one that a filter asks for. */
export function matchesState({ state, attempt, times }: GroupAt, filter: StateFilter): boolean {
  switch (filter) {
    case "any":
      return true;
    case "waiting":
      return ["waiting", "fetched", "in-hand", "working", "backing-off"].includes(state);
    case "failed":
      return attempt > 1 || ["dead-lettered", "skipped"].includes(state);
    case "duplicated":
      return times > 1;
    case "dead-lettered":
      return state === "dead-lettered";
    case "lost":
      return state === "lost" || state === "skipped";
  }
}
