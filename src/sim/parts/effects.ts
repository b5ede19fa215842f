/** What the rest of the simulator uses of effects. */
export {
  beginEffect,
  beginOwnEffect,
  effectGivenUp,
  effectsLost,
  publishAfterEffect,
  stored,
} from "#sim/effects/consuming.ts";
export { createDatabases } from "#sim/effects/database-process.ts";
export { effectsHost } from "#sim/effects/host.ts";
export { judgeEffects } from "#sim/effects/judge.ts";
export { planEffects } from "#sim/effects/plan.ts";
export { Records } from "#sim/effects/records.ts";
export { relayDue, startRelay } from "#sim/effects/relay.ts";
export { noteRowAppended } from "#sim/effects/rows.ts";
export { effectsDie, groupsGoOn, rowSent, rowsSettled } from "#sim/effects/sending.ts";
export { effectsOf } from "#sim/effects/sight.ts";
export { databaseTrips } from "#sim/effects/trips.ts";
