/** All steps in order: each one begins where the one before ends, and the last ends at the present format. */
import { wires } from "./0001-wires.ts";
import type { Migration } from "./migration.ts";

export const migrations: readonly Migration[] = [wires];
