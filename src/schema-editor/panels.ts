/**
 * What stands beside the text: one line a panel. A panel is asked for by its id (`openSchemas({ panel })`) and its code
 * comes when it is first shown.
 */
import type { ComponentType } from "react";
import type { Scenario, SchemaSubject } from "#scenario/document.ts";
import { FINDINGS, SAMPLE } from "#session/schemas-store.ts";
import type { SubjectInput } from "#session/schema-analysis.ts";
import type { AskSchemas } from "#session/schema-analysis.ts";
import { Changes } from "./Changes.tsx";
import { Findings } from "./Findings.tsx";
import { Matrix } from "./Matrix.tsx";
import { Sample } from "./Sample.tsx";
import { Upgrading } from "./Upgrading.tsx";

/** What every panel gets; it draws anew whenever one of these changes. */
export interface PanelProps {
  readonly scenario: Scenario;
  readonly subject: SchemaSubject;
  /** The version whose text is shown, from 1. */
  readonly version: number;
  /** The subject as the worker is asked about it: texts with what they refer to, mode, rules. The same object while nothing changed. */
  readonly input: SubjectInput;
  /** Asks the worker; a question is a line in `session/schema-worker/questions.ts`. */
  readonly ask: AskSchemas;
}

export interface Panel {
  readonly id: string;
  readonly title: string;
  readonly Component: ComponentType<PanelProps>;
}

export const PANELS: readonly Panel[] = [
  { id: FINDINGS, title: "Findings", Component: Findings },
  { id: "matrix", title: "Matrix", Component: Matrix },
  { id: SAMPLE, title: "Sample", Component: Sample },
  { id: "changes", title: "Changes", Component: Changes },
  { id: "upgrading", title: "Rollout", Component: Upgrading },
];
