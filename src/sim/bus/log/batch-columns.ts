/**
 * Places of a batch's columns in the store. Constants of a module of their own: the bundler writes such numbers into the code
 * that imports them, which is most of what a batch costs.
 */

/** Among its numbers; the first message stands at 0. */
export const LAST = 1;
export const RECORDS = 2;
export const BYTES = 3;
export const PARTITION = 4;
export const NEXT_IN_REQUEST = 5;
export const NEXT_IN_QUEUE = 6;
export const STATUS = 7;
export const BASE_OFFSET = 8;
export const LIMIT = 9;
export const ERROR = 10;
export const PRODUCER_ID = 11;
export const EPOCH = 12;
export const BASE_SEQUENCE = 13;
export const FLAGS = 14;
export const ATTEMPTS = 15;
export const NODE = 16;
export const LOCAL = 17;
export const LEADER_EPOCH = 18;
export const OWN_EPOCH = 19;
export const OWN_SEQUENCE = 20;
/** How many numbers it has. */
export const FIELDS = 21;
/** How many times it has: created, departs, arrives, base timestamp (ms), last attempt, retry at, sent. */
export const TIMES = 7;
