/** How a service decides on the events of an aggregate, and how a read model remembers how far it is. */
import { withSettings } from "#checklist/fixes.ts";
import { has, type Choice, type Pattern, type Values } from "#patterns/pattern.ts";

function settled(id: string, values: Values, words: Pick<Choice, "label" | "promises" | "costs">): Choice {
  return {
    id,
    ...words,
    isAt: ({ service }) => has(service, values),
    choose: (scenario, { service }) => withSettings(scenario, service.id, values),
  };
}

export const aggregate: Pattern = {
  id: "expected-version",
  title: "Two who decide at once",
  concerns: ({ service }) => service.value("storeUse") === "decides",
  choices: [
    settled(
      "any",
      { expectedVersion: "any" },
      {
        label: "Whoever comes appends",
        promises: "No decision is refused because of another.",
        costs: "A decision on an old state goes through: an account is overdrawn, an update is lost.",
      },
    ),
    settled(
      "checked",
      { expectedVersion: "checked" },
      {
        label: "Expected version",
        promises: "Whoever comes second is refused, loads again and decides on what is true now.",
        costs: "Conflicts cost attempts where many write to one aggregate.",
      },
    ),
  ],
  shownIn: "two-writers.json",
};

export const readModel: Pattern = {
  id: "checkpoint",
  title: "Checkpoint of the read model",
  concerns: ({ service }) => service.value("storeUse") === "projects",
  choices: [
    settled(
      "apart",
      { projectionCheckpoint: "apart" },
      {
        label: "Apart, now and then",
        promises: "Little to write.",
        costs: "After a crash events since the checkpoint count again.",
      },
    ),
    settled(
      "with-model",
      { projectionCheckpoint: "with-model" },
      {
        label: "In the read model's transaction",
        promises: "Each event counts once, whatever dies.",
        costs: "The read model's database has to hold it.",
      },
    ),
  ],
  shownIn: "read-model-checkpoint.json",
};
