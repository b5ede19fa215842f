/** What the rest of the simulator uses of choreographed sagas. */
export { sagaAppended, sagaRowCommitted, sagaRowLost } from "#sim/choreography/ending.ts";
export { judgeChoreography } from "#sim/choreography/judge.ts";
export { planChoreography } from "#sim/choreography/plan.ts";
export { sagasOf } from "#sim/choreography/sight.ts";
export { commitStep, ownStepCommitted, stepGivenUp } from "#sim/choreography/steps.ts";
