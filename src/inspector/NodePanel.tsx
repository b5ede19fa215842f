import { useState } from "react";
import type { Scenario, ScenarioNode } from "#scenario/document.ts";
import { select } from "#session/selection-store.ts";
import { kinds } from "#sim/kinds/index.ts";
import { groupOfService } from "#sim/service-group.ts";
import { later } from "#ui/later.tsx";
import { Tabs } from "#ui/Tabs.tsx";
import { BreakIt } from "./BreakIt.tsx";
import { CallFacts } from "./CallFacts.tsx";
import { BrokerTable } from "./BrokerTable.tsx";
import { GroupFacts } from "./GroupFacts.tsx";
import styles from "./Inspector.module.css";
import { InstanceTable } from "./InstanceTable.tsx";
import { InterventionList } from "./InterventionList.tsx";
import { breakables } from "#session/breaking.ts";
import { brokerRows } from "#session/broker-rows.ts";
import { instanceRows, type InstanceRow } from "#session/live-rows.ts";
import { NodeHeader } from "./NodeHeader.tsx";
import { NodeSettings } from "./NodeSettings.tsx";
import { TopicFacts } from "./TopicFacts.tsx";
import { useLive } from "./use-live.ts";

const ConsumerCode = later(() => import("./ConsumerCode.tsx").then((module) => module.ConsumerCode));

/** Few scenarios have event stores, databases, effects, dead letters or sagas by events. */
const EffectFacts = later(() => import("./EffectFacts.tsx").then((module) => module.EffectFacts));
const DatabaseFacts = later(() => import("./EffectFacts.tsx").then((module) => module.DatabaseFacts));
const DeadLetters = later(() => import("./DeadLetters.tsx").then((module) => module.DeadLetters));
const PatternChoices = later(() => import("./PatternChoices.tsx").then((module) => module.PatternChoices));
const SagaFacts = later(() => import("./SagaFacts.tsx").then((module) => module.SagaFacts));
const StoreFacts = later(() => import("./StoreFacts.tsx").then((module) => module.StoreFacts));

interface Props {
  readonly scenario: Scenario;
  readonly node: ScenarioNode;
}

/** One selected node: what it is now, what can be done to it, and its settings. */
export function NodePanel({ scenario, node }: Props) {
  const pair = serviceAndGroup(scenario, node);
  return (
    <div className={styles["panel"]}>
      <NodeHeader key={node.id} scenario={scenario} node={node} />
      {pair !== null && (
        <div className={styles["tabs"]}>
          <Tabs
            label="Service and its consumer group"
            idPrefix="inspector"
            tabs={[
              { id: "service", label: "Service" },
              { id: "group", label: "Consumer group" },
            ]}
            current={node.kind === "service" ? "service" : "group"}
            onChange={(tab) => select([tab === "service" ? pair.service.id : pair.group.id])}
          />
        </div>
      )}
      <div
        className={styles["panel-body"]}
        {...(pair === null
          ? {}
          : { role: "tabpanel", id: panelId(node, "panel"), "aria-labelledby": panelId(node, "tab") })}
      >
        <Live scenario={scenario} node={node} />
        <NodeSettings key={node.id} scenario={scenario} node={node} />
        <InterventionList scenario={scenario} ids={[node.id]} />
      </div>
    </div>
  );
}

function panelId(node: ScenarioNode, end: "panel" | "tab"): string {
  return `inspector-${node.kind === "service" ? "service" : "group"}-${end}`;
}

/** A service and its group are shown together, whichever of them is selected; null where one of them is missing. */
function serviceAndGroup(
  scenario: Scenario,
  node: ScenarioNode,
): { service: ScenarioNode; group: ScenarioNode } | null {
  const service =
    node.kind === "consumer-group" ? scenario.nodes.find((each) => each.id === node.config["service"]) : node;
  if (service?.kind !== "service") return null;
  const group = groupOfService(scenario, service.id);
  return group === undefined || (node.kind === "consumer-group" && group.id !== node.id)
    ? null
    : { service, group };
}

