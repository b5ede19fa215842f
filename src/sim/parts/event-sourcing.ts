/** What the rest of the simulator uses of event sourcing. */
export { aggregateHistory } from "#sim/event-sourcing/aggregate-history.ts";
export { beginOwnCommand, beginRecordCommand, commandWentOn } from "#sim/event-sourcing/commands.ts";
export { sourcingHost } from "#sim/event-sourcing/host.ts";
export { judgeSourcing } from "#sim/event-sourcing/judge.ts";
export { planSourcing } from "#sim/event-sourcing/plan.ts";
export { feedAnswered, readerWentOn, startReading } from "#sim/event-sourcing/projecting.ts";
export { sourcingLayout, sourcingOf } from "#sim/event-sourcing/sight.ts";
export { storeTrips } from "#sim/event-sourcing/trips.ts";
export { copyStores, createStores } from "#sim/event-sourcing/store-process.ts";
