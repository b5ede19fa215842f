import { describe, expect, it } from "vitest";
import type { Config, Invariant, Scenario } from "#scenario/document.ts";
import { initialConfig } from "#scenario/fields.ts";
import { compile } from "#sim/compile.ts";
import { kinds } from "#sim/kinds/index.ts";
import { advance, amendRun, seekRun, startRun, type Run } from "#sim/run.ts";
import { scenarioOf, type Sketch } from "#sim/scenario.fixture.ts";
import { invariantsSummary } from "#sim/summary-invariants.ts";
import type { InvariantSight } from "#sim/invariants-sight.ts";
import { FORMS } from "./index.ts";

const demand = (kind: string, config: Config = {}, target = "workers"): Invariant => ({
  id: `${kind} ${JSON.stringify(config)}`.replaceAll(/[^a-z0-9]/gi, "-"),
  kind,
  target,
  config,
});

function started(scenario: Scenario): Run {
  const compiled = compile(scenario);
  if (!compiled.ok) throw new Error(compiled.problems.map(({ path, says }) => `${path}: ${says}`).join("\n"));
  return startRun(compiled.value);
}

const demanding = (sketch: Sketch, ...invariants: Invariant[]): Scenario => ({
  ...scenarioOf(sketch),
  invariants,
});
const sightOf = (run: Run): readonly InvariantSight[] => run.kernel.watcher!.sight(run.atUs);

/** What the summary says after the whole run. */
function judged(sketch: Sketch, ...invariants: Invariant[]) {
  const scenario = demanding(sketch, ...invariants);
  const run = started(scenario);
  advance(run, run.program.durationUs);
  return invariantsSummary(run, scenario);
}

/** One of two members dies between processing and commit: what it had done comes again. */
const CRASH: Sketch = {
  durationMs: 90_000,
  topics: { orders: { partitions: 2 } },
  shop: { ratePerSecond: 20 },
  worker: { instances: 2, serviceTimeMs: 5 },
  deeds: [
    [30_300, "crash", "worker", { instance: 1 }],
    [32_000, "restart", "worker", { instance: 1 }],
  ],
};
const QUIET: Sketch = { ...CRASH, deeds: [] };

describe.each(Object.entries(FORMS))("the form %s", (name, form) => {
  it("is registered under its own name, speaks of kinds that there are, and says what it demands", () => {
    expect(form.kind).toBe(name);
    expect(form.targets.length).toBeGreaterThan(0);
    for (const target of form.targets) expect(Object.keys(kinds)).toContain(target);
    expect(form.demands(initialConfig(form.fields), "payment")).toContain("payment");
    expect(form.summary).toMatch(/\.$/);
  });

  it("is judged alike however often the run is scrubbed, and holds or not in words", () => {
    const target =
      form.targets[0] === "dead-letter-queue" ? "dead" : form.targets[0] === "service" ? "worker" : "workers";
    const scenario = demanding({ ...CRASH, hasDeadLetters: true }, demand(name, {}, target));
    const straight = started(scenario);
    advance(straight, 90_000_000);
    const scrubbed = started(scenario);
    for (const second of [80, 10, 45, 90, 31, 33, 0, 90]) seekRun(scrubbed, second * 1_000_000);
    expect(sightOf(scrubbed)).toEqual(sightOf(straight));
    expect(scrubbed.kernel.trace.hash).toBe(straight.kernel.trace.hash);
    const [summary] = invariantsSummary(straight, scenario);
    expect(summary!.explanation.length).toBeGreaterThan(20);
    expect(summary!.holds).not.toBeNull();
  });
});

