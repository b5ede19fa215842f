/**
 * One execution of a program: a pure function of (program, seed), run in slices. Checkpoints on the way make seeking
 * anywhere fast: the nearest one before, then replay. Interventions are merged in by time and lie outside the calendar,
 * so that later ones can be exchanged without touching what came before.
 */
import type { Micros } from "#base/units.ts";
import { createBroker, startBroker } from "./bus/log/broker.ts";
import { startCoordinator } from "./bus/log/coordinator.ts";
import { createGroupCoordinator } from "./bus/log/group-coordinators.ts";
import { Checkpoints } from "./checkpoints.ts";
import type { FactName } from "./facts.ts";
import type { Outcome } from "./frame.ts";
import { Instance } from "./bus/log/handlers.ts";
import { processOf } from "./instance-process.ts";
import { createInstance } from "./instance.ts";
import { Kernel } from "./kernel/kernel.ts";
import { TraceRecorder } from "./kernel/trace-recorder.ts";
import { INSTANCES_MAX } from "./layout.ts";
import { BYTES_MAX, CALLS_AT_INSTANT_MAX, CALLS_PER_CHECKPOINT, MESSAGES_MAX } from "./limits.ts";
import { intervene, createDatabases, createStores, createWatcher } from "./parts.ts";
import type { Program } from "./program.ts";
import { Sampler } from "./sampler.ts";
import "./all-parts.ts";

export interface RunOptions {
  /** Newest trace rows that stay readable (a power of two). Default 65,536. */
  readonly rowsKept?: number;
  /** Keep every trace row, for checkers. */
  readonly keepAllRows?: boolean;
  /** No checkpoints: a run that never goes back, as on the command line. */
  readonly isForwardOnly?: boolean;
  /** Budget of bytes; default BYTES_MAX. */
  readonly bytesMax?: number;
}

/** A run in progress; change it only through the functions of this file. */
export interface Run {
  program: Program;
  readonly kernel: Kernel;
  readonly sampler: Sampler;
  readonly checkpoints: Checkpoints | null;
  readonly bytesMax: number;
  /** Everything up to here has happened. */
  atUs: Micros;
  /** The furthest moment that was ever simulated. */
  headUs: Micros;
  /** How many of the program's interventions have happened. */
  intervened: number;
  nextCheckpointCalls: number;
  outcome: Outcome;
}

/** A run at time 0, before anything has happened. */
export function startRun(program: Program, options: RunOptions = {}): Run {
  const kernel = new Kernel(
    program,
    new TraceRecorder(options.rowsKept ?? 1 << 16, options.keepAllRows ?? false),
  );
  const run: Run = {
    program,
    kernel,
    sampler: new Sampler(kernel),
    checkpoints: options.isForwardOnly === true ? null : new Checkpoints(),
    bytesMax: options.bytesMax ?? BYTES_MAX,
    atUs: -1,
    headUs: 0,
    intervened: 0,
    nextCheckpointCalls: CALLS_PER_CHECKPOINT,
    outcome: { is: "running" },
  };
  if (program.invariants !== null) kernel.watcher = createWatcher(kernel, program.invariants);
  startBroker(createProcesses(run));
  program.groups.forEach(({ config }, index) => {
    // A share group's start offsets are never forgotten.
    if (config.protocol !== "share") startCoordinator(kernel.processes[1 + index]!);
  });
  program.services.forEach((plan, service) => {
    for (let i = 0; i < plan.config.instances; i++) {
      kernel.processes[processOf(kernel, service * INSTANCES_MAX + i)]!.after(0, Instance.start);
    }
  });
  run.checkpoints?.take(run);
  return run;
}

/** Makes all processes of a run, none of them started; its broker. */
export function createProcesses(run: Run): ReturnType<typeof createBroker> {
  const { kernel, program } = run;
  const broker = createBroker(kernel);
  kernel.processes[0] = broker;
  program.groups.forEach((_, index) => (kernel.processes[1 + index] = createGroupCoordinator(kernel, index)));
  createInstances(run);
  if (program.sourcing !== null) createStores(kernel);
  if (program.effects !== null) createDatabases(kernel);
  return broker;
}

