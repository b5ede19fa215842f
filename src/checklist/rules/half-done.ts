import type { Drawing, Thing } from "#checklist/drawing.ts";
import { settingsFix, withSettings } from "#checklist/fixes.ts";
import type { Place, Rule } from "#checklist/rule.ts";
import { withFault } from "#checklist/stage.ts";
import { amountText, listText } from "#sim/words.ts";

/** The fault comes after a third of the run; what it leaves has time to come to an end. */
const AT_SHARE = 1 / 3;
const RUN_MS = 60_000;
const DOWN_MS = 10_000;
/** Steps by events crash this often: a failure must be heard again, or come before its step. */
const CRASHES = 3;
const CRASH_DOWN_MS = 2_000;

export const halfDone: Rule = {
  id: "half-done",
  title: "Left half done",
  severity: "warning",
  says: "No transaction spans services. A request that fails after some of them have done their part stays half done (paid, and not delivered), unless each step is undone, once, whatever comes twice or late.",
  finds: (drawing) => [...byCalls(drawing), ...byEvents(drawing)],
  harm({ nodeId, aboutId }, stage) {
    const { drawing } = stage;
    const [node, about] = [drawing.thing(nodeId), drawing.thing(aboutId)];
    if (node === undefined || about === undefined) return null;
    const lasting = stage.lasting(RUN_MS);
    const atMs = Math.ceil(Number(lasting.settings["durationMs"] ?? stage.durationMs) * AT_SHARE);
    const isByCalls = node.node.kind === "service";
    let scenario = lasting;
    if (isByCalls) {
      for (let instance = 1; instance <= about.number("instances"); instance++) {
        scenario = withFault(scenario, atMs, "stop", about.id, { instance });
        scenario = withFault(scenario, atMs + DOWN_MS, "restart", about.id, { instance });
      }
    } else {
      for (let time = 0; time < CRASHES; time++) {
        const crashMs = atMs + 3 * time * CRASH_DOWN_MS;
        scenario = withFault(scenario, crashMs, "crash", about.id, { instance: 1 });
        scenario = withFault(scenario, crashMs + CRASH_DOWN_MS, "restart", about.id, { instance: 1 });
      }
    }
    return {
      scenario,
      atMs,
      says: isByCalls
        ? `${about.name}, the last that ${node.name} calls, is down for a moment.`
        : `${about.name} crashes and comes back while requests are refused elsewhere.`,
    };
  },
  shows({ nodeId }, played) {
    const service = played.layout.services.findIndex((each) => each.nodeId === nodeId);
    const isByCalls = service !== -1;
    const left = isByCalls
      ? (played.frame.calling?.services.find((each) => each.service === service)?.sagasHalfDone ?? 0)
      : (played.frame.sagas?.origins ?? []).reduce((sum, origin) => sum + origin.halfDone, 0);
    if (left === 0) return null;
    const first = isByCalls
      ? played.told("leftHalfDone").find(({ who }) => played.isInstanceOf(who, nodeId))
      : played.told("requestHalfDone")[0];
    return {
      atMs: first === undefined ? played.endMs : first.timeUs / 1000,
      says: `${amountText(left, "request")} ${left === 1 ? "has" : "have"} ended half done.`,
    };
  },
};

/** Who calls several services for one request, and undoes nothing where a later one fails. */
function byCalls(drawing: Drawing): Place[] {
  return drawing.services.flatMap((service) => {
    const callees = drawing.callees(service);
    if (callees.length < 2 || service.value("failedHalfway") === "undo") return [];
    return [
      {
        nodeId: service.id,
        aboutId: callees.at(-1)!.id,
        says: `${service.name} calls ${listText(callees.map(({ name }) => name))} one after the other; where one fails, what the ones before it have done stays done.`,
        tryThis:
          "Make a saga of it: undo what was done, in reverse. (If the calls only ask and change nothing, pass this over.)",
        fix: settingsFix(`Let ${service.name} undo what was done`, service, { failedHalfway: "undo" }),
      },
    ];
  });
}

/** Steps of sagas by events that hear of failures and do not undo their step once a request. */
function byEvents(drawing: Drawing): Place[] {
  return drawing.topics.flatMap((topic) => {
    if (topic.value("tells") !== "failed") return [];
    const careless = drawing
      .readersOf(topic)
      .map(({ service }) => service)
      .filter(
        (service): service is Thing =>
          service.value("sagaStep") === true && service.value("whenFailed") !== "undo",
      );
    const [first] = careless;
    if (first === undefined) return [];
    return [
      {
        nodeId: topic.id,
        aboutId: (careless.find(({ id }) => drawing.reader(id)!.topics.length > 1) ?? first).id,
        says: `${listText(careless.map(({ name }) => name))} ${careless.length === 1 ? "hears" : "hear"} of failures in ${topic.name} and ${careless.length === 1 ? "does" : "do"} not undo ${careless.length === 1 ? "its step" : "their steps"} once a request.`,
        tryThis:
          "Know each step by its request: do it once, undo it once, and refuse it where the failure came first.",
        fix: {
          label: "Undo the steps once a request",
          edit: (scenario) =>
            careless.reduce((changed, { id }) => withSettings(changed, id, { whenFailed: "undo" }), scenario),
        },
      },
    ];
  });
}
