/** What a person does during a run, against what can be done and to whom. */
import type { Problem, Result } from "#base/result.ts";
import type { Intervention, Scenario, ScenarioNode } from "#scenario/document.ts";
import { readConfig } from "#scenario/fields.ts";
import { instancesMost } from "./cost.ts";
import { faults } from "./faults/index.ts";
import type { ServiceConfig } from "./kinds/service.ts";
import type { RunSettings } from "./run-settings.ts";

/** `services`: complete settings by node id, of those that have them; `run`: null where the run's own are wrong. */
export function judgeInterventions(
  scenario: Scenario,
  services: ReadonlyMap<string, ServiceConfig>,
  run: RunSettings | null,
): { readonly problems: readonly Problem[]; readonly warnings: readonly Problem[] } {
  const judge = new InterventionJudge(scenario, services, run);
  scenario.interventions.forEach((each, i) => judge.intervention(each, `interventions[${i}]`));
  return judge;
}

class InterventionJudge {
  readonly problems: Problem[] = [];
  readonly warnings: Problem[] = [];
  private readonly scenario: Scenario;
  private readonly services: ReadonlyMap<string, ServiceConfig>;
  private readonly run: RunSettings | null;
  private readonly nodes: ReadonlyMap<string, ScenarioNode>;

  constructor(scenario: Scenario, services: ReadonlyMap<string, ServiceConfig>, run: RunSettings | null) {
    this.scenario = scenario;
    this.services = services;
    this.run = run;
    this.nodes = new Map(scenario.nodes.map((node) => [node.id, node]));
  }

  intervention(each: Intervention, path: string): void {
    const fault = Object.hasOwn(faults, each.kind) ? faults[each.kind] : undefined;
    if (fault === undefined) {
      this.problems.push({
        code: "unknown-fault",
        path: `${path}.kind`,
        says: `"${each.kind}" is no intervention that this version knows.`,
        tryThis: `Known ones: ${Object.keys(faults).join(", ")}.`,
      });
      return;
    }
    const target = this.nodes.get(each.target);
    if (target === undefined || !fault.targets.includes(target.kind)) {
      const found =
        target === undefined
          ? `"${each.target}", which is not there`
          : `${target.name}, which is a ${target.kind}`;
      this.problems.push({
        code: "wrong-target",
        path: `${path}.target`,
        says: `"${each.kind}" cannot happen to ${found}.`,
        tryThis: `It happens to a ${fault.targets.join(" or ")}.`,
      });
    }
    const config = this.take(readConfig(fault.fields, each.config, `${path}.config`));
    if (this.run !== null && each.atMs > this.run.durationMs) {
      this.warnings.push({
        code: "after-the-end",
        path: `${path}.atMs`,
        says: `"${each.kind}" at ${each.atMs} ms comes after the end of the run at ${this.run.durationMs} ms and will not happen.`,
        tryThis: "Make the run longer or move it.",
      });
    }
    if (config !== null && fault.perInstance) this.instance(each, Number(config["instance"]), path);
  }

  private instance(each: Intervention, instance: number, path: string): void {
    const service = this.services.get(each.target);
    if (service === undefined) return;
    const most = instancesMost(this.scenario, each.target, service.instances);
    if (instance <= most) return;
    const name = this.nodes.get(each.target)?.name ?? `"${each.target}"`;
    this.warnings.push({
      code: "no-such-instance",
      path,
      says: `"${each.kind}" is meant for instance ${instance} of ${name}, which never has more than ${most}; nothing will happen.`,
      tryThis: `Choose an instance from 1 to ${most}.`,
    });
  }

  private take<T>(result: Result<T>): T | null {
    if (result.ok) {
      this.warnings.push(...result.warnings);
      return result.value;
    }
    this.problems.push(...result.problems);
    return null;
  }
}
