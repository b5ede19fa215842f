import { describe, expect, it } from "vitest";
import { subjectOf } from "./naming.ts";

describe("subjectOf", () => {
  it("names the subject after topic and part, after the record, or after both", () => {
    expect(subjectOf("TopicName", "orders", "value", "shop.Order")).toEqual({
      ok: true,
      subject: "orders-value",
    });
    expect(subjectOf("TopicName", "orders", "key", undefined)).toEqual({ ok: true, subject: "orders-key" });
    expect(subjectOf("RecordName", "orders", "value", "shop.Order")).toEqual({
      ok: true,
      subject: "shop.Order",
    });
    expect(subjectOf("TopicRecordName", "orders", "value", "shop.Order")).toEqual({
      ok: true,
      subject: "orders-shop.Order",
    });
  });

  it("refuses a schema without a name where the subject is named after the record", () => {
    expect(subjectOf("RecordName", "orders", "value", undefined)).toEqual({
      ok: false,
      says: "RecordNameStrategy needs a record with a name; the value schema of orders has none.",
    });
    expect(subjectOf("TopicRecordName", "orders", "value", "").ok).toBe(false);
  });
});
