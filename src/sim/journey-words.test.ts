import { describe, expect, it } from "vitest";
import type { Scenario } from "#scenario/document.ts";
import { compile } from "./compile.ts";
import { Fact } from "./facts.ts";
import { JourneyReader } from "./journey-reader.ts";
import { tellJourney, type ToldStep } from "./journey-words.ts";
import { randomScenario } from "./random-scenario.fixture.ts";
import { advance, startRun, type Run } from "./run.ts";
import { scenarioOf } from "./scenario.fixture.ts";

function runOf(scenario: Scenario): Run {
  const compiled = compile(scenario);
  if (!compiled.ok) throw new Error(compiled.problems[0]?.says);
  const run = startRun(compiled.value, { keepAllRows: true });
  advance(run, compiled.value.durationUs);
  return run;
}

function told(run: Run, scenario: Scenario | undefined, message: number): readonly ToldStep[] {
  const reader = new JourneyReader(run, message);
  while (!reader.read(() => true));
  return tellJourney(reader.journey()!, run.program.layout, scenario);
}

describe("a journey in words", () => {
  it("names who, where, why and the setting that decided", () => {
    const scenario = scenarioOf({ durationMs: 20_000, group: { commit: "after-record", maxPollRecords: 7 } });
    const run = runOf(scenario);
    const message = run.kernel.logs.messageAt(0, 4);
    const steps = told(run, scenario, message);
    expect(steps.map(({ text }) => text)).toEqual([
      "shop-1 makes it with key order-5, for orders 0.",
      "shop-1 sends it in a batch of 1 message to orders 0.",
      "It is appended to orders 0 at offset 4.",
      "The bus tells shop-1 that it has it.",
      "worker-1 fetches it, with 29 other records; the answer takes 1 ms.",
      "poll() gives it to worker-1, with 6 other records.",
      "worker-1 begins with it.",
      expect.stringMatching(/^worker-1 has processed it, \d\.\d s after it was made\.$/),
      "Group workers has committed offset 5, sent by worker-1: whoever takes over starts after it.",
    ]);
    expect(steps.map(({ setting }) => setting)).toEqual([
      "the key decides the partition",
      "linger.ms = 5",
      null,
      null,
      "max.partition.fetch.bytes = 1048576",
      "max.poll.records = 7",
      null,
      null,
      "enable.auto.commit = false, commits after each message",
    ]);
    expect(steps[1]?.sinceBeforeUs).toBe(5_000);
    expect(steps[2]?.sinceMadeUs).toBe(6_000);
    expect(told(run, undefined, message)[1]?.setting).toBe("linger.ms");
  });

  it("explains a duplicate by what came between", () => {
    const scenario = scenarioOf({
      durationMs: 60_000,
      worker: { instances: 2 },
      topics: { orders: { partitions: 2 } },
      group: { commit: "auto", sessionTimeoutMs: 6_000 },
      deeds: [[23_000, "crash", "worker", { instance: 1 }]],
    });
    const run = runOf(scenario);
    const { trace } = run.kernel;
    let message = -1;
    for (let row = 0; message < 0; row++)
      if (trace.row(row).fact === Fact.duplicated) message = trace.row(row).what;
    const steps = told(run, scenario, message);
    const duplicate = steps.find(({ step }) => step.fact === "duplicated");
    expect(duplicate?.text).toMatch(
      /^A duplicate: group workers has processed it the 2nd time\. worker-1 had processed it at 0:\d+\.\d+, and crashed at 0:23 before the group had committed it\.$/,
    );
    expect(duplicate?.setting).toBe("auto.commit.interval.ms = 5000");
    const crash = steps.find(({ step }) => step.fact === "crashed");
    expect(crash?.text).toContain("after it had dealt with the message, before that was committed");
    expect(crash?.setting).toBe("session.timeout.ms = 6000");
    expect(steps.find(({ step }) => step.fact === "positioned")?.text).toContain("comes once more");
  });

  it("has a sentence for every step of every message in random scenarios", { timeout: 60_000 }, () => {
    const facts = new Set<string>();
    for (let number = 0; number < 25; number++) {
      const scenario = randomScenario(`words-${number}`);
      const run = runOf(scenario);
      const { length } = run.kernel.messages;
      for (let message = 0; message < length; message += Math.max(1, Math.floor(length / 6))) {
        for (const { step, text, setting } of told(run, scenario, message)) {
          facts.add(step.fact);
          expect(text).toMatch(/^[A-Zspw].* .*\.$/);
          expect(`${text} ${setting}`).not.toMatch(/undefined|NaN|\?| -\d/);
          expect(text).not.toBe(step.fact);
        }
      }
    }
    expect(facts.size).toBeGreaterThan(14);
  });
});
