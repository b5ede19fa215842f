import type { ConfigOf, Fields } from "#scenario/fields.ts";
import { defineKind } from "./kind.ts";

const fields = {
  latencyMs: {
    type: "number",
    label: "A transaction takes",
    unit: "ms",
    min: 0,
    max: 600_000,
    whole: false,
    initial: 5,
    section: "Database",
    help: "Mean time from its arrival to its commit, while a connection is free.",
  },
  latency: {
    type: "choice",
    label: "That time",
    initial: "exponential",
    section: "Database",
    options: { constant: "constant", exponential: "exponential" },
    help: "How it varies around its mean.",
  },
  connections: {
    type: "number",
    label: "Transactions at once",
    unit: "count",
    min: 1,
    max: 10_000,
    whole: true,
    initial: 20,
    section: "Database",
    help: "Further ones wait for a connection.",
  },
  failurePercent: {
    type: "number",
    label: "Rolled back",
    unit: "percent",
    min: 0,
    max: 100,
    whole: false,
    initial: 0,
    section: "Database",
    help: "How many of a hundred transactions fail (a deadlock, a conflict); nothing of them remains.",
  },
  lostAnswerPercent: {
    type: "number",
    label: "Answers lost",
    unit: "percent",
    min: 0,
    max: 100,
    whole: false,
    initial: 0,
    section: "Database",
    help: "How many of a hundred commits are done while nobody hears of them: the outcome is unknown, and whoever tries again may do it twice.",
  },
  timeoutMs: {
    type: "number",
    label: "Clients wait",
    unit: "ms",
    min: 1,
    max: 600_000,
    whole: true,
    initial: 2_000,
    section: "Database",
    help: "After this long without an answer the attempt has failed.",
  },
} as const satisfies Fields;

export type DatabaseConfig = ConfigOf<typeof fields>;

/** Where services keep their state: rows by key, changed in transactions. */
export const database = defineKind({
  kind: "database",
  title: "Database",
  summary: "Keeps the rows of services; what one transaction changes is changed as a whole or not at all.",
  fields,
  namePrefix: "database",
  glyph: "M4 6c0-3.5 16-3.5 16 0v12c0 3.5-16 3.5-16 0z M4 6c0 3.5 16 3.5 16 0 M4 12c0 3.5 16 3.5 16 0",
  wires: {},
});
