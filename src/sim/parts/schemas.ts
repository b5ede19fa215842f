/** What the rest of the simulator uses of schemas. */
export { cannotRead, readableRecords, readingTimeUs } from "#sim/schemas/deserialising.ts";
export { deployTo, schemaHost, startSchemas } from "#sim/schemas/host.ts";
export { judgeSchemas } from "#sim/schemas/judge.ts";
export { planSchemas } from "#sim/schemas/plan.ts";
export { createRegistry, schemaAsked } from "#sim/schemas/registry.ts";
export { awaitsSchema, noteWriter, schemaAnswered, serialise } from "#sim/schemas/serialising.ts";
export { schemaLayout, schemasOf } from "#sim/schemas/sight.ts";
