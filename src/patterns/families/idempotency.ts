/** What becomes of an effect when its message comes a second time. */
import { withSettings } from "#checklist/fixes.ts";
import { has, type Choice, type Pattern, type Site } from "#patterns/pattern.ts";

const MAILS = ["email", "email-keyed"];
const ROWS = ["upsert", "upsert-versioned"];

function effectOf({ service }: Site): string {
  return String(service.value("effect"));
}

/** The naive effect of the same sort: what adds goes on adding, what sends goes on sending. */
function plainEffect(site: Site): string {
  return MAILS.includes(effectOf(site)) ? "email" : "add";
}

function remembering(deduplication: string, words: Pick<Choice, "label" | "promises" | "costs">): Choice {
  return {
    id: `remembers-${deduplication}`,
    ...words,
    isAt: (site) =>
      !ROWS.includes(effectOf(site)) &&
      has(site.service, { deduplication }) &&
      effectOf(site) !== "email-keyed",
    blockedAt: ({ service, drawing }) =>
      drawing.databases(service).length === 0
        ? `${service.name} has no database that could remember it. Wire it to one.`
        : null,
    choose: (scenario, site) =>
      withSettings(scenario, site.service.id, { effect: plainEffect(site), deduplication }),
  };
}

function asRow(effect: string, words: Pick<Choice, "label" | "promises" | "costs">): Choice {
  return {
    id: effect,
    ...words,
    isAt: ({ service }) => has(service, { effect }),
    blockedAt: ({ service, drawing }) =>
      drawing.databases(service).length === 0
        ? `${service.name} has no database to write rows into. Wire it to one.`
        : null,
    choose: (scenario, { service }) => withSettings(scenario, service.id, { effect, deduplication: "none" }),
  };
}

export const idempotency: Pattern = {
  id: "idempotency",
  title: "Idempotency",
  concerns: ({ service, reader }) =>
    reader !== null && service.value("effect") !== "none" && service.value("sagaStep") !== true,
  choices: [
    {
      id: "naive",
      label: "None: done at each arrival",
      promises: "Nothing beyond what delivery promises.",
      costs: "What comes twice counts twice: a balance is too high, a mail is sent again.",
      isAt: (site) =>
        ["add", "email"].includes(effectOf(site)) && has(site.service, { deduplication: "none" }),
      choose: (scenario, site) =>
        withSettings(scenario, site.service.id, { effect: plainEffect(site), deduplication: "none" }),
    },
    remembering("before", {
      label: "Remembered before the effect",
      promises: "An event that comes again is passed over.",
      costs: "Who dies between the two has remembered what was never done: it is lost.",
    }),
    remembering("after", {
      label: "Remembered after the effect",
      promises: "An event that comes again later is passed over.",
      costs: "Who dies between the two does it a second time.",
    }),
    remembering("table", {
      label: "Remembered in the same transaction",
      promises:
        "The effect and the id of its event commit together: once, whatever dies, as long as the id is remembered.",
      costs:
        "A row for each event. After its time to live a replay counts again; a mail cannot join the transaction.",
    }),
    asRow("upsert", {
      label: "A row by its natural key",
      promises: "Writing the same row again changes nothing.",
      costs: "An older message that comes late overwrites the newer one.",
    }),
    asRow("upsert-versioned", {
      label: "A row by its key, newest wins",
      promises: "Neither a repetition nor an older message changes the row.",
      costs: "Only the newest state is kept: it is no sum of what happened.",
    }),
    {
      id: "keyed",
      label: "The other side knows the key",
      promises: "The mail service sees the key of the event and sends it once.",
      costs: "The other side has to offer it, and remembers for its own time.",
      isAt: (site) => effectOf(site) === "email-keyed",
      blockedAt: (site) =>
        MAILS.includes(effectOf(site))
          ? null
          : `${site.service.name} does not send e-mails: its effect is in its own hands.`,
      choose: (scenario, { service }) =>
        withSettings(scenario, service.id, { effect: "email-keyed", deduplication: "none" }),
    },
  ],
  shownIn: "balance-naive-and-careful.json",
};
