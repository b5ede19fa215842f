/** What goes wrong around an event store: decisions on an old state, and events that a read model counts twice. */
import type { AnomalyKind, Finding } from "#sim/anomaly.ts";
import { aggregateText, centsText } from "#sim/sentences-sourcing.ts";
import type { FactRow } from "#sim/story-context.ts";
import { amountText, numberText } from "#sim/words.ts";
import { links, type ExplainPast } from "./past.ts";

/** A decision that was made on a version which was not the newest one any more, and written all the same. */
function decidedOnOld(row: FactRow, past: ExplainPast, itself: (count: number) => string): Finding {
  const node = past.service(row.who)?.nodeId;
  return {
    key: `${past.layout.services.findIndex(({ nodeId }) => nodeId === node)} ${row.extra}`,
    tell: () => ({
      member: row.who,
      nodeId: node,
      before: links(
        `${past.member(row.who)} loaded ${aggregateText(row.extra)} and decided on what it saw`,
        `somebody else wrote version ${numberText(row.offset - 1)} meanwhile, which it had not seen`,
      ),
      itself,
      setting: past.setting(node, "expectedVersion"),
      prevention: {
        says: "With the version it has seen as the expected one, the store refuses the write (WrongExpectedVersion), and it decides again on the newest state.",
        setting: past.setting(node, "expectedVersion", "checked"),
      },
    }),
  };
}

export const overdrawn: AnomalyKind = {
  kind: "overdrawn",
  title: "Balance below zero",
  class: "failure",
  says: "Two decisions on the same state have each taken what was there once.",
  finds: {
    overdrawn: (row, past) =>
      decidedOnOld(
        row,
        past,
        (count) =>
          `${aggregateText(row.extra)} fell below zero, to ${centsText(row.what)} at version ${numberText(row.offset)}${count > 1 ? `, and ${amountText(count - 1, "time")} more` : ""}`,
      ),
  },
};

export const lostUpdate: AnomalyKind = {
  kind: "lost-update",
  title: "Lost update",
  class: "loss",
  says: "A new state was written over one that its writer had not seen.",
  finds: {
    updateLost: (row, past) =>
      decidedOnOld(
        row,
        past,
        (count) =>
          `an update of ${centsText(row.what)} of ${aggregateText(row.extra)} is gone${count > 1 ? `, and ${amountText(count - 1, "other")}` : ""}`,
      ),
  },
};

export const countedTwice: AnomalyKind = {
  kind: "counted-twice",
  title: "Events counted twice",
  class: "duplicate",
  says: "A read model took events up again after its process had gone: its checkpoint was older than what it held.",
  finds: {
    projectionResumed(row, past) {
      if (row.what <= 0) return null;
      const node = past.service(row.who)?.nodeId;
      return {
        key: `${node ?? ""}`,
        count: row.what,
        tell: () => ({
          member: row.who,
          nodeId: node,
          before: links(
            "the process that projected went away after it had changed the read model, and before it stored its checkpoint",
            `${past.member(row.who)} goes on from checkpoint ${numberText(row.offset)}`,
          ),
          itself: (count) =>
            `${amountText(count, "event")} ${count === 1 ? "counts" : "count"} in the read model a second time`,
          setting: past.setting(node, "projectionCheckpoint"),
          prevention: {
            says: "In one transaction with the read model the checkpoint is never older than what it holds.",
            setting: past.setting(node, "projectionCheckpoint", "with-model"),
          },
        }),
      };
    },
  },
};
