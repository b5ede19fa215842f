/** What is wrong, or does nothing, about steps of sagas by events. */
import type { Problem } from "#base/result.ts";
import type { ConfigValue, Scenario, ScenarioNode } from "#scenario/document.ts";
import { service as serviceKind, type ServiceConfig } from "#sim/kinds/service.ts";
import { groupOfService } from "#sim/service-group.ts";

interface Found {
  readonly problems: Problem[];
  readonly warnings: Problem[];
}

/** Judges every service of a scenario with steps. */
export function judgeChoreography(scenario: Scenario): Found {
  const found: Found = { problems: [], warnings: [] };
  scenario.nodes.forEach((node, i) => {
    if (node.kind !== "service") return;
    if (setting(node, "sagaStep") === true) judgeStep(scenario, node, `nodes[${i}]`, found);
    else judgeOther(scenario, node, `nodes[${i}]`, found);
  });
  return found;
}

function setting(node: ScenarioNode, name: keyof ServiceConfig): ConfigValue {
  return node.config[name] ?? serviceKind.fields[name].initial;
}

function judgeStep(scenario: Scenario, node: ScenarioNode, path: string, found: Found): void {
  const problem = (field: keyof ServiceConfig, says: string, tryThis: string): void => {
    found.problems.push({ code: "saga-step", path: `${path}.config.${field}`, says, tryThis });
  };
  if (!scenario.wires.some(({ kind, from }) => kind === "stores" && from === node.id))
    problem(
      "sagaStep",
      `${node.name} is a step of a saga and has no database to do it in.`,
      "Wire the service to a database.",
    );
  const effect = setting(node, "effect");
  if (effect !== "none" && effect !== "add")
    problem(
      "effect",
      `${node.name} is a step of a saga, and what it does (${effect}) cannot be undone.`,
      'Choose "none that is checked" or "balance += amount".',
    );
  if (setting(node, "publication") === "before-commit")
    problem(
      "publication",
      `${node.name} is a step of a saga and publishes before its commit: only in its transaction it learns what there is to tell.`,
      "Publish after the commit, or better through an outbox.",
    );
  if (setting(node, "storeUse") !== "none")
    problem(
      "storeUse",
      `${node.name} is a step of a saga and works with an event store: a step works with a database.`,
      "Set one of the two to none.",
    );
  warnAboutStep(scenario, node, path, found);
}

function warnAboutStep(
  scenario: Scenario,
  node: ScenarioNode,
  path: string,
  { problems, warnings }: Found,
): void {
  const reads = topicsReadBy(scenario, node);
  const publishes = topicsOf(scenario, "publishes", node.id);
  const refuses = Number(setting(node, "refusesPercent")) > 0;
  const whenFailed = setting(node, "whenFailed");
  const warn = (code: string, field: keyof ServiceConfig, says: string, tryThis: string): void => {
    warnings.push({ code, path: `${path}.config.${field}`, says, tryThis });
  };
  const loops = publishes.some((topic) => tellsFailure(topic) && reads.includes(topic));
  if (whenFailed === "undo-each" && setting(node, "tellsUndone") === true && loops)
    problems.push({
      code: "saga-loop",
      path: `${path}.config.tellsUndone`,
      says: `${node.name} would undo whatever it hears of, tell that, and hear it again without end.`,
      tryThis: "Undo once a request, tell nothing, or let it read another topic than it publishes to.",
    });
  if (refuses && reads.length > 0 && !publishes.some(tellsFailure))
    warn(
      "saga-refusal-untold",
      "refusesPercent",
      `${node.name} refuses requests and tells nobody, so that what others have done for them stays.`,
      `Wire ${node.name} to a topic whose messages tell that a request has failed.`,
    );
  const othersRefuse = scenario.nodes.some(
    (other) =>
      other.id !== node.id &&
      other.kind === "service" &&
      setting(other, "sagaStep") === true &&
      Number(setting(other, "refusesPercent")) > 0,
  );
  const isLast = !publishes.some((topic) => !tellsFailure(topic));
  if (whenFailed !== "nothing" && othersRefuse && !isLast && !reads.some(tellsFailure))
    warn(
      "saga-failure-unheard",
      "whenFailed",
      `${node.name} undoes its step when a request fails, and reads no topic that would tell it.`,
      `Wire a topic whose messages tell that a request has failed to ${node.name}.`,
    );
  if (setting(node, "deduplication") !== "none")
    warn(
      "saga-deduplication",
      "deduplication",
      `${node.name} is a step of a saga: its deduplication does nothing, a step is known by its request.`,
      'Set it to none; "undo the step, once a request" keeps what comes twice from counting twice.',
    );
}

/** A service between steps that is none itself would be left out of the account. */
function judgeOther(scenario: Scenario, node: ScenarioNode, path: string, { warnings }: Found): void {
  if (setting(node, "publishes") !== "per-message") return;
  const isStep = (id: string | undefined): boolean =>
    scenario.nodes.some((other) => other.id === id && setting(other, "sagaStep") === true);
  const hearsOfStep = topicsReadBy(scenario, node).some((topic) =>
    scenario.wires.some(({ kind, from, to }) => kind === "publishes" && to === topic.id && isStep(from)),
  );
  const tellsStep = topicsOf(scenario, "publishes", node.id).some((topic) =>
    scenario.nodes.some(
      (group) =>
        group.kind === "consumer-group" &&
        isStep(String(group.config["service"])) &&
        scenario.wires.some(
          ({ kind, from, to }) => kind === "consumes" && from === topic.id && to === group.id,
        ),
    ),
  );
  if (hearsOfStep && tellsStep)
    warnings.push({
      code: "saga-gap",
      path: `${path}.config.sagaStep`,
      says: `${node.name} passes the events of a saga on and is no step of it: whether a request has ended is told without it.`,
      tryThis: `Make ${node.name} a step of the saga.`,
    });
}

function topicsOf({ nodes, wires }: Scenario, kind: string, from: string): ScenarioNode[] {
  const ids = wires.flatMap((wire) => (wire.kind === kind && wire.from === from ? [wire.to] : []));
  return nodes.filter(({ id }) => ids.includes(id));
}

function topicsReadBy(scenario: Scenario, { id }: ScenarioNode): ScenarioNode[] {
  const group = groupOfService(scenario, id);
  const ids = scenario.wires.flatMap(({ kind, from, to }) =>
    kind === "consumes" && to === group?.id ? [from] : [],
  );
  return scenario.nodes.filter((node) => ids.includes(node.id));
}

function tellsFailure({ config }: ScenarioNode): boolean {
  return config["tells"] === "failed";
}
