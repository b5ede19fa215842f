/** The registry as a part of the bus: it registers under the mode of the moment, and tells ids and schemas. */
import type { BrokerState } from "#sim/bus/log/broker.ts";
import { Instance } from "#sim/bus/log/handlers.ts";
import { Fact } from "#sim/facts.ts";
import type { Kernel, Process } from "#sim/kernel/kernel.ts";
import { schemaError } from "#sim/schema-port.ts";
import type { SchemasPlan } from "#sim/schemas-plan.ts";
import type { RegistryState } from "#sim/schemas-state.ts";
import { schemaPort } from "./port.ts";

/** What a client asks for: a version's id, registering it if it is new or not; or the schema of an id. */
export const Asks = { register: 0, lookUp: 1, fetch: 2 } as const;
const KINDS = 4;

/** A question as one number. */
export function question(schema: number, kind: number): number {
  return schema * KINDS + kind;
}

/** What `question` has put together. */
export function asked(question_: number): { readonly schema: number; readonly kind: number } {
  return { schema: Math.floor(question_ / KINDS), kind: question_ % KINDS };
}

/** The registry as the run begins: whatever is there already was never checked here. */
export function createRegistry(plan: SchemasPlan): RegistryState {
  const registry: RegistryState = {
    isDown: false,
    mode: plan.mode,
    modes: plan.subjects.map(({ mode }) => mode),
    registered: plan.subjects.map(() => []),
    ids: plan.subjectOf.map(() => 0),
    nextId: 1,
  };
  plan.subjects.forEach(({ first, atStart }, subject) => {
    for (let schema = first; schema < first + atStart; schema++) store(plan, registry, subject, schema);
  });
  return registry;
}

/** The mode in force for a subject. */
export function modeInForce({ mode, modes }: RegistryState, subject: number): string {
  return modes[subject] === "" ? mode : modes[subject]!;
}

/** A question arrives; the answer leaves at once. */
export function schemaAsked(
  self: Process<BrokerState>,
  from: number,
  incarnation: number,
  question_: number,
): void {
  const { kernel } = self;
  const registry = self.state.registry!;
  const { schema, kind } = asked(question_);
  const error = answer(kernel, registry, schema, kind, kernel.processes[from]!.who);
  const { latencyUs } = kernel.program.schemas!;
  const arrivesUs = kernel.nowUs + latencyUs - Math.floor(latencyUs / 2);
  kernel.calendar.push(
    arrivesUs,
    from,
    incarnation,
    Instance.schemaAnswered,
    question_,
    error,
    registry.ids[schema]!,
  );
}

function answer(kernel: Kernel, registry: RegistryState, schema: number, kind: number, by: number): number {
  if (registry.isDown) return schemaError("unreachable");
  if (registry.ids[schema]! > 0) return schemaError("NONE");
  if (kind !== Asks.register) return schemaError("not-found");
  return register(kernel, registry, schema, by);
}

/**
 * Registers a version, or refuses it; the index into SCHEMA_ERRORS. `by`: subject of the instance whose serializer asks,
 * -1 for a person.
 */
export function register(kernel: Kernel, registry: RegistryState, schema: number, by: number): number {
  const plan = kernel.program.schemas!;
  const subject = plan.subjectOf[schema]!;
  const refuse = (error: number, against: number): number => {
    kernel.trace.record(
      kernel.nowUs,
      Fact.schemaRefused,
      subject,
      schema,
      -1,
      against > 0 ? against : -error,
      by,
    );
    return error;
  };
  if (registry.isDown) return refuse(schemaError("unreachable"), 0);
  if (registry.ids[schema]! > 0) return schemaError("NONE");
  const verdict = schemaPort(plan).refuses(
    schema,
    registry.registered[subject]!,
    modeInForce(registry, subject),
  );
  if (verdict !== null) return refuse(verdict.error, verdict.against);
  store(plan, registry, subject, schema);
  kernel.trace.record(kernel.nowUs, Fact.schemaRegistered, subject, schema, -1, registry.ids[schema]!, by);
  return schemaError("NONE");
}

/** The same content has the same id wherever it is registered. */
function store(plan: SchemasPlan, registry: RegistryState, subject: number, schema: number): void {
  const port = schemaPort(plan);
  const same = registry.ids.findIndex((id, other) => id > 0 && port.isSame(other, schema));
  registry.ids[schema] = same > 0 ? registry.ids[same]! : registry.nextId++;
  // A version with the content of an earlier one of its subject is that one.
  if (same < 0 || plan.subjectOf[same] !== subject) registry.registered[subject]!.push(schema);
}
