import { cooperativeSticky, sticky } from "#sim/parts.ts";
import type { Assignor } from "./assignor.ts";
import { range } from "./range.ts";
import { roundRobin } from "./round-robin.ts";

/** Every assignor a classic group can use, by protocol name. The sticky ones are a part. */
export const ASSIGNORS: Readonly<Record<Assignor["name"], Assignor>> = {
  range,
  roundrobin: roundRobin,
  get sticky() {
    return sticky;
  },
  get "cooperative-sticky"() {
    return cooperativeSticky;
  },
};
