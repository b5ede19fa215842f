/** What the rest of the simulator uses of log compaction. */
export { wakeCleaner } from "#sim/bus/log/compacting.ts";