describe("at most once", () => {
  it("does not hold once a crash has made a key come again, and says who, when, where and why", () => {
    const [once] = judged(CRASH, demand("at-most-once"));
    expect(once).toMatchObject({ name: "workers processes each key at most once", holds: false });
    expect(once!.firstViolationMs).toBeGreaterThan(32_000);
    expect(once!.explanation).toMatch(
      /^order-\d+ was processed by worker-1 at 0:\d\d.* and again by worker-\d at/,
    );
    expect(once!.explanation).toContain("How it came about: worker-1 crashed at 0:30.300");
    expect(once!.explanation).toContain("What would have prevented it: ");
  });

  it("holds without the crash", () => {
    const [once] = judged(QUIET, demand("at-most-once"));
    expect(once).toMatchObject({ holds: true, firstViolationMs: null });
    expect(once!.explanation).toMatch(/messages processed, nothing twice/);
  });

  it("per message lets keys come again; per key does not", () => {
    const customers = { ...QUIET, shop: { ratePerSecond: 20, keys: "uniform", keyCount: 5 } };
    const [key, message] = judged(
      customers,
      demand("at-most-once", { per: "key" }),
      demand("at-most-once", { per: "message" }),
    );
    expect([key!.holds, message!.holds]).toEqual([false, true]);
  });
});

describe("at most once by its effect: paid at most once per order", () => {
  /** The worker adds to balances; one with a table recognises what comes again, the other does not. */
  const paying = (deduplication: string): Scenario => {
    const scenario = demanding(
      { ...CRASH, worker: { ...CRASH.worker, effect: "add", deduplication } },
      demand("at-most-once", { per: "message" }),
      demand("at-most-once", { per: "effect" }),
    );
    return {
      ...scenario,
      nodes: [...scenario.nodes, { id: "db", kind: "database", name: "db", config: {} }],
      wires: [...scenario.wires, { id: "w-db", kind: "stores", from: "worker", to: "db" }],
    };
  };
  const judgedOf = (scenario: Scenario) => {
    const run = started(scenario);
    advance(run, run.program.durationUs);
    return invariantsSummary(run, scenario);
  };

  it("holds where a table recognises what is processed again", () => {
    const [message, effect] = judgedOf(paying("table"));
    expect([message!.holds, effect!.holds]).toEqual([false, true]);
    expect(effect!.explanation).toMatch(/effects, none twice/);
  });

  it("does not hold where nothing recognises it, and says when it was paid first and again, and why", () => {
    const [, effect] = judgedOf(paying("none"));
    expect(effect).toMatchObject({
      name: "workers has its effect at most once for each event",
      holds: false,
    });
    expect(effect!.explanation).toMatch(
      /^The event of message \d+ \(order-\d+\) had its effect by worker-1 at 0:2\d.* and again by worker-\d at 1:/,
    );
    expect(effect!.explanation).toContain(
      "worker-1 crashed at 0:30.300, after the effect and before the commit",
    );
    expect(effect!.explanation).toContain("Deduplication = table on worker");
  });
});

describe("lag under", () => {
  const slow: Sketch = { durationMs: 60_000, shop: { ratePerSecond: 20 }, worker: { serviceTimeMs: 100 } };

  it("does not hold from the first sample on at which the group is that far behind", () => {
    const [lag] = judged(slow, demand("lag-under", { under: 100 }));
    expect(lag!.holds).toBe(false);
    expect(lag!.firstViolationMs! % 100).toBe(0);
    // Ten messages a second more than it can do: a hundred behind after some ten seconds, commits every five.
    expect(lag!.firstViolationMs).toBeGreaterThan(4_000);
    expect(lag!.firstViolationMs).toBeLessThan(12_000);
    expect(lag!.explanation).toMatch(/workers is 1\d\d messages behind at 0:\d\d.*; at its worst \d+/);
  });

  it("names what somebody did where nothing surprising has followed yet", () => {
    const [lag] = judged(
      { ...CRASH, deeds: CRASH.deeds!.slice(0, 1) },
      demand("lag-under", { under: 150, fromMs: 31_000 }),
    );
    expect(lag!.holds).toBe(false);
    expect(lag!.explanation).toMatch(/How it came about: somebody did this at 0:30.300: Crash \(worker-1\)/);
  });

  it("looks away until its moment", () => {
    const made = { ...QUIET, deeds: [...CRASH.deeds!] };
    const [always, late] = judged(
      made,
      demand("lag-under", { under: 150 }),
      demand("lag-under", { under: 150, fromMs: 85_000 }),
    );
    expect([always!.holds, late!.holds]).toEqual([false, true]);
    expect(late!.name).toBe("lag of workers under 150 from 1:25 on");
  });
});

