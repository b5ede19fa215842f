/** What the rest of the simulator uses of the sticky assignors. */
export { cooperativeSticky } from "#sim/bus/log/assignors/cooperative-sticky.ts";
export { sticky } from "#sim/bus/log/assignors/sticky.ts";
