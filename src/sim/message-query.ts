/** Messages as rows of a table: what a row says, and which rows are wanted. Filled by `message-table.ts`. */
import type { Micros } from "#base/units.ts";
import type { MessageId } from "./kernel/message-store.ts";

/**
 * `fetched`: a member has it in its buffer; `in-hand`: poll() has returned it; `unread`: the group began after it;
 * `retried-later`: a copy of it went to a retry topic; `lost`: committed, and nobody has it or has dealt with it.
 */
export type RecordState =
  | "waiting"
  | "fetched"
  | "in-hand"
  | "working"
  | "backing-off"
  | "processed"
  | "committed"
  | "dead-lettered"
  | "retried-later"
  | "skipped"
  | "lost"
  | "unread";

/** `waiting`: not dealt with yet; `failed`: failing or given up; `lost`: for a group, or before it was in a log. */
export type StateFilter = "any" | "waiting" | "failed" | "duplicated" | "dead-lettered" | "lost";

/** A record at one group. */
export interface GroupAt {
  readonly group: number;
  readonly state: RecordState;
  /** Subject of the instance that has it, -1 where nobody has. */
  readonly who: number;
  /** The attempt that is under way or waited for; 0 where none is. */
  readonly attempt: number;
  /** How often it was processed. */
  readonly times: number;
}

/** `producer`: in its batch; `wire`: on its way to the bus; `dropped`: it went with its producer; `retired`: retention has deleted it. */
export type MessagePlace = "producer" | "wire" | "log" | "retired" | "dropped";

export interface MessageRow {
  readonly message: MessageId;
  readonly createdUs: Micros;
  readonly key: string | null;
  /** The number in the key, which gives it its colour; -1 for no key. */
  readonly keyOrdinal: number;
  /** Subject of the instance that made it. */
  readonly producer: number;
  readonly parent: MessageId;
  /** Partition of the run, -1 where it is not known any more (dropped). */
  readonly partition: number;
  /** -1 while it is in no log. */
  readonly offset: number;
  readonly place: MessagePlace;
  readonly poisoned: boolean;
  /** At each group that reads its topic. */
  readonly groups: readonly GroupAt[];
}

/** Which messages are wanted; -1, "" or "any" leaves a thing open. */
export interface MessageQuery {
  /** Index of the topic, and of the group that decides `state`. */
  readonly topic: number;
  readonly group: number;
  readonly state: StateFilter;
  /** Message number or number in the key. */
  readonly number: number;
  readonly message: number;
  /** How the key's name begins, and the number in the key. */
  readonly keyName: string;
  readonly keyOrdinal: number;
  /** Partition of the run, and the offset there. */
  readonly partition: number;
  readonly offset: number;
}

/** The query that every message meets. */
export const EVERY_MESSAGE: MessageQuery = {
  topic: -1,
  group: -1,
  state: "any",
  number: -1,
  message: -1,
  keyName: "",
  keyOrdinal: -1,
  partition: -1,
  offset: -1,
};
