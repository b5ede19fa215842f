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
import type { MessageInfo } from "#sim/message-info.ts";

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
  | { readonly is: "inspect"; readonly run: RunId; readonly message: number };

/** A failure of ours with all that is needed to replay it. */
export interface CrashReport {
  readonly says: string;
  readonly stack: string;
  readonly atUs: Micros;
  readonly calls: number;
  readonly scenario: Scenario;
}

export type FromSim =
  /** Said once, unasked: the worker's code has arrived and it listens. From then on silence counts. */
  | { readonly is: "ready" }
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
  | { readonly is: "crashed"; readonly run: RunId; readonly report: CrashReport };
