/** What the menu of one instance offers: the faults that happen to an instance, as they make sense now. Pure. */
import { initialConfig } from "#scenario/fields.ts";
import type { Config } from "#scenario/document.ts";
import { faults } from "#sim/faults/index.ts";
import type { Health } from "./live.ts";

export interface InstanceAction {
  readonly fault: string;
  readonly title: string;
  readonly glyph: string;
  readonly summary: string;
  readonly disabled: boolean;
  readonly config: Config;
}

/** The actions for instance number `number` (from 1) in this health. */
export function instanceActions(number: number, health: Health): readonly InstanceAction[] {
  const isDown = health === "crashed" || health === "stopped";
  return Object.values(faults).flatMap((fault) => {
    if (!fault.perInstance) return [];
    const disabled = fault.kind === "restart" ? !isDown : isDown || (fault.kind !== "crash" && health !== "up");
    const config = { ...initialConfig(fault.fields), instance: number };
    return [{ fault: fault.kind, title: fault.title, glyph: fault.glyph, summary: fault.summary, disabled, config }];
  });
}
