/** What the production checklist finds, as it is shown. */
import type { Severity } from "#checklist/rule.ts";

export interface FindingSight {
  /** Names the finding in questions. */
  readonly key: string;
  readonly severity: Severity;
  readonly title: string;
  /** Why it matters. */
  readonly why: string;
  readonly nodeId: string;
  readonly says: string;
  readonly tryThis: string;
  /** What the fix does; null where there is none. */
  readonly fix: string | null;
  /** Why no run can show its harm; null where one can be tried. */
  readonly noShow: string | null;
}

export interface Reviewed {
  readonly findings: readonly FindingSight[];
  /** Titles of everything that was asked. */
  readonly asked: readonly string[];
}
