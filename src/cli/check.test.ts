import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { check } from "./commands/check.ts";
import type { Io } from "./io.ts";

/** Calls the command on a scenario of the gallery, changed. */
async function checked(name: string, change: (text: string) => string = (text) => text) {
  let out = "";
  const io: Io = {
    out: (text) => (out += text),
    err: (text) => (out += text),
    isTerminal: false,
    read: () => new TextEncoder().encode(change(readFileSync(`public/gallery/${name}.json`, "utf8"))),
    write: () => undefined,
    nowMs: () => 0,
  };
  return { code: await check.run(["scenario.json", "--json"], io), said: JSON.parse(out) };
}

describe("eventyard check", () => {
  it("ends with 0 where every version may follow the older ones under the mode of the document", async () => {
    const { code, said } = await checked("schema-wrong-order");
    expect(code).toBe(0);
    expect(said.compatible).toBe(true);
    expect(said.versions).toMatchObject([
      { subject: "orders-value", version: 1, compatible: true, checkedAgainst: [] },
      { version: 2, mode: "BACKWARD", checkedAgainst: ["orders-value v1"] },
      { version: 3, checkedAgainst: ["orders-value v2"], issues: [] },
    ]);
  });

  it("ends with 1 and the issues that compat tells, once the registry asks for another mode", async () => {
    const { code, said } = await checked("schema-wrong-order", (text) =>
      text.replaceAll('"BACKWARD"', '"FORWARD"'),
    );
    expect(code).toBe(1);
    expect(said.versions[2]).toMatchObject({
      compatible: false,
      issues: [
        {
          code: "READER_FIELD_MISSING_DEFAULT_VALUE",
          readerFile: "orders-value v2",
          writerFile: "orders-value v3",
          direction: "forward",
        },
      ],
    });
  });

  it("ends with 0 for a scenario without schemas", async () => {
    const { code, said } = await checked("order-system");
    expect([code, said]).toEqual([0, { compatible: true, versions: [] }]);
  });
});
