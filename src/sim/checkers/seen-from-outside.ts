import { Oracle } from "#sim/jepsen/judge.ts";
import type { Checker } from "./checker.ts";

export const seenFromOutside: Checker = {
  name: "seen-from-outside",
  says: "Clients see what the settings promise: nothing acknowledged is lost, repeated, turned round, read too early or jumped over.",
  origin: "Jepsen's workload for Kafka, its kinds of anomalies and when each of them is legal",
  create({ program, holds }) {
    const oracle = new Oracle(program);
    return {
      any: (row) => oracle.take(row),
      end() {
        const { judged, polled } = oracle.verdict();
        if (polled > 0) holds(true, null, () => "");
        for (const { kind, key, says, allowedBy } of judged)
          holds(allowedBy !== null, null, () => `${kind} in partition ${key}: ${says}`);
      },
    };
  },
};
