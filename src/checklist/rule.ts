/**
 * What an item of the production checklist is: a question that an experienced reviewer asks of a drawing, where the
 * answer is found wanting, how it is mended, and a run of this very drawing that shows the harm. One file a rule in
 * `rules/`, one line in its `index.ts`.
 */
import type { Scenario } from "#scenario/document.ts";
import type { FactName } from "#sim/facts.ts";
import type { Drawing } from "./drawing.ts";
import type { Played } from "./played.ts";
import type { Stage } from "./stage.ts";

/** `danger`: messages are lost or a group stands still; `warning`: work is done twice or late; `advice`: good to have. */
export const SEVERITIES = ["danger", "warning", "advice"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** A change of the document that mends a finding. */
export interface Fix {
  /** What it does, as a button and an undo step say it, e.g. "Give payment-service 2 instances". */
  readonly label: string;
  readonly edit: (scenario: Scenario) => Scenario;
}

/** One place of a drawing where a rule has something to say. */
export interface Place {
  /** The node that it leads to. */
  readonly nodeId: string;
  /** A second node that it is about, e.g. the topic that a group reads; "" for none. */
  readonly aboutId: string;
  /** What is found here, with names and figures. */
  readonly says: string;
  /** How to mend it. */
  readonly tryThis: string;
  readonly fix: Fix | null;
}

/** Something that a run shows and that should not have been. */
export interface Shown {
  /** When it can be seen, in simulated ms. */
  readonly atMs: number;
  readonly says: string;
}

/** The drawing with what brings the harm about. */
export interface Harm {
  /** Begins as the drawing without its own interventions; holds the fault. */
  readonly scenario: Scenario;
  /** When the fault comes, in simulated ms. */
  readonly atMs: number;
  /** What is done then, for the line that says what to look at. */
  readonly says: string;
}

/** What every item asks. */
interface Question {
  /** Stable, kebab-case. */
  readonly id: string;
  /** The question's subject, e.g. "One instance alone". */
  readonly title: string;
  readonly severity: Severity;
  /** Why it matters, in a sentence or two. */
  readonly says: string;
  /** Where the drawing is found wanting. Told from the document alone: nothing is run. */
  readonly finds: (drawing: Drawing) => readonly Place[];
}

export interface Rule extends Question {
  /** The drawing with a fault at the right moment, which is found by running it; null where it cannot be shown. */
  readonly harm: (place: Place, stage: Stage) => Harm | null;
  /** Facts beyond those of the story whose rows `shows` reads (`Played.rows`). */
  readonly reads?: readonly FactName[];
  /** What a run of it shows, or null where nothing went wrong. */
  readonly shows: (place: Place, played: Played) => Shown | null;
}

/** A question whose harm lies where no run comes to: among people, or in bytes that the simulator does not carry. */
export interface RuleWithoutShow extends Question {
  /** Why no run can show it, as a sentence for people. */
  readonly noShow: string;
}