describe("the other forms", () => {
  it("no loss: a group that commits first loses what a crash leaves, one that commits last loses nothing", () => {
    const busy = { ...CRASH, worker: { instances: 2, serviceTimeMs: 90 } };
    const early = { ...busy, group: { commit: "before-processing" } };
    const [lost] = judged(early, demand("no-loss"));
    const [kept] = judged(busy, demand("no-loss"));
    expect([lost!.holds, kept!.holds]).toEqual([false, true]);
    expect(lost!.explanation).toContain("committed and never processed (worker-1)");
  });

  it("order kept: more partitions under way turn the order of a key round", () => {
    const keys = { keys: "uniform", keyCount: 20, ratePerSecond: 40, metadataMaxAgeMs: 2000 };
    const grown: Sketch = {
      durationMs: 30_000,
      shop: keys,
      worker: { instances: 2, serviceTimeMs: 60 },
      group: { consumerMetadataMaxAgeMs: 2000, maxPollRecords: 5 },
      topics: { orders: { partitions: 1 } },
      deeds: [[10_000, "add-partitions", "orders", { partitions: 4 }]],
    };
    const [turned] = judged(grown, demand("order-kept"));
    const [kept] = judged({ ...grown, deeds: [] }, demand("order-kept"));
    expect([turned!.holds, kept!.holds]).toEqual([false, true]);
    expect(turned!.firstViolationMs).toBeGreaterThan(10_000);
    expect(turned!.explanation).toContain("after the later message");
  });

  it("latency under: in each two seconds, and over the whole run, which is judged at its end", () => {
    const [windows, whole] = judged(
      CRASH,
      demand("latency-under", { underMs: 1000, fromMs: 10_000 }),
      demand("latency-under", { underMs: 1000, over: "run" }),
    );
    expect([windows!.holds, whole!.holds]).toEqual([false, false]);
    expect(windows!.firstViolationMs).toBeGreaterThan(30_000);
    expect(whole!.firstViolationMs).toBe(90_000);
    expect(judged(QUIET, demand("latency-under", { underMs: 8000, over: "run" }))[0]!.holds).toBe(true);
  });

  it("dead letters: at the end, since when the queue has not been empty; all the time, at the first one too many", () => {
    const poisoned: Sketch = {
      durationMs: 40_000,
      group: { maxAttempts: 2, backoffMs: 100 },
      hasDeadLetters: true,
      deeds: [[20_000, "poison-next", "orders", {}]],
    };
    const [end, alert] = judged(
      poisoned,
      demand("dead-letters", {}, "dead"),
      demand("dead-letters", { when: "always", atMost: 1 }, "dead"),
    );
    expect([end!.holds, alert!.holds]).toEqual([false, true]);
    expect(end!.firstViolationMs).toBeGreaterThan(20_000);
    expect(end!.firstViolationMs).toBeLessThan(21_000);
    expect(end!.explanation).toContain("dead holds 1 message at the end; it has not been empty since 0:20");
  });
});

describe("state is the sum of events", () => {
  const paying = (deduplication: string): Sketch => ({
    ...CRASH,
    worker: { instances: 2, serviceTimeMs: 5, effect: "add", deduplication },
  });

  it("does not hold where a naive increment is repeated, and holds with a deduplication table", () => {
    const naive = paying("none");
    const [always, end] = judgedWithStore(naive, "always", "end");
    expect([always!.holds, end!.holds]).toEqual([false, false]);
    expect(always!.firstViolationMs).toBeGreaterThan(30_300);
    expect(always!.explanation).toMatch(/^The value of order-\d+ parted at \d:\d\d/);
    expect(judgedWithStore(paying("table"), "always", "end").map(({ holds }) => holds)).toEqual([true, true]);
  });
});

/** The same with a database that the worker writes to. */
function judgedWithStore(sketch: Sketch, ...whens: readonly string[]) {
  const drawn = scenarioOf(sketch);
  const scenario: Scenario = {
    ...drawn,
    nodes: [...drawn.nodes, { id: "db", kind: "database", name: "db", config: {} }],
    wires: [...drawn.wires, { id: "worker-db", kind: "stores", from: "worker", to: "db" }],
    invariants: whens.map((when) => demand("state-is-sum", { when }, "worker")),
  };
  const run = started(scenario);
  advance(run, run.program.durationUs);
  return invariantsSummary(run, scenario);
}

