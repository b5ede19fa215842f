/** What the program says of the invariants that a person has demanded. */
import type { Config } from "#scenario/document.ts";

export interface InvariantPlan {
  readonly id: string;
  /** Place in the document's list. */
  readonly place: number;
  readonly kind: string;
  /** Its settings, complete. */
  readonly config: Config;
  /** Index of its target into groups, topics or services; -1 for the others. */
  readonly group: number;
  readonly topic: number;
  readonly service: number;
}
