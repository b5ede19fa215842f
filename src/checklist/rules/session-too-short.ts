import type { Reader } from "#checklist/drawing.ts";
import { settingsFix } from "#checklist/fixes.ts";
import { earliestMs } from "#checklist/moments.ts";
import type { Fix, Harm, Place, Rule } from "#checklist/rule.ts";
import { withFault, type Stage } from "#checklist/stage.ts";
import { REMOVAL_REASONS } from "#sim/fact-tables.ts";
import { instanceName } from "#sim/layout.ts";
import { amountText, momentText, spanText } from "#sim/words.ts";

/** Kafka's default until 3.0; KIP-735 made it 45 s, since healthy members were counted out. */
const LEAST_MS = 10_000;
const USUAL_MS = 45_000;
/** A session needs so many heartbeats, as the client's own documentation says of heartbeat.interval.ms. */
const HEARTBEATS = 3;
const HEARTBEAT_MS = 3_000;
/** Pauses that are tried begin at so many moments between two heartbeats. */
const TRIES = 4;
const AFTERWARDS_MS = 60_000;

export const sessionTooShort: Rule = {
  id: "session-too-short",
  title: "Counted out for a pause",
  severity: "warning",
  says: "A member that sends no heartbeat within its session is taken for dead. A long garbage collection or a moved virtual machine is enough: its partitions go to others, who do its work again, and when it wakes up everything moves once more.",
  finds: (drawing) =>
    drawing.readers.filter(isTooShort).map((reader) => ({
      nodeId: reader.service.id,
      aboutId: reader.group.id,
      says: `${reader.group.name} gives a member ${spanText(sessionMs(reader) * 1000)} between two signs of life, and it sends one every ${spanText(heartbeatMs(reader) * 1000)}.`,
      tryThis: `Use Kafka's ${spanText(USUAL_MS * 1000)} (KIP-735), and a heartbeat at least ${HEARTBEATS} times within it.`,
      fix: fixOf(reader),
    })),
  harm: (place, stage) => stage.first(pauses(place, stage), sessionTooShort, place),
  shows({ nodeId, aboutId }, played) {
    const group = played.layout.groups.findIndex((each) => each.nodeId === aboutId);
    const expired = played
      .told("memberRemoved")
      .find(
        ({ who, what, extra }) =>
          who === group &&
          what === REMOVAL_REASONS.indexOf("session-expired") &&
          played.isInstanceOf(extra, nodeId),
      );
    if (expired === undefined) return null;
    const again = played.group(aboutId)?.duplicates ?? 0;
    return {
      atMs: expired.timeUs / 1000,
      says: `${instanceName(played.layout, expired.extra)} only paused, and is counted out at ${momentText(expired.timeUs)}; ${amountText(again, "message")} processed again.`,
    };
  },
};

/** The two names that each of both settings has. */
function names({ group }: Reader): { readonly session: string; readonly heartbeat: string } {
  return group.value("protocol") === "classic"
    ? { session: "sessionTimeoutMs", heartbeat: "heartbeatIntervalMs" }
    : { session: "brokerSessionTimeoutMs", heartbeat: "brokerHeartbeatIntervalMs" };
}

function sessionMs(reader: Reader): number {
  return reader.group.number(names(reader).session);
}

function heartbeatMs(reader: Reader): number {
  return reader.group.number(names(reader).heartbeat);
}

function isTooShort(reader: Reader): boolean {
  return sessionMs(reader) < LEAST_MS || sessionMs(reader) < HEARTBEATS * heartbeatMs(reader);
}

/** A member pauses for less than the usual session, and for longer than its own session is from its last heartbeat on. */
function* pauses({ nodeId }: Place, stage: Stage): Iterable<Harm> {
  const reader = stage.drawing.reader(nodeId);
  if (reader === undefined) return;
  const [session, heartbeat] = [sessionMs(reader), heartbeatMs(reader)];
  const pauseMs = Math.min(USUAL_MS - 2 * HEARTBEAT_MS, session < LEAST_MS ? session + 2_000 : session);
  const fromMs = Math.ceil(earliestMs(stage.play(), reader.group.id));
  for (let tried = 0; tried < TRIES; tried++) {
    const atMs = Math.round(fromMs + (tried * heartbeat) / TRIES);
    yield {
      scenario: withFault(
        stage.lasting(atMs + pauseMs + USUAL_MS + AFTERWARDS_MS),
        atMs,
        "pause",
        reader.service.id,
        { instance: 1, durationMs: pauseMs },
      ),
      atMs,
      says: `${reader.service.name}-1 pauses for ${spanText(pauseMs * 1000)}, as in a long garbage collection.`,
    };
  }
}

function fixOf(reader: Reader): Fix {
  const { group } = reader;
  const { session, heartbeat } = names(reader);
  const sessionTimeoutMs = Math.max(USUAL_MS, sessionMs(reader));
  const label = `Give ${group.name} a session of ${spanText(sessionTimeoutMs * 1000)}`;
  return settingsFix(label, group, {
    [session]: sessionTimeoutMs,
    [heartbeat]: Math.min(HEARTBEAT_MS, heartbeatMs(reader)),
  });
}
