/** Sentences about event stores, decisions on their aggregates, and read models. */
import { keyText } from "./bus/log/keys.ts";
import type { FactName } from "./facts.ts";
import type { StoreLayout } from "./layout.ts";
import { INSTANCES_MAX } from "./layout.ts";
import type { FactRow, StoryContext } from "./story-context.ts";
import { amountText, numberText, spanText } from "./words.ts";

interface StoreWords {
  readonly context: StoryContext;
  readonly who: string;
}

type Sentence = (row: FactRow, words: StoreWords) => string;

type StoreFact =
  | "eventAppended"
  | "versionConflict"
  | "conflictGivenUp"
  | "commandRefused"
  | "decidedOnStale"
  | "overdrawn"
  | "updateLost"
  | "snapshotTaken"
  | "snapshotsDropped"
  | "streamErased"
  | "projected"
  | "projectionResumed"
  | "projectionRebuilding"
  | "projectionSwitched"
  | "rebuildRefused"
  | "staleRead";

/** Cents as a person reads them: "-12.50". */
export function centsText(cents: number): string {
  const whole = Math.floor(Math.abs(cents) / 100);
  const rest = String(Math.abs(cents) % 100).padStart(2, "0");
  return `${cents < 0 ? "-" : ""}${numberText(whole)}.${rest}`;
}

/** "order-17", or what commands without a key are about. */
export function aggregateText(key: number): string {
  return keyText(key) ?? "the aggregate without a key";
}

function serviceName({ context }: StoreWords, index: number): string {
  return context.layout.services[index]?.name ?? "the service";
}

function storeName({ context }: StoreWords, index: number): string {
  return context.layout.stores?.[index]?.name ?? "the event store";
}

/** The store that a service reads. */
function storeRead({ context }: StoreWords, service: number): StoreLayout | undefined {
  return context.layout.stores?.find(({ readers }) => readers.includes(service));
}

function refused(row: FactRow, { who }: StoreWords): string {
  const what = aggregateText(row.extra);
  switch (row.what) {
    case 0:
      return `${who} refuses a withdrawal from ${what}: at version ${numberText(row.offset)} there is not enough.`;
    case 1:
      return `${who} refuses a command for ${what}: its data was erased.`;
    default:
      return `${who} makes no second event of a command that ${what} holds already.`;
  }
}

function appended(row: FactRow, { who }: StoreWords): string {
  const what = row.what < 0 ? `${centsText(-row.what)} withdrawn` : `${centsText(row.what)} deposited`;
  return `${who} appends version ${numberText(row.offset)} of ${aggregateText(row.extra)}: ${what}.`;
}

function rebuilding(row: FactRow, words: StoreWords): string {
  const name = serviceName(words, row.who);
  const with_ = row.extra === 1 ? ", by a mended program" : "";
  return row.what === 0
    ? `${name} builds its read model anew from the first event${with_}, beside the one in use: queries are answered from that one meanwhile (blue/green).`
    : `${name} builds its read model anew from the first event${with_}, in its place: queries get what is there so far.`;
}

export const STORE_SENTENCES: Readonly<Record<StoreFact & FactName, Sentence>> = {
  eventAppended: appended,
  versionConflict: (row, w) =>
    `WrongExpectedVersion: ${w.who} decided on version ${numberText(row.offset)} of ${aggregateText(row.extra)}, and somebody else came first (attempt ${numberText(row.what)}).`,
  conflictGivenUp: (row, w) =>
    `${w.who} gives a command for ${aggregateText(row.extra)} up after ${amountText(row.what, "attempt")}: each time somebody else came first.`,
  commandRefused: refused,
  decidedOnStale: (row, w) =>
    `${w.who} decided version ${numberText(row.offset)} of ${aggregateText(row.extra)} without having seen ${amountText(row.what, "version")} before it (expectedVersion = any).`,
  overdrawn: (row) =>
    `${aggregateText(row.extra)} is at ${centsText(row.what)}, below zero: two decisions on the same state have each taken what was there once (expectedVersion = any).`,
  updateLost: (row, w) =>
    `${w.who} writes a new state of ${aggregateText(row.extra)} over one that it has not seen: an update of ${centsText(row.what)} is lost.`,
  snapshotTaken: (row) =>
    `A snapshot of ${aggregateText(row.extra)} is taken at version ${numberText(row.offset)}: loads begin there.`,
  snapshotsDropped: (row, w) =>
    `${storeName(w, row.who)} folds events with version ${numberText(row.what)} of its program now: ${amountText(row.extra, "snapshot")} of the former fold ${row.extra === 1 ? "is" : "are"} worth nothing, and loads read whole streams.`,
  streamErased: (row, w) =>
    row.what === 0
      ? `The events of ${aggregateText(row.extra)} are deleted from ${storeName(w, row.who)} (tombstone). Copies on topics and in read models stay until they are dealt with.`
      : `The key of ${aggregateText(row.extra)}'s events in ${storeName(w, row.who)} is thrown away (crypto-shredding): they keep their places, and nobody can read them.`,
  projected: (row, w) =>
    `${w.who} has taken up ${amountText(row.extra, "event")}${row.what === 1 ? " into the read model that is being rebuilt" : ""}: its checkpoint is ${numberText(row.offset)}.`,
  projectionResumed: (row, w) =>
    row.what > 0
      ? `${w.who} goes on from checkpoint ${numberText(row.offset)}: ${amountText(row.what, "event")} that the read model holds already ${row.what === 1 ? "counts" : "count"} again, since the checkpoint was stored apart from it.`
      : `${w.who} goes on from checkpoint ${numberText(row.offset)}.`,
  projectionRebuilding: rebuilding,
  projectionSwitched: (row, w) =>
    `${row.what === 0 ? "The rebuilt read model is asked from now on" : "The read model has caught up with what it was before"} (checkpoint ${numberText(row.offset)}): ${w.who} took ${spanText(row.extra * 1000)} for it.`,
  rebuildRefused: (row, w) =>
    `${serviceName(w, row.who)} cannot rebuild its read model: ${storeRead(w, row.who)?.name ?? "its store"} keeps the newest state only, so there are no events to begin with.`,
  staleRead: (row, w) =>
    `A query to ${serviceName(w, Math.floor(row.who / INSTANCES_MAX))} gets ${aggregateText(row.extra)} as of version ${numberText(row.offset)}, ${amountText(row.what, "version")} behind what its client had seen.`,
};
