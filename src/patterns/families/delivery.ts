/** How often a message is processed when processes die: where the commit stands, or a transaction around all of it. */
import { withSettings } from "#checklist/fixes.ts";
import type { Pattern, Site } from "#patterns/pattern.ts";
import type { Scenario } from "#scenario/document.ts";

const isTransactional = ({ service }: Pick<Site, "service">): boolean =>
  service.value("transactional") === true;

/** The document with another commit of the group, and with or without transactions of the service. */
function committing(
  scenario: Scenario,
  { service, reader }: Site,
  commit: string,
  transactional: boolean,
): Scenario {
  const settled =
    isTransactional({ service }) === transactional
      ? scenario
      : withSettings(scenario, service.id, { transactional });
  // Who commits after the work in another way goes on doing so.
  const isSo = (reader?.group.value("commit") === "before-processing") === (commit === "before-processing");
  return reader === null || isSo ? settled : withSettings(settled, reader.group.id, { commit });
}

export const delivery: Pattern = {
  id: "delivery",
  title: "Delivery",
  concerns: ({ reader }) => reader !== null && reader.group.value("protocol") !== "share",
  choices: [
    {
      id: "at-most-once",
      label: "At most once",
      promises: "Nothing is processed twice: the offset is committed before the work begins.",
      costs: "What was polled and not yet done when an instance dies is lost.",
      isAt: (site) => !isTransactional(site) && site.reader?.group.value("commit") === "before-processing",
      choose: (scenario, site) => committing(scenario, site, "before-processing", false),
    },
    {
      id: "at-least-once",
      label: "At least once",
      promises: "Nothing is lost: the offset is committed after the work.",
      costs: "After a crash or a rebalance messages come again, so what is done with them must bear that.",
      isAt: (site) => !isTransactional(site) && site.reader?.group.value("commit") !== "before-processing",
      choose: (scenario, site) => committing(scenario, site, "after-batch", false),
    },
    {
      id: "exactly-once",
      label: "Exactly once, by transactions",
      promises:
        "What it publishes and the offsets of what it read become visible together or not at all; those who read its topics see only what was committed.",
      costs:
        "Readers wait for the end of each transaction. It holds within Kafka alone: an e-mail or another database is no part of it.",
      isAt: isTransactional,
      blockedAt: ({ service, drawing }) =>
        service.value("publishes") !== "per-message" || drawing.targets(service).length === 0
          ? `${service.name} publishes nothing for the messages that it reads, so there is nothing that could be committed together with its offsets. For effects in a database, choose a table under Idempotency.`
          : drawing.databases(service).length > 0
            ? `${service.name} stores in a database, which takes no part in a transaction of Kafka. Choose an outbox and a table under Idempotency instead.`
            : null,
      choose: (scenario, site) => {
        let chosen = committing(scenario, site, "after-batch", true);
        chosen = withSettings(chosen, site.service.id, { idempotence: true, acks: "all" });
        for (const topic of site.drawing.targets(site.service))
          for (const { group } of site.drawing.readersOf(topic))
            chosen = withSettings(chosen, group.id, { isolationLevel: "read_committed" });
        return chosen;
      },
    },
  ],
  shownIn: "delivery-guarantees.json",
};