/** Makes the processes of all instances that the program will ever have and that are not there yet, and no others. */
function createInstances(run: Run): void {
  const { kernel, program } = run;
  program.services.forEach((plan, service) => {
    let most = plan.config.instances;
    for (const { service: target, config } of program.interventions) {
      if (target === service && typeof config["instances"] === "number")
        most = Math.max(most, config["instances"]);
    }
    for (let i = 0; i < most; i++) {
      const subject = service * INSTANCES_MAX + i;
      kernel.processes[processOf(kernel, subject)] ??= createInstance(kernel, subject);
    }
    // An amendment took away what would have started these: they have not run in what is kept.
    for (let i = most; i < INSTANCES_MAX; i++) {
      const index = processOf(kernel, service * INSTANCES_MAX + i);
      if (kernel.processes[index] !== undefined) kernel.processes[index] = undefined;
    }
  });
}

/**
 * Runs everything up to and including `untilUs`, at most `callsMax` calls of it. "reached": all of it; "paused": the calls
 * were used up; "ended": the scenario's duration is over, or a limit was met (see `run.outcome`).
 */
export function advance(run: Run, untilUs: Micros, callsMax = Infinity): "reached" | "paused" | "ended" {
  const { kernel, program, sampler } = run;
  const { calendar, trace } = kernel;
  const endUs = Math.min(untilUs, program.durationUs);
  const lastCall = kernel.calls + callsMax;
  while (run.outcome.is !== "limit") {
    if (program.stopsAtViolation && kernel.watcher?.violated) {
      stopAtViolation(run);
      break;
    }
    const intervention = program.interventions[run.intervened];
    const interventionUs = intervention?.atUs ?? Infinity;
    const nextUs = Math.min(calendar.nextTimeUs, interventionUs);
    if (sampler.nextUs < nextUs && sampler.nextUs <= endUs) {
      sampler.take(kernel);
      continue;
    }
    if (nextUs > endUs) return settle(run, endUs);
    if (kernel.calls >= lastCall || trace.found) {
      moveTo(run, Math.max(run.atUs, kernel.nowUs));
      return "paused";
    }
    // An intervention comes first in its moment, but at the very start: there has to be something to happen to.
    const comesFirst = interventionUs < calendar.nextTimeUs || interventionUs > 0;
    if (intervention !== undefined && interventionUs === nextUs && comesFirst) {
      kernel.nowUs = interventionUs;
      kernel.callsAtInstant = 0;
      intervene(kernel, run.intervened++, intervention);
      continue;
    }
    // Nothing but calls is due before this moment.
    const quietUntilUs = Math.min(endUs, sampler.nextUs, Math.max(0, interventionUs - 1));
    kernel.runCalls(quietUntilUs, Math.min(lastCall, run.nextCheckpointCalls));
    if (kernel.calls >= run.nextCheckpointCalls) betweenCalls(run);
    if (kernel.callsAtInstant > CALLS_AT_INSTANT_MAX) stopAtLoop(run);
  }
  return "ended";
}

function settle(run: Run, endUs: Micros): "reached" | "ended" {
  moveTo(run, endUs);
  if (endUs < run.program.durationUs) return "reached";
  run.kernel.watcher?.ended(endUs);
  run.outcome = { is: "finished" };
  return "ended";
}

function moveTo(run: Run, us: Micros): void {
  run.atUs = us;
  if (us > run.headUs) run.headUs = us;
}

/** Now and then: takes a checkpoint and looks at the budgets. */
function betweenCalls(run: Run): void {
  const { kernel } = run;
  run.nextCheckpointCalls = kernel.calls + CALLS_PER_CHECKPOINT;
  // Between two calls of one instant a moment is not over; the checkpoint then waits for the next round.
  if (kernel.calendar.nextTimeUs > kernel.nowUs) run.checkpoints?.take(run);
  if (kernel.messages.length > MESSAGES_MAX) {
    stopAt(
      run,
      `The run has made ${MESSAGES_MAX} messages, as many as it can number.`,
      "Lower the rates or shorten the run.",
    );
  } else if (bytesHeld(run) > run.bytesMax) {
    stopAt(
      run,
      `The run holds ${Math.round(bytesHeld(run) / 1048576)} MB, its memory budget.`,
      "Lower the rates or shorten the run.",
    );
  }
}

