/** What becomes of a request over several services that fails halfway. */
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

export const sagaByCalls: Pattern = {
  id: "saga-by-calls",
  title: "Saga, orchestrated",
  concerns: ({ service, drawing }) => drawing.callees(service).length > 1,
  choices: [
    settled(
      "leave",
      { failedHalfway: "leave" },
      {
        label: "None: what is done stays done",
        promises: "Nothing beyond each call.",
        costs: "A request that fails halfway stays half done: paid, and not delivered.",
      },
    ),
    settled(
      "undo",
      { failedHalfway: "undo" },
      {
        label: "What is done is undone",
        promises: "Of a request that has ended, all services have done their step or none has.",
        costs: "No isolation: everybody sees a step before it is undone. Each step needs its undoing.",
      },
    ),
  ],
  shownIn: "saga-half-done.json",
};

export const sagaByEvents: Pattern = {
  id: "saga-by-events",
  title: "Saga, by events",
  concerns: ({ service }) => service.value("sagaStep") === true,
  choices: [
    settled(
      "nothing",
      { whenFailed: "nothing" },
      {
        label: "None: what is done stays done",
        promises: "Nothing beyond its own step.",
        costs: "A request that a later service refuses stays half done.",
      },
    ),
    settled(
      "undo-each",
      { whenFailed: "undo-each" },
      {
        label: "Undone at each failure heard",
        promises: "A failure is followed by the undoing.",
        costs:
          "A failure that is heard twice undoes twice, and one that comes before the step undoes nothing.",
      },
    ),
    settled(
      "undo",
      { whenFailed: "undo" },
      {
        label: "Undone once a request",
        promises:
          "The step is known by its request: done once, undone once, refused where the failure came first.",
        costs: "A row for each request. No isolation: everybody sees a step before it is undone.",
      },
    ),
  ],
  shownIn: "saga-by-events-half-done.json",
};
