import type { Thing } from "#checklist/drawing.ts";
import { idempotenceFix } from "#checklist/fixes.ts";
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

export const outboxWithoutDeduplication: Rule = {
  id: "outbox-without-deduplication",
  title: "An outbox, and nobody who notices its copies",
  severity: "danger",
  says: "The relay of an outbox publishes at least once: whoever dies between the broker's acknowledgement and the mark in the table publishes the same rows again. These copies are records of their own, which the group's offsets cannot tell apart.",
  finds: (drawing) =>
    drawing.services.filter(hasOutbox).flatMap((publisher) =>
      drawing.targets(publisher).flatMap((topic) =>
        drawing
          .readersOf(topic)
          .filter(({ service }) => isNotIdempotent(service))
          .map(({ service }) => ({
            nodeId: service.id,
            aboutId: publisher.id,
            says: `${publisher.name} publishes from an outbox, and ${service.name} ${service.value("effect") === "add" ? "adds to a balance" : "sends an e-mail"} for each record of ${topic.name} without a look at the event's id.`,
            tryThis:
              "Put the event's id into the record, and let the reader remember it in its own transaction.",
            fix: idempotenceFix(service),
          })),
      ),
    ),
  harm: (place, stage) => stage.first(crashes(place, stage), outboxWithoutDeduplication, place),
  shows({ nodeId, aboutId }, played) {
    const copies = played.effects(aboutId)?.publishedAgain ?? 0;
    const repeated = played.effects(nodeId)?.repeated ?? 0;
    if (copies === 0 || repeated === 0) return null;
    const [first] = played.told("effectRepeated").filter(({ who }) => played.isInstanceOf(who, nodeId));
    return {
      atMs: first === undefined ? played.endMs : first.timeUs / 1000,
      says: `${amountText(copies, "event")} published once more by the relay, and ${amountText(repeated, "effect")} done a second time.`,
    };
  },
};

function hasOutbox(service: Thing): boolean {
  return service.value("publishes") !== "none" && String(service.value("publication")).startsWith("outbox-");
}

function isNotIdempotent(service: Thing): boolean {
  // A step of a saga knows what it has done by the request.
  if (service.value("sagaStep") === true) return false;
  return (
    ["add", "email"].includes(String(service.value("effect"))) && service.value("deduplication") === "none"
  );
}

/** Who relays crashes when its records are in the log and their rows are not marked yet. */
function* crashes({ aboutId }: Place, stage: Stage): Iterable<Harm> {
  const publisher = stage.drawing.thing(aboutId);
  if (publisher === undefined || stage.drawing.databases(publisher).length === 0) return;
  const played = stage.play(["appended"]);
  const own = played.rows.filter(
    ({ who, timeUs }) =>
      played.isInstanceOf(who, aboutId) && timeUs > played.endMs * 250 && timeUs < played.endMs * 600,
  );
  const latencyMs = Number(
    stage.scenario.settings["networkLatencyMs"] ?? runSettings.networkLatencyMs.initial,
  );
  for (let tried = 0; tried < TRIES && tried < own.length; tried++) {
    const row = own[Math.floor((tried * own.length) / TRIES)]!;
    const atMs = row.timeUs / 1000 + latencyMs / 2 + JUST_AFTER_MS;
    const instance = instanceNumber(row.who);
    const crashed = withFault(stage.lasting(atMs + DOWN_MS + AFTERWARDS_MS), atMs, "crash", publisher.id, {
      instance,
    });
    yield {
      scenario: withFault(crashed, atMs + DOWN_MS, "restart", publisher.id, { instance }),
      atMs,
      says: `${publisher.name}-${instance} crashes when rows of its outbox are published and not marked yet.`,
    };
  }
}
