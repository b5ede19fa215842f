/** What a person can do to a dead letter queue: verbs of the FaultHost. */
import { KEY_NAMES, keyNumber } from "#sim/bus/log/keys.ts";
import type { FaultHost } from "#sim/faults/fault.ts";
import type { Kernel } from "#sim/kernel/kernel.ts";
import type { PlannedIntervention } from "#sim/program.ts";
import { DEATHS } from "./copies.ts";
import { handle } from "./queues.ts";
import { beginRedrive } from "./redriving.ts";

/** The verbs for one intervention. */
export function retryingHost(
  kernel: Kernel,
  { topic }: PlannedIntervention,
): Pick<FaultHost, "redrive" | "discardLetters" | "mendLetters"> {
  return {
    redrive({ which, offset, key, error, to, ratePerSecond, goesOn }) {
      beginRedrive(kernel, topic, {
        offset: which === "one" ? offset : -1,
        // A key that no message can have is asked for as such: it finds nothing.
        key: which === "key" ? (keyNumberOf(key) ?? 0x7fffffff) : -1,
        death: which === "error" ? DEATHS.indexOf(error) : -1,
        toGroup: to === "group",
        everyUs: Math.max(1, Math.round(1_000_000 / ratePerSecond)),
        goesOn,
      });
    },
    discardLetters: (offset) => handle(kernel, topic, offset, "discard"),
    mendLetters: (offset) => handle(kernel, topic, offset, "mend"),
  };
}

/** The key number of a text, or null where no message can have that key. */
function keyNumberOf(text: string): number | null {
  const [, name, digits] = /^([a-z]+)-(\d{1,9})$/.exec(text.trim()) ?? [];
  const at = KEY_NAMES.findIndex((each) => each === name);
  return at < 0 ? null : keyNumber(at, Number(digits));
}
