/** What is wrong, or does nothing, about event stores and who works with them. */
import type { Problem } from "#base/result.ts";
import type { Scenario, ScenarioNode } from "#scenario/document.ts";
import { storeFor, storeUseOf } from "./plan.ts";

interface Found {
  readonly problems: Problem[];
  readonly warnings: Problem[];
}

/** Judges every service of a scenario with an event store. */
export function judgeSourcing(scenario: Scenario): Found {
  const found: Found = { problems: [], warnings: [] };
  scenario.nodes.forEach((node, i) => {
    if (node.kind === "service") judgeService(scenario, node, `nodes[${i}]`, found);
  });
  return found;
}

function judgeService(
  scenario: Scenario,
  node: ScenarioNode,
  path: string,
  { problems, warnings }: Found,
): void {
  const use = storeUseOf(node);
  const at = `${path}.config.storeUse`;
  const { wires } = scenario;
  const appends = wires.filter(({ kind, from }) => kind === "appends" && from === node.id);
  const reads = wires.filter(({ kind, to }) => kind === "projects" && to === node.id);
  const say = (list: Problem[], code: string, says: string, tryThis: string): void => {
    list.push({ code, path: at, says, tryThis });
  };
  if (appends.length > 1 || reads.length > 1)
    say(
      problems,
      "second-store",
      `${node.name} is wired to two event stores in the same way.`,
      "Give each store a service of its own.",
    );
  if (use === "none") {
    if (appends.length + reads.length > 0)
      say(
        warnings,
        "idle-store",
        `${node.name} is wired to an event store and does nothing with it.`,
        appends.length > 0
          ? 'Let it decide on aggregates ("decides").'
          : 'Let it keep a read model ("projects").',
      );
    return;
  }
  if (storeFor(scenario, node, use) === undefined) {
    say(
      warnings,
      "no-store",
      `${node.name} works with an event store, but is wired to none.`,
      use === "decides" ? "Wire it to an event store." : "Wire an event store to it.",
    );
    return;
  }
  const group = scenario.nodes.find(
    ({ kind, config }) => kind === "consumer-group" && config["service"] === node.id,
  );
  const isReading =
    group !== undefined && wires.some(({ kind, to }) => kind === "consumes" && to === group.id);
  if (use === "feeds" && isReading)
    say(
      problems,
      "feed-reads",
      `${node.name} passes on the events of a store, and reads topics as well.`,
      "Let another service read the topics.",
    );
  if (use === "feeds" && !wires.some(({ kind, from }) => kind === "publishes" && from === node.id))
    say(warnings, "feeds-nowhere", `${node.name} has no topic to pass events on to.`, "Wire it to a topic.");
  if (use === "decides" && isReading && group.config["protocol"] === "share")
    say(
      problems,
      "share-decides",
      `${node.name} decides on aggregates, which members of a share group cannot do here.`,
      "Use the classic or the consumer protocol.",
    );
  if (node.config["transactional"] === true)
    say(
      problems,
      "transactional-store",
      `${node.name} has Kafka transactions, which do not reach into an event store.`,
      "Switch its transactions off.",
    );
}
