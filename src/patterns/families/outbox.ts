/** How a service that stores and publishes keeps both from telling different things. */
import { withSettings } from "#checklist/fixes.ts";
import { has, type Choice, type Pattern, type Site } from "#patterns/pattern.ts";

function publishing(id: string, words: Pick<Choice, "label" | "promises" | "costs">): Choice {
  return {
    id,
    ...words,
    isAt: ({ service }) => has(service, { publication: id }),
    blockedAt: id === "before-commit" ? untold : () => null,
    choose: (scenario, { service }) => withSettings(scenario, service.id, { publication: id }),
  };
}

/** Why an event cannot go out before the commit. */
function untold({ service }: Site): string | null {
  return service.value("sagaStep") === true
    ? `${service.name} is a step of a saga: what there is to tell is known only in its transaction.`
    : null;
}

export const publication: Pattern = {
  id: "publication",
  title: "State and event",
  concerns: ({ service, drawing }) =>
    service.value("publishes") !== "none" &&
    drawing.databases(service).length > 0 &&
    drawing.targets(service).length > 0,
  choices: [
    publishing("after-commit", {
      label: "Dual write: commit, then publish",
      promises: "Nothing is published that is not in the database.",
      costs: "Who dies in between has stored what nobody will ever hear of.",
    }),
    publishing("before-commit", {
      label: "Dual write: publish, then commit",
      promises: "Nothing is in the database that was not published.",
      costs: "Who dies in between, or whose transaction fails, has told of something that never was.",
    }),
    publishing("outbox-polling", {
      label: "Outbox, polled by a relay",
      promises: "The event is a row of the same transaction: what is stored is published, at least once.",
      costs:
        "It waits for the relay's next look, and comes twice where a relay dies: those who read it must know it again.",
    }),
    publishing("outbox-cdc", {
      label: "Outbox, change data capture",
      promises: "As with polling, in the order of the commits and without asking the tables.",
      costs: "A connector to run; after a crash it publishes again what came after its stored position.",
    }),
  ],
  shownIn: "dual-write-loses.json",
};