describe("the watcher", () => {
  it("has not decided what is judged later, and knows at a moment only what came before", () => {
    const run = started(demanding(CRASH, demand("at-most-once"), demand("latency-under", { over: "run" })));
    const states = (second: number) => {
      seekRun(run, second * 1_000_000);
      return sightOf(run).map(({ is }) => is);
    };
    expect(states(0)).toEqual(["undecided", "undecided"]);
    expect(states(20)).toEqual(["holds", "undecided"]);
    expect(states(89)).toEqual(["violated", "undecided"]);
    expect(states(90)).toEqual(["violated", "violated"]);
    expect(states(20)).toEqual(["holds", "undecided"]);
    expect(states(90)).toEqual(["violated", "violated"]);
  });

  it("forgets what an amended run never did", () => {
    const run = started(demanding(CRASH, demand("at-most-once")));
    seekRun(run, 90_000_000);
    const quiet = compile(demanding(QUIET, demand("at-most-once")));
    if (!quiet.ok) throw new Error("no program");
    amendRun(run, quiet.value, 30_300_000);
    seekRun(run, 90_000_000);
    const alone = started(demanding(QUIET, demand("at-most-once")));
    seekRun(alone, 90_000_000);
    expect(sightOf(run)).toEqual(sightOf(alone));
    expect(sightOf(run)[0]!.is).toBe("holds");
  });

  it("changes nothing in the run that it watches", () => {
    const [with_, without] = [
      started(demanding(CRASH, demand("at-most-once"), demand("no-loss"))),
      started(scenarioOf(CRASH)),
    ];
    for (const run of [with_, without]) advance(run, run.program.durationUs);
    expect(with_.kernel.trace.hash).toBe(without.kernel.trace.hash);
    expect(without.kernel.watcher).toBeNull();
  });

  it("stops the run at the first violation where that is wanted, and goes back and on from there as always", () => {
    const scenario = demanding(CRASH, demand("at-most-once"), demand("latency-under", { over: "run" }));
    const stopping = { ...scenario, settings: { ...scenario.settings, stopAtViolation: true } };
    const run = started(stopping);
    expect(seekRun(run, 90_000_000)).toBe("ended");
    const [once, latency] = sightOf(run);
    expect(run.outcome).toMatchObject({ is: "limit" });
    expect(run.atUs).toBe(once!.violation!.atUs);
    expect(latency!.is).toBe("undecided");
    expect(invariantsSummary(run, stopping)[1]).toMatchObject({ holds: null, firstViolationMs: null });
    expect(seekRun(run, 10_000_000)).toBe("reached");
    expect(run.outcome).toEqual({ is: "running" });
    expect(seekRun(run, 90_000_000)).toBe("ended");
    expect(run.atUs).toBe(once!.violation!.atUs);
  });

  it("lets a lag stop the run at its sample", () => {
    const slow: Sketch = {
      shop: { ratePerSecond: 20 },
      worker: { serviceTimeMs: 100 },
      settings: { stopAtViolation: true },
    };
    const run = started(demanding(slow, demand("lag-under", { under: 100 })));
    expect(seekRun(run, 60_000_000)).toBe("ended");
    expect(run.atUs).toBe(sightOf(run)[0]!.violation!.atUs);
  });
});

describe("invariants that cannot be judged", () => {
  it("are refused with what is wrong and how to mend it", () => {
    const result = compile(
      demanding(
        { hasDeadLetters: true },
        demand("paid-once"),
        demand("__proto__"),
        demand("lag-under", {}, "shop"),
        demand("lag-under", {}, "nobody"),
        demand("lag-under", { under: 0 }),
      ),
    );
    expect(result.ok ? [] : result.problems.map(({ code, path }) => [path, code])).toEqual([
      ["invariants[0].kind", "unknown-invariant"],
      ["invariants[1].kind", "unknown-invariant"],
      ["invariants[2].target", "wrong-target"],
      ["invariants[3].target", "wrong-target"],
      ["invariants[4].config.under", "out-of-range"],
    ]);
  });
});
