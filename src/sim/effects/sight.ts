/** What views and summaries are told of databases and effects at a moment. */
import { keyText } from "#sim/bus/log/keys.ts";
import { hasOutbox, type EffectPlan } from "#sim/effects-plan.ts";
import type { DatabaseSight, EffectsSight, ServiceEffectsSight } from "#sim/frame.ts";
import type { Kernel } from "#sim/kernel/kernel.ts";
import { databaseOf } from "./database-process.ts";
import { Its, keyOfNumber, of, Row, rowValue, Tally, tally } from "./maps.ts";
import { isMoney } from "./values.ts";

/** At most so many keys of a service are listed: those that are wrong first. */
const KEYS_MAX = 24;

export function effectsOf(kernel: Kernel): EffectsSight {
  const { databases, services } = kernel.program.effects!;
  return {
    databases: databases.flatMap((plan, database): DatabaseSight[] => {
      if (plan.nodeId === null) return [];
      const { state } = databaseOf(kernel, database);
      const { underWay, waiting, commits, isDown } = state;
      const its = services.filter((each) => each?.database === database);
      const outbox = its.reduce((sum, each) => sum + waitingRows(kernel, each!), 0);
      return [
        { nodeId: plan.nodeId, isDown, underWay: underWay.length, waiting: waiting.length, commits, outbox },
      ];
    }),
    services: services.flatMap((plan) => (plan === null ? [] : [serviceSight(kernel, plan)])),
  };
}

/** Rows of an outbox that are not published yet. */
function waitingRows(kernel: Kernel, plan: EffectPlan): number {
  if (!hasOutbox(plan)) return 0;
  const { service } = plan;
  const log = of(Its.log, service);
  const end = tally(kernel, service, Tally.logEnd);
  let rows = 0;
  for (let at = tally(kernel, service, Tally.openFrom); at < end; at++)
    if (rowValue(kernel, Row.marked, kernel.effects!.get(log, at + 1)) === 0) rows++;
  return rows;
}

function serviceSight(kernel: Kernel, plan: EffectPlan): ServiceEffectsSight {
  const { service } = plan;
  const of_ = (which: number): number => tally(kernel, service, which);
  const records = kernel.effects!;
  const [actual, expected] = [of(Its.actual, service), of(Its.expected, service)];
  const keys = [...new Set([...records.keys(actual), ...records.keys(expected)])];
  const rows = keys.map((key) => ({
    name: keyText(keyOfNumber(key)) ?? "no key",
    expected: records.get(expected, key),
    actual: records.get(actual, key),
  }));
  const sum = (of: "expected" | "actual"): number => rows.reduce((total, row) => total + row[of], 0);
  const wrongFirst = rows.toSorted(
    (a, b) => Number(b.actual !== b.expected) - Number(a.actual !== a.expected),
  );
  const log = of(Its.log, service);
  const first = hasOutbox(plan) ? records.get(log, of_(Tally.openFrom) + 1) : 0;
  const oldestUs = first === 0 ? 0 : kernel.nowUs - (rowValue(kernel, Row.committedUs, first) - 1);
  return {
    service,
    database: kernel.program.effects!.databases[plan.database]?.nodeId ?? null,
    unit: isMoney(plan) ? "cents" : "pieces",
    hasEffect: plan.effect !== "none",
    publishes: plan.database >= 0 && kernel.program.services[service]!.publishTargets > 0,
    expected: sum("expected"),
    actual: sum("actual"),
    keys: wrongFirst.slice(0, KEYS_MAX),
    keyCount: rows.length,
    wrongKeys: of_(Tally.wrongKeys),
    partedUs: of_(Tally.partedUs) - 1,
    effects: of_(Tally.effects),
    repeated: of_(Tally.repeated),
    skipped: of_(Tally.skipped),
    missing: of_(Tally.missing),
    failures: of_(Tally.failures),
    committed: of_(Tally.committed),
    published: of_(Tally.published),
    publishedAgain: of_(Tally.again),
    lost: of_(Tally.lost),
    phantom: of_(Tally.phantom),
    outbox: waitingRows(kernel, plan),
    oldestUs,
  };
}
