import type { ConfigOf, Fields } from "#scenario/fields.ts";
import { defineKind } from "./kind.ts";

const fields = {
  keeps: {
    type: "choice",
    label: "Keeps",
    initial: "events",
    section: "Store",
    options: { events: "every event", state: "the newest state only" },
    help: "With every event kept, the state is their fold, and any past moment can be told. A table of states knows the present only: no event sourcing.",
  },
  loadMs: {
    type: "number",
    label: "A load takes",
    unit: "ms",
    min: 0,
    max: 60_000,
    whole: false,
    initial: 1,
    section: "Store",
    help: "Until the store has found an aggregate.",
  },
  eventReadMs: {
    type: "number",
    label: "And for each event",
    unit: "ms",
    min: 0,
    max: 1000,
    whole: false,
    initial: 0.05,
    section: "Store",
    when: { field: "keeps", is: ["events"] },
    help: "Reading and folding one event. Long streams without a snapshot load slowly.",
  },
  appendMs: {
    type: "number",
    label: "An append takes",
    unit: "ms",
    min: 0,
    max: 60_000,
    whole: false,
    initial: 2,
    section: "Store",
    help: "Until the event is safe and the writer hears of it.",
  },
  snapshotEvery: {
    type: "number",
    label: "Snapshot every",
    unit: "count",
    min: 0,
    max: 100_000,
    whole: true,
    initial: 0,
    section: "Snapshots",
    when: { field: "keeps", is: ["events"] },
    help: "Events of an aggregate after which its state is kept, so that a load begins there; 0 for never.",
  },
} as const satisfies Fields;

export type EventStoreConfig = ConfigOf<typeof fields>;

/** What keeps the events of aggregates, in one order, and refuses decisions that were made on an old version. */
export const eventStore = defineKind({
  kind: "event-store",
  title: "Event store",
  summary:
    "Keeps every event of its aggregates in order: their state is the fold, for any moment of the past.",
  fields,
  namePrefix: "event-store",
  glyph: "M4 5h16 M4 9.7h16 M4 14.3h10 M4 19h10 M18 13v6 M15.5 16.5 18 19l2.5-2.5",
  wires: { projects: ["service"] },
});
