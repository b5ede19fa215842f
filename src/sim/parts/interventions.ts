/** What the rest of the simulator uses of interventions: a run to which nothing is done needs none of the faults. */
export { faults } from "#sim/faults/index.ts";
export { intervene } from "#sim/interventions.ts";
export { judgeInterventions } from "#sim/judge-interventions.ts";
