import type { Thing } from "#checklist/drawing.ts";
import { settingsFix } from "#checklist/fixes.ts";
import { instanceNumber } from "#checklist/played.ts";
import type { Harm, Place, Rule } from "#checklist/rule.ts";
import { withFault, type Stage } from "#checklist/stage.ts";
import { runSettings } from "#sim/run-settings.ts";
import { amountText } from "#sim/words.ts";

const DOWN_MS = 5_000;
const AFTERWARDS_MS = 40_000;
/** So many moments are tried at most, spread over the middle of the run. */
const TRIES = 8;
/** The smallest step of time in a document. */
const JUST_AFTER_MS = 0.001;

export const dualWrite: Rule = {
  id: "dual-write",
  title: "Written to two places, one after the other",
  severity: "danger",
  says: "A database and a topic cannot commit together. Whoever dies between the two has changed its state and told nobody, or has told of something that never was.",
  finds: (drawing) =>
    drawing.services
      .filter(
        (service) =>
          isDual(service) && drawing.databases(service).length > 0 && drawing.targets(service).length > 0,
      )
      .map((service) => ({
        nodeId: service.id,
        aboutId: drawing.targets(service)[0]!.id,
        says: `${service.name} publishes ${service.value("publication") === "after-commit" ? "after" : "before"} it commits to ${drawing.databases(service)[0]!.name}.`,
        tryThis: "Write the event into an outbox in the same transaction, and let a relay publish it.",
        fix: settingsFix(`Give ${service.name} an outbox`, service, { publication: "outbox-polling" }),
      })),
  harm: (place, stage) => stage.first(crashes(place, stage), dualWrite, place),
  shows({ nodeId }, played) {
    const sight = played.effects(nodeId);
    if (sight === undefined || sight.lost + sight.phantom === 0) return null;
    const isOwn = ({ who }: { readonly who: number }): boolean => played.isInstanceOf(who, nodeId);
    const first = [...played.told("eventLost"), ...played.told("eventPhantom")].filter(isOwn)[0];
    const lost =
      sight.lost === 0
        ? ""
        : `${amountText(sight.lost, "event")} in the database that ${sight.lost === 1 ? "was" : "were"} never published`;
    const phantom =
      sight.phantom === 0
        ? ""
        : `${amountText(sight.phantom, "event")} published that never ${sight.phantom === 1 ? "was" : "were"} committed`;
    return {
      atMs: first === undefined ? played.endMs : first.timeUs / 1000,
      says: `${[lost, phantom].filter(Boolean).join(", ")}.`,
    };
  },
};

/** What follows from a message and is published first is committed when that message comes again. */
function isDual(service: Thing): boolean {
  const publishes = service.value("publishes");
  const publication = service.value("publication");
  return (
    publishes !== "none" &&
    (publication === "after-commit" || (publication === "before-commit" && publishes !== "per-message"))
  );
}

/**
 * Crashes between the two: while the database's answer travels to a service that publishes afterwards, and once a message
 * is in the log of a service that commits afterwards.
 */
function* crashes({ nodeId }: Place, stage: Stage): Iterable<Harm> {
  const service = stage.drawing.thing(nodeId);
  if (service === undefined) return;
  const isAfter = service.value("publication") === "after-commit";
  const played = stage.play([isAfter ? "produced" : "appended"]);
  const own = played.rows.filter(
    ({ who, timeUs }) =>
      played.isInstanceOf(who, nodeId) && timeUs > played.endMs * 250 && timeUs < played.endMs * 600,
  );
  const latency = stage.scenario.settings["networkLatencyMs"] ?? runSettings.networkLatencyMs.initial;
  const halfMs = Number(latency) / 2;
  for (let tried = 0; tried < TRIES && tried < own.length; tried++) {
    const row = own[Math.floor((tried * own.length) / TRIES)]!;
    for (const afterMs of isAfter ? [-halfMs, JUST_AFTER_MS] : [halfMs, 2 * halfMs + JUST_AFTER_MS])
      yield crashAt(service, instanceNumber(row.who), row.timeUs / 1000 + afterMs, stage);
  }
}

function crashAt(service: Thing, instance: number, atMs: number, stage: Stage): Harm {
  const crashed = withFault(stage.lasting(atMs + DOWN_MS + AFTERWARDS_MS), atMs, "crash", service.id, {
    instance,
  });
  return {
    scenario: withFault(crashed, atMs + DOWN_MS, "restart", service.id, { instance }),
    atMs,
    says: `${service.name}-${instance} crashes between its database and the topic.`,
  };
}