function Live({ scenario, node }: Props) {
  switch (node.kind) {
    case "service":
      return <ServiceLive scenario={scenario} node={node} />;
    case "consumer-group":
      return <GroupFacts groupId={node.id} name={node.name} />;
    case "topic":
      return (
        <>
          <BreakIt node={node} units={[]} />
          <TopicFacts nodeId={node.id} name={node.name} />
        </>
      );
    case "dead-letter-queue": {
      const depth = node.config["alertDepth"] ?? kinds[node.kind]?.fields["alertDepth"]?.initial;
      return (
        <>
          <TopicFacts nodeId={node.id} name={node.name} alertDepth={typeof depth === "number" ? depth : 1} />
          <DeadLetters node={node} />
          <BreakIt node={node} units={[]} />
        </>
      );
    }
    case "database":
      return (
        <>
          <DatabaseFacts nodeId={node.id} name={node.name} />
          <BreakIt node={node} units={[]} />
        </>
      );
    case "event-store":
      return (
        <>
          <StoreFacts key={node.id} nodeId={node.id} name={node.name} />
          <BreakIt node={node} units={[]} />
        </>
      );
    case "cluster":
      return <ClusterLive node={node} />;
    default:
      return <BreakIt node={node} units={[]} />;
  }
}

function ClusterLive({ node }: Pick<Props, "node">) {
  const rows = useLive((layout, frame) =>
    layout.cluster?.nodeId === node.id ? brokerRows(layout, frame) : null,
  );
  const units = useLive((layout, frame) => breakables(node, layout, frame));
  return (
    <>
      {rows !== null && rows.length > 0 && (
        <section className={styles["section"]} aria-label="Now">
          <h3>Now</h3>
          <BrokerTable rows={rows} />
        </section>
      )}
      <BreakIt key={node.id} node={node} units={units ?? []} />
    </>
  );
}

function ServiceLive({ scenario, node }: Props) {
  const rows = useLive((layout, frame) => {
    const index = layout.services.findIndex((service) => service.nodeId === node.id);
    return index === -1 ? null : instanceRows(layout, frame, index);
  });
  const units = useLive((layout, frame) => breakables(node, layout, frame));
  const reads = groupOfService(scenario, node.id) !== undefined;
  const publishes = (node.config["publishes"] ?? "none") !== "none";
  return (
    <>
      {rows !== null && rows.length > 0 && (
        <section className={styles["section"]} aria-label="Now">
          <h3>Now</h3>
          <InstanceTable rows={rows} reads={reads} publishes={publishes} />
        </section>
      )}
      {hasSagas(scenario) && <SagaFacts nodeId={node.id} name={node.name} />}
      {hasEffects(scenario, node) && <EffectFacts nodeId={node.id} name={node.name} />}
      <CallFacts nodeId={node.id} name={node.name} />
      <Patterns scenario={scenario} node={node} />
      {reads && rows !== null && <Program scenario={scenario} node={node} rows={rows} />}
      <BreakIt key={node.id} node={node} units={units ?? []} />
    </>
  );
}

/** Whether a run has something to tell of its effects. */
function hasEffects({ wires }: Scenario, { id, config }: ScenarioNode): boolean {
  return (
    (config["effect"] ?? "none") !== "none" ||
    wires.some(({ kind, from }) => kind === "stores" && from === id)
  );
}

/** Whether services are steps of sagas by events; requests may begin at one that is none. */
function hasSagas({ nodes }: Scenario): boolean {
  return nodes.some(({ config }) => config["sagaStep"] === true);
}

/** The service as a program, once somebody wants to see it. */
function Program({ scenario, node, rows }: Props & { readonly rows: readonly InstanceRow[] }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details
      className={styles["section"]}
      open={isOpen}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>As a program</summary>
      {isOpen && <ConsumerCode scenario={scenario} node={node} rows={rows} />}
    </details>
  );
}

/** The designs that can be chosen for the service, once somebody wants to see them. */
function Patterns({ scenario, node }: Props) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details
      className={styles["section"]}
      open={isOpen}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>Patterns</summary>
      {isOpen && <PatternChoices scenario={scenario} node={node} />}
    </details>
  );
}
