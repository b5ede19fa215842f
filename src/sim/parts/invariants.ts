/** What the rest of the simulator uses of invariants. */
export { judgeInvariants } from "#sim/invariants/judge.ts";
export { planInvariants } from "#sim/invariants/plan.ts";
export { createWatcher } from "#sim/invariants/watcher.ts";