function stopAtViolation(run: Run): void {
  // What has found it was the watcher; a step may have waited for the same row.
  run.kernel.trace.found = false;
  const { id, place, violation } = run.kernel.watcher!.violated!;
  moveTo(run, Math.max(run.atUs, violation.atUs));
  stopAt(
    run,
    `The run stopped at the first violation: invariant ${place + 1} does not hold.`,
    'See Checks, or turn "Stop at the first violation" off in the settings of the run.',
    id,
  );
}

function stopAtLoop(run: Run): void {
  const { kernel, program } = run;
  const index = kernel.calendar.process - 1 - program.groups.length;
  const service = program.layout.services[Math.floor(index / INSTANCES_MAX)];
  const who = service === undefined ? "the bus" : service.name;
  stopAt(
    run,
    `More than ${CALLS_AT_INSTANT_MAX} things happen at one instant around ${who}: a loop without any delay.`,
    "Give the network a latency, the service a service time, or its retries a backoff.",
  );
}

function stopAt(run: Run, says: string, tryThis: string, violated?: string): void {
  run.outcome = { is: "limit", says, tryThis, ...(violated === undefined ? {} : { violated }) };
  moveTo(run, Math.max(run.atUs, run.kernel.nowUs));
}

/** Bytes that the run holds, as counted by its parts. */
export function bytesHeld(run: Run): number {
  const { kernel } = run;
  return (
    kernel.messages.bytesHeld +
    (kernel.writers?.bytesHeld ?? 0) +
    (kernel.copies?.bytesHeld ?? 0) +
    (kernel.effects?.bytesHeld ?? 0) +
    kernel.logs.bytesHeld +
    kernel.batches.bytesHeld +
    kernel.calendar.bytes +
    kernel.trace.bytes +
    kernel.ledger.bytesHeld +
    run.sampler.bytes +
    (run.checkpoints?.bytes ?? 0)
  );
}

/**
 * Goes to a moment, back or forward, with at most `callsMax` calls; as `advance` otherwise. After "paused" the same call
 * again goes on.
 */
export function seekRun(run: Run, toUs: Micros, callsMax = Infinity): "reached" | "paused" | "ended" {
  const targetUs = Math.min(toUs, run.program.durationUs);
  if (targetUs < run.atUs || run.checkpoints?.isWorthwhile(run, targetUs) === true)
    run.checkpoints?.restore(run, targetUs);
  return advance(run, targetUs, callsMax);
}

/** Goes forward to the next fact of these names (of any, if there are none); whether it was found within the calls. */
export function stepRun(
  run: Run,
  facts: readonly FactName[],
  callsMax = Infinity,
): "found" | "paused" | "ended" {
  const { trace } = run.kernel;
  trace.watch(facts);
  const how = advance(run, run.program.durationUs, callsMax);
  const { found } = trace;
  trace.unwatch();
  if (found) return "found";
  return how === "paused" ? "paused" : "ended";
}

/** Whether two programs number topics, partitions and pairs alike, so that a run of the one can take the other. */
export function hasSameShape(a: Program, b: Program): boolean {
  return (
    a.layout.pairCount === b.layout.pairCount &&
    a.topics.length === b.topics.length &&
    // A redrive gives the service more topics to write to.
    a.services.every(({ targets }, at) => targets.length === b.services[at]?.targets.length) &&
    hasSamePlans(a, b) &&
    a.topics.every(({ partitions }, topic) => partitions === b.topics[topic]!.partitions)
  );
}

/** Which versions are there at the start depends on what interventions bring later. */
function hasSamePlans(a: Program, b: Program): boolean {
  return JSON.stringify([a.schemas, a.sourcing]) === JSON.stringify([b.schemas, b.sourcing]);
}

/**
 * Takes another program of the same shape that differs in interventions at or after `fromUs` only. What was simulated from there on is
 * forgotten; the moment up to which what was told of the past still holds.
 */
export function amendRun(run: Run, program: Program, fromUs: Micros): Micros {
  run.program = program;
  run.kernel.program = program;
  createInstances(run);
  if (run.atUs >= fromUs) run.checkpoints?.restore(run, fromUs - 1);
  run.checkpoints?.forgetFrom(fromUs);
  run.kernel.messages.forgetBeyond(run.checkpoints?.messages ?? 0);
  run.headUs = Math.min(run.headUs, fromUs - 1);
  if (run.outcome.is === "finished" && run.atUs < program.durationUs) run.outcome = { is: "running" };
  return fromUs - 1;
}
