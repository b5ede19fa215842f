import { describe, expect, it } from "vitest";
import { present } from "#base/assert.ts";
import type { FormatName } from "#schema/format.ts";
import { formatNamed } from "#schema/formats/index.ts";
import type { CompatibilityMode } from "#schema/modes.ts";
import { changesOf, type Change, type Changes } from "./changes.ts";

interface Asked {
  readonly format?: FormatName;
  readonly mode?: CompatibilityMode;
  readonly from?: number;
  readonly to?: number;
}

function between(texts: readonly string[], asked: Asked = {}): Changes {
  const { format = "avro", mode = "BACKWARD", from = 1, to = 2 } = asked;
  const versions = texts.map((text) => ({ text, references: [] }));
  const subject = { format, versions, mode, rules: "confluent", policy: "STRICT" } as const;
  return changesOf(present(formatNamed(format), format), subject, { from, to });
}

/** One line a change: `- note string: breaks-writers`, indented. */
function told(changes: readonly Change[], depth = 0): string[] {
  const signs = { added: "+", removed: "-", changed: "~", holds: " " };
  return changes.flatMap(({ what, name, says, effects, children }) => [
    `${"  ".repeat(depth)}${signs[what]} ${name}${says.length === 0 ? "" : ` (${says.join(", ")})`}: ${effects.join(" ")}`,
    ...told(children, depth + 1),
  ]);
}

const order = (...fields: readonly unknown[]): string =>
  JSON.stringify({ type: "record", name: "Order", fields });
const id = { name: "id", type: "string" };

describe("what changes between two versions", () => {
  it("is a tree of what was added, removed and changed, each with whom it breaks", () => {
    const before = order(id, { name: "note", type: "string" }, { name: "n", type: "int", default: 0 });
    const after = order(
      id,
      { name: "n", type: "long" },
      { name: "total", type: "int" },
      { name: "coupon", type: ["null", "string"], default: null },
    );
    expect(told(between([before, after]).changes)).toEqual([
      "  Order: safe",
      "  ~ n (int → long, no longer default 0, now required): breaks-writers",
      "  + total (int, required): breaks-readers",
      "  + coupon (union of null and string, default null): safe",
      "  - note (string, required): breaks-writers",
    ]);
  });

  it("says whether the mode in force asks about it, and where it stands", () => {
    const texts = [order(id, { name: "note", type: "string" }), order(id)];
    const note = (mode: CompatibilityMode) => between(texts, { mode }).changes[0]?.children[0]?.notes[0];
    expect(note("BACKWARD")).toMatchObject({ isAsked: false, code: "READER_FIELD_MISSING_DEFAULT_VALUE" });
    expect(note("FULL")).toMatchObject({ isAsked: true, at: { version: 1 } });
    expect(note("FULL")?.forWhom).toMatch(/v1 cannot read .*v2/);
  });

  it("is told backwards as well", () => {
    const texts = [order(id), order(id, { name: "total", type: "int" })];
    expect(told(between(texts, { from: 2, to: 1 }).changes)[1]).toBe(
      "  - total (int, required): breaks-writers",
    );
  });

  it("reaches into nested types, and names what holds them", () => {
    const customer = (...fields: readonly unknown[]) => ({
      name: "customer",
      type: { type: "record", name: "Customer", fields },
    });
    const { changes } = between([order(customer(id)), order(customer(id, { name: "name", type: "string" }))]);
    expect(told(changes).at(-1)).toMatch(/^ +\+ name \(string, required\): breaks-readers$/);
  });

  it("tells two fields of one name apart by what holds them", () => {
    const held = (name: string, type: string) => ({
      name,
      type: { type: "record", name: `${name}Of`, fields: [{ name: "n", type }] },
    });
    const { changes } = between([
      order(held("a", "int"), held("b", "int")),
      order(held("a", "int"), held("b", "string")),
    ]);
    expect(told(changes).join()).not.toMatch(/ a/);
    expect(told(changes).at(-1)).toMatch(/~ n \(int → string\): breaks-readers breaks-writers$/);
  });

  it("has what is accepted and yet changes data, in Protobuf", () => {
    const proto = (type: string) => `syntax = "proto3"; message Order { string id = 1; ${type} n = 2; }`;
    const { changes } = between([proto("int64"), proto("int32")], { format: "protobuf" });
    expect(told(changes)).toEqual(["  Order: safe", "  ~ n (int64 → int32): changes-data"]);
    expect(changes[0]?.children[0]?.notes[0]?.says).not.toBe("");
  });

  it("follows a Protobuf field by its number through another name", () => {
    const proto = (name: string) => `syntax = "proto3"; message Order { string ${name} = 1; }`;
    const { changes } = between([proto("id"), proto("order_id")], { format: "protobuf" });
    expect(changes[0]?.children[0]?.says).toEqual(["was called id"]);
  });

  it("puts what breaks in JSON Schema at the property", () => {
    const json = (type: string) => JSON.stringify({ type: "object", properties: { n: { type } } });
    const { changes, others } = between([json("integer"), json("string")], { format: "json" });
    expect(others).toEqual([]);
    expect(told(changes).at(-1)).toMatch(/~ n .*: breaks-readers breaks-writers$/);
  });

  it("is nothing where the texts mean the same, though their lines differ", () => {
    const { changes, others, lines } = between([order(id), JSON.stringify(JSON.parse(order(id)), null, 2)]);
    expect([changes, others]).toEqual([[], []]);
    expect(lines.length).toBeGreaterThan(2);
  });

  it("is lines alone where one of them cannot be read", () => {
    expect(between([order(id), "{"])).toMatchObject({
      unreadable: ["v2"],
      changes: [],
      lines: [{ is: "removed" }, { is: "added", text: "{" }],
    });
  });
});
