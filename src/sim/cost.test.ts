import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { admit } from "#scenario/admit.ts";
import type { Scenario } from "#scenario/document.ts";
import { setConfig } from "#scenario/edits.ts";
import { readConfig, type Fields } from "#scenario/fields.ts";
import { compile } from "./compile.ts";
import { estimateCost, type Cost } from "./cost.ts";
import { consumerGroup } from "./kinds/consumer-group.ts";
import { service } from "./kinds/service.ts";
import { runSettings } from "./run-settings.ts";
import { advance, startRun } from "./run.ts";

function galleryScenario(file: string): Scenario {
  const result = admit(readFileSync(new URL(`../../public/gallery/${file}`, import.meta.url)));
  if (!result.ok) throw new Error(file);
  return result.value;
}

function complete<F extends Fields>(fields: F, config: Scenario["settings"]) {
  const result = readConfig(fields, config, "");
  if (!result.ok) throw new Error(result.problems[0]?.says);
  return result.value;
}

function costOf(scenario: Scenario): Cost {
  const of = <F extends Fields>(kind: string, fields: F) =>
    new Map(
      scenario.nodes
        .filter((node) => node.kind === kind)
        .map((node) => [node.id, complete(fields, node.config)]),
    );
  return estimateCost(scenario, {
    run: complete(runSettings, scenario.settings),
    services: of("service", service.fields),
    groups: of("consumer-group", consumerGroup.fields),
  });
}

describe("the estimate of a run's cost", () => {
  it.each(["order-system.json", "slow-consumer.json", "hot-key.json", "poison-message.json"])(
    "is of the size that the run of %s turns out to have",
    (file) => {
      const scenario = galleryScenario(file);
      const compiled = compile(scenario);
      if (!compiled.ok) throw new Error(file);
      const run = startRun(compiled.value, { isForwardOnly: true });
      advance(run, compiled.value.durationUs);
      const { calls, messages } = costOf(scenario);
      expect(messages / run.kernel.messages.length).toBeGreaterThan(0.9);
      expect(messages / run.kernel.messages.length).toBeLessThan(1.1);
      expect(calls / run.kernel.calls).toBeGreaterThan(0.9);
      expect(calls / run.kernel.calls).toBeLessThan(3);
    },
  );

  it("grows with the rate, and names who makes most", () => {
    const scenario = galleryScenario("order-system.json");
    const more = costOf(setConfig(scenario, "orders", "ratePerSecond", 400));
    expect(more.messages).toBeGreaterThan(costOf(scenario).messages * 50);
    expect(more.dearest).toBe("orders");
  });

  it("does not follow failures of a saga by events round and round", () => {
    const scenario = galleryScenario("saga-by-events.json");
    const compiled = compile(scenario);
    if (!compiled.ok) throw new Error();
    const run = startRun(compiled.value);
    advance(run, compiled.value.durationUs);
    const { messages } = costOf(scenario);
    expect(messages / run.kernel.messages.length).toBeGreaterThan(0.8);
    expect(messages / run.kernel.messages.length).toBeLessThan(2);
  });
});
