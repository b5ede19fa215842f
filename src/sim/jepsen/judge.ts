/** Holds what the oracle finds against what the settings promise. */
import type { TraceRow } from "#sim/kernel/trace-recorder.ts";
import type { Program } from "#sim/program.ts";
import { analyse } from "./analyse.ts";
import type { FindingKind, Findings, Jump } from "./findings.ts";
import { ClientHistory, type ClientView } from "./from-trace.ts";
import type { Key, Op, Value } from "./history.ts";
import { Events, producerOf } from "./promises.ts";

/** One finding. */
export interface Judged {
  readonly kind: FindingKind;
  readonly key: Key;
  /** In a sentence. */
  readonly says: string;
  /** Why the settings allow it, or null: they promise that it does not happen. */
  readonly allowedBy: string | null;
}

export interface OracleVerdict {
  /** How many messages were polled: without any the oracle has shown nothing. */
  readonly polled: number;
  readonly findings: Findings;
  readonly judged: readonly Judged[];
}

/** Reads a trace row by row; `verdict` once it is over. */
export class Oracle {
  readonly #clients: ClientHistory;
  readonly #events: Events;
  readonly #program: Program;

  constructor(program: Program) {
    this.#program = program;
    this.#clients = new ClientHistory(program);
    this.#events = new Events(program);
  }

  take(row: TraceRow): void {
    this.#clients.take(row);
    this.#events.take(row);
  }

