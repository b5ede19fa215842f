import type { ServerAssignor } from "./server-assignor.ts";
import { serverRange } from "./server-range.ts";
import { serverUniform } from "./server-uniform.ts";

/** Every assignor of the consumer protocol, by the name that members ask for; a broker's default is the first. */
export const SERVER_ASSIGNORS: Readonly<Record<ServerAssignor["name"], ServerAssignor>> = {
  uniform: serverUniform,
  range: serverRange,
};
