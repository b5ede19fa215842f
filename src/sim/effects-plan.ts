/** Databases and who works with them, as parts of a program: plain data, made by `effects/plan.ts`. */
import type { Micros } from "#base/units.ts";
import type { ServiceConfig } from "./kinds/service.ts";

export interface DatabasePlan {
  /** null: whatever is outside of the drawing (e-mails). */
  readonly nodeId: string | null;
  readonly name: string;
  readonly latencyUs: Micros;
  readonly isConstant: boolean;
  readonly connections: number;
  readonly failurePercent: number;
  readonly lostAnswerPercent: number;
  readonly timeoutUs: Micros;
}

export interface EffectPlan {
  /** Its index among the services. */
  readonly service: number;
  /** Its database, -1 for none. */
  readonly database: number;
  /** Index of the wire to it in layout.wires, -1 for none. */
  readonly wire: number;
  /** Where its e-mails go: an index into databases, -1 for nowhere. */
  readonly outside: number;
  readonly effect: ServiceConfig["effect"];
  readonly deduplication: ServiceConfig["deduplication"];
  readonly ttlUs: Micros;
  readonly publication: ServiceConfig["publication"];
  readonly relayIntervalUs: Micros;
  readonly relayBatch: number;
  readonly relayInstances: number;
  readonly relayFlushUs: Micros;
}

export interface EffectsPlan {
  readonly databases: readonly DatabasePlan[];
  /** By service; null where it has neither an effect nor a database. */
  readonly services: readonly (EffectPlan | null)[];
}

/** Whether events leave a service through an outbox. */
export function hasOutbox({ publication }: EffectPlan): boolean {
  return publication === "outbox-polling" || publication === "outbox-cdc";
}
