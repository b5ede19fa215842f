import { US_PER_MS } from "#base/units.ts";
import { countText, durationText, euroText } from "#ui/quantities.ts";
import { Figures, Lag, PairTable } from "./Figures.tsx";
import styles from "./Inspector.module.css";
import { groupFacts, pairRows, type GroupFacts as Facts } from "#session/live-rows.ts";
import { useLive } from "./use-live.ts";

/** What is true of a consumer group now: its state, its sums, the amounts that a person can check, and its partitions. */
export function GroupFacts({ groupId, name }: { readonly groupId: string; readonly name: string }) {
  const live = useLive((layout, frame) => {
    const index = layout.groups.findIndex((group) => group.nodeId === groupId);
    const facts = groupFacts(layout, frame, index);
    return facts === null ? null : { facts, rows: pairRows(layout, frame, index) };
  });
  if (live === null)
    return <p className={styles["muted"]}>It does not run yet: wire a topic to its service.</p>;
  const { facts, rows } = live;
  return (
    <>
      <section className={styles["section"]} aria-label="Now">
        <h3>Now</h3>
        <Figures
          list={[
            { label: "State", value: stateText(facts), bad: facts.rebalancingUs !== null, wide: true },
            { label: "Lag", value: <TotalLag facts={facts} />, wide: true },
            {
              label: "Unowned partitions",
              value: `${facts.unowned} of ${facts.partitions}`,
              bad: facts.unowned > 0,
              wide: true,
            },
            { label: "Generation", value: countText(facts.generation) },
            { label: "Rebalances", value: countText(facts.rebalances) },
            { label: "Idle members", value: countText(facts.idleMembers), bad: facts.idleMembers > 0 },
            { label: "Processed", value: countText(facts.processed) },
            { label: "Duplicates", value: countText(facts.duplicates), bad: facts.duplicates > 0 },
            { label: "Lost", value: countText(facts.lost), bad: facts.lost > 0 },
            { label: "Retried", value: countText(facts.retried) },
            { label: "Dead-lettered", value: countText(facts.deadLettered), bad: facts.deadLettered > 0 },
          ]}
        />
        <Amounts onceCents={facts.amountOnceCents} effectsCents={facts.amountEffectsCents} />
      </section>
      <section className={styles["section"]} aria-label="Partitions">
        <h3>Partitions</h3>
        <PairTable rows={rows} label={`Partitions of ${name}`} />
      </section>
    </>
  );
}

function stateText(facts: Facts): string {
  if (facts.rebalancingUs === null) return facts.state;
  return `${facts.state}, ${durationText(Math.round(facts.rebalancingUs / US_PER_MS / 100) * 100)}`;
}

function TotalLag({ facts }: { readonly facts: Facts }) {
  if (facts.lagUnknown === facts.partitions) return <Lag lag={null} />;
  return (
    <>
      <Lag lag={facts.lag} />
      {facts.lagUnknown > 0 && <span className={styles["muted"]}> + {facts.lagUnknown} unknown</span>}
    </>
  );
}

/** The sum a person can check: each message once, and what happened with repetitions. */
function Amounts({ onceCents, effectsCents }: { readonly onceCents: number; readonly effectsCents: number }) {
  const surplus = effectsCents - onceCents;
  return (
    <div className={styles["amounts"]}>
      <dl>
        <div>
          <dt>Amount once</dt>
          <dd>{euroText(onceCents)}</dd>
        </div>
        <div data-bad={surplus === 0 ? undefined : ""}>
          <dt>with duplicates</dt>
          <dd>{euroText(effectsCents)}</dd>
        </div>
      </dl>
      {surplus !== 0 && (
        <p className={styles["wrong"]}>
          {euroText(surplus)} too much: messages that were processed again had their effect again.
        </p>
      )}
    </div>
  );
}
