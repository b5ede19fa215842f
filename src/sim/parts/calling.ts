/** What the rest of the simulator uses of synchronous calls. */
export { callAgain, callAnswered, callTimedOut } from "#sim/calling/calls.ts";
export {
  breakConnections,
  hasRequests,
  requestArrived,
  requestForRecord,
  requestOwn,
  requestWorked,
  undoUnfinished,
  unfinishedOf,
} from "#sim/calling/requests.ts";
export { callsOf } from "#sim/calling/sight.ts";
export { callTrips } from "#sim/calling/trips.ts";
export { judgeCalls } from "#sim/judge-calls.ts";
