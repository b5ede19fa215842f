/** The controller at work in a run: it hears of brokers, or hears nothing, decides (controller.ts), and tells everybody. */
import { ELECTIONS, ISR_REASONS } from "#sim/fact-tables.ts";
import { Fact } from "#sim/facts.ts";
import type { Process } from "#sim/kernel/kernel.ts";
import type { BrokerState } from "./broker.ts";
import { hearsController } from "./cluster-network.ts";
import { clusterPlan, type ClusterState } from "./cluster-types.ts";
import {
  alterIsr,
  balanceLeaders,
  fenceBroker,
  fencedAtUs,
  isActive,
  nextHeartbeatUs,
  registerBroker,
  shutDownBroker,
  unfenceBroker,
  type ChangedPartition,
} from "./controller.ts";
import { NO_LEADER } from "./election.ts";
import { Broker } from "./handlers.ts";
import { sendNews, type News, type Proposal } from "./leadership.ts";

type Self = Process<BrokerState>;

/** Why the controller writes something down. */
type Why = "fenced" | "shutdown" | "preferred" | "isr" | "unfenced";

/** A broker cannot be heard any more, from now on: the controller notices when its session is over. */
export function fallSilent(self: Self, broker: number): void {
  const { kernel, state } = self;
  const cluster = state.cluster!;
  const run = cluster.brokers[broker]!;
  run.isSilent = true;
  run.silence++;
  if (cluster.controller.brokers[broker]!.isFenced) return;
  const { failoverUs, heartbeatUs, sessionUs } = clusterPlan(kernel.program);
  const atUs = fencedAtUs(kernel.nowUs, run.heartbeatsFromUs, heartbeatUs, sessionUs) + failoverUs;
  self.after(Math.max(0, atUs - kernel.nowUs), Broker.sessionOver, broker, run.silence);
}

/** A broker can be heard again from now on: at its next heartbeat it is. */
export function speakAgain(self: Self, broker: number): void {
  const { kernel, state } = self;
  const run = state.cluster!.brokers[broker]!;
  run.isSilent = false;
  run.silence++;
  const atUs = nextHeartbeatUs(kernel.nowUs, run.heartbeatsFromUs, clusterPlan(kernel.program).heartbeatUs);
  self.after(atUs - kernel.nowUs + kernel.program.latencyUs, Broker.heartbeat, broker, run.silence);
  // Its fetch of the metadata log goes on at once.
  sendNews(self, broker, everything(state.cluster!));
}

/** The session of a broker that was not heard is over. */
export function sessionOver(self: Self, broker: number, silence: number): void {
  const cluster = self.state.cluster!;
  const run = cluster.brokers[broker]!;
  if (run.silence !== silence || cluster.controller.brokers[broker]!.isFenced) return;
  fence(self, broker);
  // A new process of it waited for the old one's session to end.
  if (run.is === "up" && !run.isSilent) register(self, broker);
}

/** The controller counts a broker out. */
export function fence(self: Self, broker: number, hasStopped = false): void {
  const cluster = self.state.cluster!;
  const { rules } = clusterPlan(self.kernel.program);
  const changes = fenceBroker(cluster.controller, rules, broker);
  if (!hasStopped) self.kernel.trace.record(self.kernel.nowUs, Fact.brokerFenced, broker, -1, -1, -1, -1);
  publish(self, changes, "fenced");
}

/** A broker process that has started says hello; the controller first waits for the end of its former life's session. */
export function register(self: Self, broker: number): void {
  const { kernel, state } = self;
  const cluster = state.cluster!;
  const run = cluster.brokers[broker]!;
  if (!hearsController(cluster, broker)) return;
  if (!cluster.controller.brokers[broker]!.isFenced) return;
  const changes = registerBroker(cluster.controller, clusterPlan(kernel.program).rules, broker, run.wasClean);
  run.isRegistered = true;
  publish(self, changes, "fenced");
  run.heartbeatsFromUs = kernel.nowUs;
  sendNews(self, broker, everything(cluster));
  self.after(2 * kernel.program.latencyUs, Broker.heartbeat, broker, run.silence);
}

/** The controller hears a broker that it had counted out. */
export function heartbeat(self: Self, broker: number, silence: number): void {
  const { kernel, state } = self;
  const cluster = state.cluster!;
  const run = cluster.brokers[broker]!;
  if (run.silence !== silence || run.is !== "up" || !cluster.controller.brokers[broker]!.isFenced) return;
  const changes = unfenceBroker(cluster.controller, clusterPlan(kernel.program).rules, broker);
  kernel.trace.record(kernel.nowUs, Fact.brokerUnfenced, broker, -1, -1, -1, -1);
  publish(self, changes, "unfenced");
}

