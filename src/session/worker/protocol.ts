/**
 * What the app and the simulator's worker say to each other. Pull-based: the app asks, at most one request is under
 * way, so a slow view never grows a queue. Every message carries its run; answers of an older run are dropped.
 */
import type { Problem } from "#base/result.ts";
import type { Micros } from "#base/units.ts";
import type { Scenario } from "#scenario/document.ts";
import type { FactName } from "#sim/facts.ts";
import type { Frame } from "#sim/frame.ts";
import type { Layout } from "#sim/layout.ts";
import type { AggregateHistory } from "#sim/aggregate.ts";
import type { Journey } from "#sim/journey.ts";
import type { FirstProcessed } from "#sim/journey-latency.ts";
import type { MessageInfo } from "#sim/message-info.ts";
import type { MessageQuery, MessageRow } from "#sim/message-query.ts";
import type { PartitionDetail } from "#sim/partition-detail.ts";
import type { ProtocolQuery } from "#sim/protocol-rows.ts";
import type { TraceWindow, WindowQuery } from "#sim/trace-window.ts";

/** Counts up with each load. */
export type RunId = number;

export type ToSim =
  /** Compile and start from zero. */
  | { readonly is: "load"; readonly run: RunId; readonly scenario: Scenario }
  /** The same scenario with other interventions from `fromUs` on: keeps all checkpoints before. Answered by `loaded`. */
  | { readonly is: "amend"; readonly run: RunId; readonly scenario: Scenario; readonly fromUs: Micros }
  /**
   * Show the state at `atUs`, forward or back. Works at most about `budgetMs` of wall time; if that does not suffice,
   * the answer is the moment reached (`reached: false`) and the app asks again.
   */
  | { readonly is: "show"; readonly run: RunId; readonly atUs: Micros; readonly budgetMs: number }
  /** Go forward to the next fact of these names (any fact if empty); answered like `show`, `found` tells whether there was one. */
  | {
      readonly is: "step";
      readonly run: RunId;
      readonly facts: readonly FactName[];
      readonly budgetMs: number;
    }
  /** What one message is: answered by `message`. */
  | { readonly is: "inspect"; readonly run: RunId; readonly message: number }
  /** Something about the run as it stands, which is not moved. Answered by `told`; if that is not all, the app asks again. */
  | {
      readonly is: "ask";
      readonly run: RunId;
      readonly question: Question;
      readonly budgetMs: number;
    };

/** What may be asked about a run. Of each kind the newest is answered. */
export type Question =
  /** Rows `from` … `to - 1` of the messages that meet a query, and where `focus` (a message, -1: none) is among them. */
  | {
      readonly is: "messages";
      readonly query: MessageQuery;
      readonly from: number;
      readonly to: number;
      readonly focus: number;
    }
  /** What happened to a message. */
  | { readonly is: "journey"; readonly message: number }
  /** When each group processed these messages first; they must exist, and be in order. */
  | { readonly is: "latencies"; readonly messages: readonly number[] }
  /** Which message lies at an offset of a partition of the run. */
  | { readonly is: "record"; readonly partition: number; readonly offset: number }
  /** Rows of the trace. */
  | { readonly is: "window"; readonly query: WindowQuery }
  /** What the instances of a service and their coordinators said to each other, up to where the run stands. */
  | { readonly is: "protocol"; readonly query: ProtocolQuery }
  /** What an aggregate of an event store was at a moment; -2: the store's first one. */
  | {
      readonly is: "aggregate";
      readonly store: number;
      readonly aggregate: number;
      readonly atUs: Micros;
    }
  /** The log of a partition of the run, in particular from offset `from` to before `to`. */
  | { readonly is: "partition"; readonly partition: number; readonly from: number; readonly to: number };

/** `atUs`: where the run stood. */
export type Answer =
  | {
      readonly is: "messages";
      readonly atUs: Micros;
      readonly total: number;
      readonly rows: readonly MessageRow[];
      readonly focusAt: number;
    }
  /** Null: where the run stands, there is no such message. `parent`: the message that caused it, or null. */
  | { readonly is: "journey"; readonly journey: Journey | null; readonly parent: MessageInfo | null }
  | { readonly is: "latencies"; readonly processed: readonly FirstProcessed[] }
  /** -1: there is none. */
  | { readonly is: "record"; readonly message: number }
  | { readonly is: "window"; readonly atUs: Micros; readonly window: TraceWindow }
  | { readonly is: "protocol"; readonly atUs: Micros; readonly window: TraceWindow }
  /** Null: there is no such store. */
  | { readonly is: "aggregate"; readonly history: AggregateHistory | null }
  /** Null: there is no such partition. */
  | { readonly is: "partition"; readonly detail: PartitionDetail | null };

/** The answer to a question. */
export type AnswerTo<Q extends Question> = Extract<Answer, { readonly is: Q["is"] }>;

/** A failure of ours with all that is needed to replay it. */
export interface CrashReport {
  readonly says: string;
  readonly stack: string;
  readonly atUs: Micros;
  readonly calls: number;
  readonly scenario: Scenario;
}

export type FromSim =
  /** Said unasked: the worker's code has arrived and it listens. From then on silence counts. */
  | { readonly is: "ready" }
  /** Said unasked: more code is on its way, and until `ready` nothing is answered. */
  | { readonly is: "fetching" }
  | {
      readonly is: "loaded";
      readonly run: RunId;
      readonly layout: Layout;
      readonly warnings: readonly Problem[];
      readonly keptUs: Micros;
    }
  | { readonly is: "refused"; readonly run: RunId; readonly problems: readonly Problem[] }
  | {
      readonly is: "shown";
      readonly run: RunId;
      readonly frame: Frame;
      readonly reached: boolean;
      readonly found: boolean;
      /** Furthest moment simulated in this run. */
      readonly headUs: Micros;
      /** Story rows (ROW_STRIDE numbers each) recorded for the first time since the last answer, in order. */
      readonly story: Float64Array;
      /** Sample rows recorded for the first time since the last answer. */
      readonly samples: Float64Array;
    }
  | {
      readonly is: "message";
      readonly run: RunId;
      /** Null: the run, as it stands, has made no such message. */ readonly info: MessageInfo | null;
    }
  /** `answer` null: a failure of ours, which leaves the run alone. */
  | { readonly is: "told"; readonly run: RunId; readonly answer: Answer | null; readonly done: boolean }
  | { readonly is: "crashed"; readonly run: RunId; readonly report: CrashReport };