  verdict(): OracleVerdict {
    const view = this.#clients.view();
    const findings = analyse(view.history);
    const polled = view.history.reduce(
      (sum, { steps }) =>
        sum + steps.reduce((of, step) => of + (step.is === "poll" ? step.reads.length : 0), 0),
      0,
    );
    return { polled, findings, judged: new Bench(this.#program, view, findings, this.#events).judge() };
  }
}

class Bench {
  readonly #program: Program;
  readonly #view: ClientView;
  readonly #findings: Findings;
  readonly #events: Events;
  /** Keys whose order the oracle cannot know: an offset with two values, a value at two offsets. */
  readonly #muddled: ReadonlySet<Key>;
  /** What failed or is not known to have succeeded: a reader may pass it over. */
  readonly #unsure: ReadonlySet<Value>;

  constructor(program: Program, view: ClientView, findings: Findings, events: Events) {
    this.#program = program;
    this.#view = view;
    this.#findings = findings;
    this.#events = events;
    const { duplicate } = findings;
    this.#muddled = new Set([...findings["inconsistent-offsets"], ...duplicate].map(({ key }) => key));
    this.#unsure = new Set(
      view.history
        .filter(({ outcome, does }) => outcome !== "ok" && does !== "poll")
        .flatMap(({ steps }) => steps.flatMap((step) => (step.is === "send" ? [step.value] : []))),
    );
  }

  judge(): Judged[] {
    const { "inconsistent-offsets": conflicts, duplicate, "lost-write": lost, unseen, G1a } = this.#findings;
    const judged: Judged[] = [];
    const add = (kind: FindingKind, key: Key, says: string, allowedBy: string | null): void =>
      void judged.push({ kind, key, says, allowedBy });
    for (const { key, offset, values } of conflicts)
      add(
        "inconsistent-offsets",
        key,
        `offset ${offset} has the messages ${values.join(" and ")}`,
        this.#conflict(key, values),
      );
    for (const { key, value, offsets } of duplicate)
      add(
        "duplicate",
        key,
        `message ${value} is at the offsets ${offsets.join(" and ")}`,
        this.#duplicate(key, value),
      );
    for (const { key, value, writer } of lost)
      add(
        "lost-write",
        key,
        `message ${value} was acknowledged, and nobody read it`,
        this.#lost(key, value, writer),
      );
    for (const { key, values } of unseen)
      add(
        "unseen",
        key,
        `${values.length} acknowledged messages were not read by the end`,
        "the run may end before they are read",
      );
    for (const { key, value, reader } of G1a)
      add("G1a", key, `message ${value} was read though its writer failed`, this.#dirty(reader));
    for (const { key, value, op } of this.#view.earlyReads)
      add(
        "precommitted-read",
        key,
        `message ${value} was read before its transaction ended`,
        this.#dirty(op),
      );
    for (const kind of ["int-poll-skip", "int-nonmonotonic-poll", "poll-skip", "nonmonotonic-poll"] as const)
      for (const jump of this.#findings[kind]) add(kind, jump.key, jumpText(jump), this.#pollJump(jump));
    for (const kind of ["int-nonmonotonic-send", "nonmonotonic-send"] as const)
      for (const jump of this.#findings[kind]) add(kind, jump.key, jumpText(jump), this.#sendJump(jump));
    for (const kind of ["G0", "int-send-skip"] as const) {
      const [first] = this.#findings[kind];
      if (first !== undefined)
        add(kind, -1, `${this.#findings[kind].length} of them`, "nothing isolates writes from each other");
    }
    for (const { ops } of this.#findings.G1c)
      add("G1c", -1, `the operations ${ops.map(({ index }) => index).join(", ")} see each other`, null);
    return judged;
  }

  #who(value: Value): number | undefined {
    return producerOf(this.#view.producers, value);
  }

  #conflict(key: Key, values: readonly Value[]): string | null {
    if (this.#events.unclean.has(key)) return "unclean election";
    const isWeak = values.some((value) => !this.#events.isAcksAll(this.#who(value)));
    return isWeak && this.#events.moved.has(key) ? "acks is not all, and another broker leads" : null;
  }

  #duplicate(key: Key, value: Value): string | null {
    if (this.#events.unclean.has(key)) return "unclean election";
    return this.#events.isIdempotent(this.#who(value)) ? null : "sent again without idempotence";
  }

  #lost(key: Key, value: Value, writer: Op): string | null {
    if (this.#events.jumped.has(key)) return "a reader began elsewhere than at a committed offset";
    const send = writer.steps.find((step) => step.is === "send" && step.value === value);
    const offset = send?.is === "send" ? send.offset : -1;
    return this.#events.mayBeLost(key, offset, this.#who(value));
  }

  /** Reads of what is not committed are for who asks for everything. */
  #dirty(reader: Op): string | null {
    const group = this.#program.groups[this.#view.processes[reader.process]?.group ?? -1];
    return group?.config.isolationLevel === "read_committed" ? null : "isolation.level is read_uncommitted";
  }

  #pollJump({ key, delta, skipped, values }: Jump): string | null {
    if (this.#muddled.has(key))
      return "the log's order is not known: see its duplicates and inconsistent offsets";
    if (this.#events.unclean.has(key)) return "unclean election";
    if (this.#events.moved.has(key) && values.some((value) => !this.#events.isAcksAll(this.#who(value))))
      return "acks is not all, and another broker leads";
    if (delta <= 1) return null;
    if (this.#events.compacted.has(key)) return "compaction";
    const missed = skipped.filter((value) => !this.#unsure.has(value));
    if (missed.length === 0) return "what was passed over was not committed";
    return missed.every((value) => this.#events.mayBeLost(key, -1, this.#who(value)) !== null)
      ? "what was passed over was lost"
      : null;
  }

  #sendJump({ key, values }: Jump): string | null {
    if (this.#events.unclean.has(key)) return "unclean election";
    if (values.some((value) => !this.#events.isIdempotent(this.#who(value))))
      return "sent again without idempotence";
    return this.#muddled.has(key) ? "the log's order is not known" : null;
  }
}

function jumpText({ values, delta, skipped }: Jump): string {
  return `from message ${values[0]} to ${values[1]}, ${delta} places${skipped.length > 0 ? `, over ${skipped.slice(0, 5).join(", ")}` : ""}`;
}

/** The oracle's verdict on all rows of a run. */
export function judgeFromOutside(program: Program, rows: Iterable<TraceRow>): OracleVerdict {
  const oracle = new Oracle(program);
  for (const row of rows) oracle.take(row);
  return oracle.verdict();
}