/** A broker asks to stop: others lead what it led. */
export function controlledShutdown(self: Self, broker: number): void {
  const cluster = self.state.cluster!;
  const changes = shutDownBroker(cluster.controller, clusterPlan(self.kernel.program).rules, broker);
  publish(self, changes, "shutdown");
}

/** auto.leader.rebalance.enable. */
export function balance(self: Self): void {
  const cluster = self.state.cluster!;
  const { rules, balanceUs } = clusterPlan(self.kernel.program);
  publish(self, balanceLeaders(cluster.controller, rules), "preferred");
  self.after(balanceUs, Broker.balance);
}

/** A leader asks for another ISR. */
export function answerProposal(self: Self, leader: number, incarnation: number, proposal: Proposal): void {
  const { kernel, state } = self;
  const cluster = state.cluster!;
  const run = cluster.brokers[leader]!;
  if (run.incarnation !== incarnation || !hearsController(cluster, leader)) return;
  const { partition, leaderEpoch, partitionEpoch, isr } = proposal;
  const { rules } = clusterPlan(kernel.program);
  const { answer, changed } = alterIsr(
    cluster.controller,
    rules,
    partition,
    leader,
    leaderEpoch,
    partitionEpoch,
    isr,
  );
  if (changed !== null) publish(self, [changed], "isr");
  else if (answer !== "INVALID_UPDATE_VERSION") {
    kernel.calendar.push(
      kernel.nowUs + kernel.program.latencyUs,
      0,
      0,
      Broker.isrRefused,
      leader,
      incarnation,
      partition,
    );
  }
}

/** The controller has refused the ISR that a leader asked for. */
export function isrRefused(self: Self, leader: number, incarnation: number, partition: number): void {
  const cluster = self.state.cluster!;
  if (cluster.brokers[leader]!.incarnation !== incarnation) return;
  for (const leadership of cluster.partitions[partition]!.leaderships)
    if (leadership?.leader === leader) leadership.proposed = null;
}

function activeOf(cluster: ClusterState): boolean[] {
  return cluster.brokers.map((_, broker) => isActive(cluster.controller, broker));
}

function everything(cluster: ClusterState): News {
  return {
    changes: cluster.controller.partitions.map((registration, partition) => ({ partition, registration })),
    active: activeOf(cluster),
  };
}

/** Writes down what has changed, and tells every broker that can be reached. */
function publish(self: Self, changes: readonly ChangedPartition[], why: Why): void {
  const cluster = self.state.cluster!;
  for (const change of changes) note(self, change, why);
  const news: News = {
    changes: changes.map(({ partition, after }) => ({ partition, registration: after })),
    active: activeOf(cluster),
  };
  if (changes.length === 0 && why === "preferred") return;
  for (let other = 0; other < cluster.brokers.length; other++) sendNews(self, other, news);
}

/** Facts of a change. Internal partitions are nobody's business. */
function note(self: Self, { partition, before, after, elected }: ChangedPartition, why: Why): void {
  const { kernel, state } = self;
  if (partition >= kernel.program.layout.partitionCount) return;
  const { trace, nowUs } = kernel;
  if (elected !== null) {
    const { logs, canonical } = state.cluster!.partitions[partition]!;
    const place = after.leader === NO_LEADER ? canonical : after.replicas.indexOf(after.leader);
    const how = electionOf(elected, why);
    trace.record(
      nowUs,
      Fact.leaderElected,
      after.leader,
      after.leaderEpoch,
      partition,
      logs[place]!.end,
      ELECTIONS.indexOf(how),
    );
  }
  const inSync = after.isr.length;
  const reason = elected !== null && elected !== "isr" && elected !== "nobody" ? "elected" : reasonOf(why);
  for (const gone of before.isr) {
    if (!after.isr.includes(gone))
      trace.record(
        nowUs,
        Fact.isrChanged,
        gone,
        0,
        partition,
        inSync,
        ISR_REASONS.indexOf(why === "isr" ? "lagging" : reason),
      );
  }
  for (const come of after.isr) {
    if (!before.isr.includes(come))
      trace.record(
        nowUs,
        Fact.isrChanged,
        come,
        1,
        partition,
        inSync,
        ISR_REASONS.indexOf(why === "isr" ? "caught-up" : reason),
      );
  }
}

function electionOf(elected: NonNullable<ChangedPartition["elected"]>, why: Why): (typeof ELECTIONS)[number] {
  if (elected === "nobody") return "offline";
  if (elected === "unclean" || elected === "last-known") return elected;
  if (elected === "elr") return "eligible";
  if (why === "shutdown" || why === "preferred") return why;
  return "clean";
}

function reasonOf(why: Why): (typeof ISR_REASONS)[number] {
  return why === "shutdown" ? "shutdown" : why === "fenced" ? "fenced" : "elected";
}
