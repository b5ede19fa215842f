import { KEY_NAMES } from "#sim/bus/log/keys.ts";
import { defineFault } from "./fault.ts";

export const eraseSubject = defineFault({
  kind: "erase-subject",
  title: "Erase a subject's data",
  summary:
    "Somebody has the right to be forgotten: the events of one aggregate are deleted, or nobody can read them any more.",
  targets: ["event-store"],
  perInstance: false,
  fields: {
    keyName: {
      type: "choice",
      label: "Key",
      initial: "order",
      section: "What",
      options: { order: "order", customer: "customer", device: "device", key: "key" },
      help: "What the aggregate's key begins with.",
    },
    number: {
      type: "number",
      label: "Number",
      unit: "none",
      min: 0,
      max: 500_000_000,
      whole: true,
      initial: 1,
      section: "What",
      help: "And its number, e.g. 17 for order-17.",
    },
    how: {
      type: "choice",
      label: "How",
      initial: "tombstone",
      section: "What",
      options: {
        tombstone: "delete the events (tombstone)",
        shredded: "throw their key away (crypto-shredding)",
      },
      help: "A tombstone deletes the stream; copies elsewhere stay. Without their key events stay in their place, unreadable, and so does every copy.",
    },
  },
  glyph: "M5 7h14 M9 7V4h6v3 M7 7l1 13h8l1-13 M10.5 11v5 M13.5 11v5",
  apply(host, config) {
    const name = KEY_NAMES.indexOf(config.keyName as (typeof KEY_NAMES)[number]);
    host.eraseSubject(name, config.number, config.how as "tombstone" | "shredded");
  },
});
