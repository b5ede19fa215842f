import type { Assignor } from "./assignor.ts";
import { cooperativeSticky } from "./cooperative-sticky.ts";
import { range } from "./range.ts";
import { roundRobin } from "./round-robin.ts";
import type { ServerAssignor } from "./server-assignor.ts";
import { serverRange } from "./server-range.ts";
import { serverUniform } from "./server-uniform.ts";
import { sticky } from "./sticky.ts";

/** Every assignor a classic group can use, by protocol name. */
export const ASSIGNORS: Readonly<Record<Assignor["name"], Assignor>> = {
  range,
  roundrobin: roundRobin,
  sticky,
  "cooperative-sticky": cooperativeSticky,
};

/** Every assignor of the consumer protocol, by the name that members ask for; a broker's default is the first. */
export const SERVER_ASSIGNORS: Readonly<Record<ServerAssignor["name"], ServerAssignor>> = {
  uniform: serverUniform,
  range: serverRange,
};
