/**
 * When an instance publishes and with which keys. Constant rates and bursts are multiples of an interval, so they never
 * drift; changing rates are Poisson, thinned from the highest rate.
 */
import { unreachable } from "#base/assert.ts";
import type { Micros } from "#base/units.ts";
import { keyNumber } from "./bus/log/keys.ts";
import { Instance } from "./bus/log/handlers.ts";
import { produce } from "./bus/log/producer-client.ts";
import type { InstanceProcess } from "./instance-process.ts";
import type { ServiceConfig } from "./kinds/service.ts";
import { INSTANCES_MAX } from "./layout.ts";
import { exp, log } from "./kernel/math.ts";
import { beginOwnCommand, beginOwnEffect, publishAfterEffect, requestOwn } from "./parts.ts";
import { NO_KEY, NO_PARENT, type MessageId } from "./kernel/message-store.ts";

/** Unique keys of one instance; 64 such ranges fit into a key number. */
const UNIQUE_RANGE = 7_000_000;

/** Begins a schedule at this moment: at the start of the instance and after a change of the rate. */
export function startPublishing(self: InstanceProcess): void {
  const { publishing } = self.state;
  publishing.version++;
  publishing.sinceUs = self.kernel.nowUs;
  publishing.moments = 0;
  scheduleNext(self);
}

/** A moment of the schedule has come. */
export function produceDue(self: InstanceProcess, version: number): void {
  const { publishing } = self.state;
  if (version !== publishing.version) return;
  publishing.moments++;
  const { config } = self.plan;
  if (self.state.producer.outbox.length > 0) {
    // The application waits in send(): what it would have published meanwhile is not made up for.
  } else if (config.publishes === "burst") {
    for (let i = 0; i < Math.round(config.burstMessages * publishing.rateFactor); i++) moment(self);
  } else if (isKept(self)) moment(self);
  scheduleNext(self);
}

/** Publishes what follows from a message that was processed. */
export function publishFollowing(self: InstanceProcess, parent: MessageId): void {
  const { config } = self.plan;
  if (config.publishes !== "per-message" && !config.sagaStep) return;
  if (self.effects !== null && self.effects.database >= 0) return publishAfterEffect(self);
  for (let i = 0; i < config.messagesEach; i++) publish(self, parent, self.kernel.messages.ordinal(parent));
}

/** A moment of the schedule: a service that calls others publishes when they have answered. */
function moment(self: InstanceProcess): void {
  if (self.plan.calls.length > 0) requestOwn(self);
  else publishOwn(self);
}

/** Publishes a message that follows from no other. */
export function publishOwn(self: InstanceProcess): void {
  if (self.storeUse?.use === "decides") return beginOwnCommand(self, ++self.state.publishing.made);
  if (self.effects !== null && self.effects.database >= 0)
    return beginOwnEffect(self, ++self.state.publishing.made);
  publish(self, NO_PARENT, ++self.state.publishing.made);
}

function publish(self: InstanceProcess, parent: MessageId, ordinal: number): void {
  const key = keyOf(self, parent, ordinal);
  for (let target = 0; target < self.plan.publishTargets; target++)
    produce(self, target, key, parent, ordinal);
}

/** The key of something on its own account, e.g. of the aggregate that a command is for. */
export function keyFor(self: InstanceProcess, ordinal: number): number {
  return keyOf(self, NO_PARENT, ordinal);
}

/** Tells its topics what has become of a command of its own. */
export function publishOwnEvent(self: InstanceProcess, key: number, ordinal: number): void {
  for (let target = 0; target < self.plan.publishTargets; target++)
    produce(self, target, key, NO_PARENT, ordinal);
}

function scheduleNext(self: InstanceProcess): void {
  const nextUs = nextMomentUs(self);
  if (nextUs < 0) return;
  const { nowUs } = self.kernel;
  self.after(nextUs > nowUs ? nextUs - nowUs : 0, Instance.produceDue, self.state.publishing.version);
}

