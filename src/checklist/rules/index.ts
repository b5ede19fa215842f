/** Registry of the production checklist; the order is that of the report within a severity. */
import type { Rule } from "#checklist/rule.ts";
import { commitsBeforeProcessing } from "./commits-before-processing.ts";
import { hotKey } from "./hot-key.ts";
import { idleMembers } from "./idle-members.ts";
import { noDeadLetterQueue } from "./no-dead-letter-queue.ts";
import { singleInstance } from "./single-instance.ts";

export const RULES: readonly Rule[] = [
  singleInstance,
  noDeadLetterQueue,
  commitsBeforeProcessing,
  hotKey,
  idleMembers,
];
