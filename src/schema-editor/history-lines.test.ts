import { describe, expect, it } from "vitest";
import type { FieldHistory } from "#session/schema-analysis.ts";
import type { SchemaUser } from "#session/schema-users.ts";
import { historyLines } from "./history-lines.ts";

const field: FieldHistory = {
  node: {
    key: "total",
    name: "total",
    kind: "field",
    type: "long",
    facts: ["default 0"],
    doc: "",
    range: { start: 0, end: 1 },
  },
  path: "Order.total",
  spans: [{ type: "long", versions: ["v2", "v3"] }],
  missingIn: ["v1"],
};

const reader = (name: string, version: number): SchemaUser => ({
  nodeId: name,
  name,
  role: "reads",
  topic: "orders",
  version,
});

describe("the history of a field in words", () => {
  it("says since when, and who reads it or does not see it", () => {
    const users = [
      reader("analytics", 1),
      reader("payment", 0),
      { ...reader("order-service", 3), role: "writes" as const },
    ];
    expect(historyLines(field, users, 3)).toEqual([
      "Order.total: field of type long (default 0)",
      "Since v2, always with this type.",
      "Read by payment (newest).",
      "Not seen by analytics (v1).",
    ]);
  });

  it("says which types it had, and where it was missing in between", () => {
    const changed: FieldHistory = {
      ...field,
      spans: [
        { type: "int", versions: ["v1", "v2"] },
        { type: "long", versions: ["v4"] },
      ],
      missingIn: ["v3"],
    };
    expect(historyLines(changed, [], 4).slice(1)).toEqual([
      "Since v1. v1 to v2: int; v4: long.",
      "Missing in v3.",
    ]);
  });
});