/** When the schedule's next moment is, -1 for never. */
function nextMomentUs(self: InstanceProcess): Micros {
  if (self.plan.publishTargets === 0 && self.plan.calls.length === 0 && self.storeUse?.use !== "decides")
    return -1;
  const { config } = self.plan;
  const { random, nowUs } = self.kernel;
  const factor = self.state.publishing.rateFactor;
  switch (config.publishes) {
    case "none":
    case "per-message":
      return -1;
    case "burst":
      // The first burst comes at once, so that a new scenario shows something.
      return factor > 0 ? nextMultiple(self, config.burstEveryMs * 1000, 0) : -1;
    case "constant":
      return factor > 0 ? nextMultiple(self, 1_000_000 / (config.ratePerSecond * factor), 1) : -1;
    case "poisson":
    case "ramp":
    case "diurnal": {
      const highest = highestRate(config) * factor;
      return highest > 0 ? nowUs + random.exponential(self.streams.arrivals, 1_000_000 / highest) : -1;
    }
    default:
      return unreachable(config.publishes);
  }
}

/** The next moment of an even schedule that begins `lead` intervals after its start. What a paused process has missed is not made up for. */
function nextMultiple(self: InstanceProcess, intervalUs: number, lead: 0 | 1): Micros {
  const { publishing } = self.state;
  const { nowUs } = self.kernel;
  const momentUs = (): Micros => publishing.sinceUs + Math.round((publishing.moments + lead) * intervalUs);
  if (momentUs() < nowUs)
    publishing.moments = Math.max(
      publishing.moments,
      Math.ceil((nowUs - publishing.sinceUs) / intervalUs) - lead,
    );
  return momentUs();
}

function highestRate(config: ServiceConfig): number {
  if (config.publishes === "ramp") return Math.max(config.ratePerSecond, config.rampToPerSecond);
  if (config.publishes === "diurnal") return Math.max(config.ratePerSecond, config.troughPerSecond);
  return config.ratePerSecond;
}

/** Thins the moments of the highest rate to those of the rate that holds now. */
function isKept(self: InstanceProcess): boolean {
  const { config } = self.plan;
  if (config.publishes !== "ramp" && config.publishes !== "diurnal") return true;
  const rate = rateAt(config, self.kernel.nowUs);
  return self.kernel.random.uniform(self.streams.arrivals) * highestRate(config) < rate;
}

/** The rate of a ramp or a day at a simulated moment, messages a second. A day is a smooth wave of third degree (no sine: its bits differ between engines). */
function rateAt(config: ServiceConfig, nowUs: Micros): number {
  if (config.publishes === "ramp") {
    const share = Math.min(1, nowUs / (config.rampOverMs * 1000));
    return config.ratePerSecond + (config.rampToPerSecond - config.ratePerSecond) * share;
  }
  const dayUs = config.dayMs * 1000;
  const phase = (nowUs % dayUs) / dayUs;
  const rise = phase < 0.5 ? phase * 2 : 2 - phase * 2;
  return (
    config.troughPerSecond + (config.ratePerSecond - config.troughPerSecond) * rise * rise * (3 - 2 * rise)
  );
}

/** The key of a message that the service publishes; draws where keys are drawn. */
export function keyOf(self: InstanceProcess, parent: MessageId, ordinal: number): number {
  const { config } = self.plan;
  const { random, messages } = self.kernel;
  const name = self.keyName;
  switch (config.keys) {
    case "none":
      return NO_KEY;
    case "inherit":
      return parent === NO_PARENT ? NO_KEY : messages.key(parent);
    case "unique":
      // Each instance counts in a range of its own, so that no two of them make the same key.
      return keyNumber(name, (self.who % INSTANCES_MAX) * UNIQUE_RANGE + ordinal);
    case "uniform":
      return keyNumber(name, random.below(self.streams.keys, config.keyCount) + 1);
    case "hot-key":
      if (config.keyCount === 1 || random.chance(self.streams.keys, config.hotKeyPercent))
        return keyNumber(name, 1);
      return keyNumber(name, random.below(self.streams.keys, config.keyCount - 1) + 2);
    case "zipf":
      return keyNumber(name, drawZipf(self) + 1);
    default:
      return unreachable(config.keys);
  }
}

function drawZipf(self: InstanceProcess): number {
  const { config } = self.plan;
  self.zipf ??= zipfTable(config.keyCount, config.zipfExponent);
  const drawn = self.kernel.random.uniform(self.streams.keys) * self.zipf[config.keyCount - 1]!;
  let low = 0;
  let high = config.keyCount - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (self.zipf[middle]! < drawn) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Running sums of 1 / n^s. */
function zipfTable(count: number, exponent: number): Float64Array {
  const sums = new Float64Array(count);
  let sum = 0;
  for (let n = 1; n <= count; n++) {
    sum += exp(-exponent * log(n));
    sums[n - 1] = sum;
  }
  return sums;
}
