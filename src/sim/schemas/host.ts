/** What faults do to the registry and to the versions that instances run with: verbs of the FaultHost. */
import type { BrokerState } from "#sim/bus/log/broker.ts";
import { Fact } from "#sim/facts.ts";
import type { FaultHost } from "#sim/faults/fault.ts";
import { InstanceProcess, processOf } from "#sim/instance-process.ts";
import type { Turn } from "#sim/instance-state.ts";
import type { Kernel, Process } from "#sim/kernel/kernel.ts";
import { INSTANCES_MAX } from "#sim/layout.ts";
import type { PlannedIntervention } from "#sim/program.ts";
import { NEWEST } from "#sim/schemas-plan.ts";
import { COMPATIBILITY_MODES as MODES } from "#schema/modes.ts";
import { register } from "./registry.ts";

type SchemaVerbs = Pick<FaultHost, "deploy" | "registerSchema" | "setCompatibility" | "changeRegistry">;

/** The verbs for one intervention. `takeTurn` stops an instance, so that it starts again in its turn. */
export function schemaHost(
  kernel: Kernel,
  { service, group }: PlannedIntervention,
  takeTurn: (self: InstanceProcess, turn: Turn) => void,
): SchemaVerbs {
  const plan = kernel.program.schemas!;
  const registry = (kernel.processes[0] as Process<BrokerState>).state.registry!;
  const indexOf = (subject: string): number => plan.subjects.findIndex(({ id }) => id === subject);
  const note = (fact: number, who: number, what: number): void =>
    kernel.trace.record(kernel.nowUs, fact as never, who, what, -1, -1, -1);
  return {
    deploy(version, downUs, pauseUs) {
      const wanted = version === 0 ? NEWEST : version;
      const turn: Turn = {
        downUs,
        pauseUs,
        writer: service >= 0 ? wanted : -1,
        reader: service >= 0 ? -1 : wanted,
      };
      const of = service >= 0 ? service : kernel.program.groups[group]!.service;
      let isBegun = false;
      for (let number = 0; number < INSTANCES_MAX; number++) {
        const process = kernel.processes[processOf(kernel, of * INSTANCES_MAX + number)];
        if (!(process instanceof InstanceProcess)) continue;
        const { health } = process.state;
        if (health !== "up" && health !== "paused") deployTo(process, turn);
        else if (!isBegun) {
          isBegun = true;
          takeTurn(process, turn);
        }
      }
    },
    registerSchema(subject, version) {
      const index = indexOf(subject);
      const { first = 0, texts = [] } = plan.subjects[index] ?? {};
      if (version > texts.length) return;
      register(kernel, registry, first + version - 1, -1);
    },
    setCompatibility(subject, mode) {
      const index = subject === "" ? -1 : indexOf(subject);
      if (subject !== "" && index < 0) return;
      if (index < 0) registry.mode = mode;
      else registry.modes[index] = mode;
      note(Fact.compatibilityChanged, index, MODES.indexOf(mode as (typeof MODES)[number]));
    },
    changeRegistry(isUp) {
      if (registry.isDown === !isUp) return;
      registry.isDown = !isUp;
      note(isUp ? Fact.registryUp : Fact.registryDown, -1, -1);
    },
  };
}

/** The next start of an instance is with the version of a deployment. */
export function deployTo({ state }: InstanceProcess, { writer = -1, reader = -1 }: Turn): void {
  const schemas = state.schemas!;
  if (writer >= 0) schemas.nextWriter = writer;
  if (reader >= 0) schemas.nextReader = reader;
}

/** The process begins with what was deployed to it. */
export function startSchemas(self: InstanceProcess): void {
  const schemas = self.state.schemas!;
  const { writer, reader, nextWriter, nextReader } = schemas;
  if (writer === nextWriter && reader === nextReader) return;
  schemas.writer = nextWriter;
  schemas.reader = nextReader;
  self.note(
    Fact.deployed,
    writer === nextWriter ? -1 : nextWriter,
    -1,
    reader === nextReader ? -1 : nextReader,
  );
}
