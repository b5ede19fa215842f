/** Which of the maps of `Records` holds what. A map of one service is told by `of`. */
import { NO_KEY } from "#sim/kernel/message-store.ts";
import type { Kernel } from "#sim/kernel/kernel.ts";

/** Room for services behind each kind of map. */
const SERVICES = 65_536;

/** Maps of each service. */
export const Its = {
  /** By key: what the database (the mailbox) has, and what every event once would have given; whole cents, or e-mails. */
  actual: 0,
  expected: 1,
  /** By key: number of the event that was written last, and of the newest one, from 1. */
  version: 2,
  newest: 3,
  /** By event: how often it had its effect; whether it is in `expected`; whether it is known to be missing. */
  times: 4,
  counted: 5,
  missing: 6,
  /** By event: when it was remembered, µs from 1. */
  remembered: 7,
  /** By event and number: the row of what follows from it, from 1. */
  rowOf: 8,
  /** The database's log of outbox rows: by position, from 1. */
  log: 9,
  /** Rows of a dual write that are not in both places yet. */
  open: 10,
  /** By `Tally`. */
  tally: 11,
} as const;

/** Maps of the run, by row. All are from 1, since 0 stands for nothing. */
export const Row = {
  service: 32,
  parent: 33,
  ordinal: 34,
  key: 35,
  target: 36,
  committedUs: 37,
  /** How often it was appended to a log, and the last message that carried it. */
  appended: 38,
  message: 39,
  /** Marked as published by the relay. */
  marked: 40,
  /** Subject and life of the instance that published or is to publish it; of the relay that has locked it. */
  owner: 41,
  life: 42,
  locker: 43,
  lockerLife: 44,
  /** Of the record that it follows from: pair of the run, offset. */
  pair: 45,
  offset: 46,
  lost: 47,
  phantom: 48,
  position: 49,
} as const;

/** By message: the row that it carries. */
const ROW_OF_MESSAGE = 60;
/** The only key: rows made so far. */
const ROWS_MADE = 61;

/** What is counted for each service. */
export const Tally = {
  effects: 0,
  repeated: 1,
  skipped: 2,
  missing: 3,
  committed: 4,
  published: 5,
  again: 6,
  lost: 7,
  phantom: 8,
  logEnd: 9,
  /** Log positions before it are all marked; the relay's stored position. */
  openFrom: 10,
  stored: 11,
  wrongKeys: 12,
  failures: 13,
  /** When a value was wrong for the first time, µs from 1. */
  partedUs: 14,
} as const;

/** A map of one service. */
export function of(kind: number, service: number): number {
  return 1_000 + kind * SERVICES + service;
}

export function tally(kernel: Kernel, service: number, which: number): number {
  return kernel.effects!.get(of(Its.tally, service), which);
}

export function count(kernel: Kernel, service: number, which: number, by = 1): void {
  kernel.effects!.add(of(Its.tally, service), which, by);
}

export function rowValue(kernel: Kernel, map: number, row: number): number {
  return kernel.effects!.get(map, row);
}

export function setRow(kernel: Kernel, map: number, row: number, value: number): void {
  kernel.effects!.set(map, row, value);
}

/** Keys of maps, from 1: a message without a key has one, too. */
export function keyNumberOf(key: number): number {
  return key - NO_KEY + 1;
}
export function keyOfNumber(number: number): number {
  return number + NO_KEY - 1;
}

/** Numbers of events that left a database as a row; below are messages. */
const EVENTS_OF_ROWS = 4_294_967_296;

/** The event that a message states: the same for copies of a message, and for a row that was published twice. */
export function eventOf(kernel: Kernel, message: number): number {
  const original = kernel.copies?.originalOf(message) ?? message;
  const row = rowOfMessage(kernel, original);
  return row === 0 ? original : EVENTS_OF_ROWS + row;
}

/** The row that a message carries, 0 for none. */
export function rowOfMessage(kernel: Kernel, message: number): number {
  return kernel.effects!.get(ROW_OF_MESSAGE, message);
}

export function setRowOfMessage(kernel: Kernel, message: number, row: number): void {
  kernel.effects!.set(ROW_OF_MESSAGE, message, row);
}

/** The next row, from 1. */
export function newRow(kernel: Kernel): number {
  return kernel.effects!.add(ROWS_MADE, 0, 1);
}
