import {
  addInt,
  createIntSet,
  intsInOrder,
  intSetOf,
  removeInt,
  type JavaIntSet,
} from "#sim/bus/log/java-int-set.ts";
import type { TopicPartitionList } from "./server-assignor.ts";

/** A member's target while it is worked out: a copy of the old one in which topics come and go as in a HashMap<Uuid, HashSet<Integer>>. */
export class TargetDraft {
  readonly #topics: { readonly topic: string; readonly set: JavaIntSet }[];

  constructor(old: readonly TopicPartitionList[]) {
    this.#topics = old.map(({ topic, partitions }) => ({ topic, set: intSetOf(partitions) }));
  }

  /** Adds a partition. A new topic goes to the front of its bucket (computeIfAbsent); its set starts with `capacity` buckets. */
  add(topic: string, partition: number, capacity?: number): void {
    let entry = this.#topics.find((known) => known.topic === topic);
    if (entry === undefined) {
      entry = { topic, set: createIntSet(capacity) };
      this.#topics.unshift(entry);
    }
    addInt(entry.set, partition);
  }

  /** Takes a partition out, and its topic with the last one. */
  remove(topic: string, partition: number): void {
    const entry = this.#topics.find((known) => known.topic === topic);
    if (entry === undefined) return;
    removeInt(entry.set, partition);
    if (entry.set.values.length === 0) this.removeTopic(topic);
  }

  removeTopic(topic: string): void {
    const at = this.#topics.findIndex((known) => known.topic === topic);
    if (at >= 0) this.#topics.splice(at, 1);
  }

  /** The target in order of iteration, as far as it goes before it is put into the next map. */
  lists(): TopicPartitionList[] {
    return this.#topics.map(({ topic, set }) => ({ topic, partitions: intsInOrder(set) }));
  }
}
